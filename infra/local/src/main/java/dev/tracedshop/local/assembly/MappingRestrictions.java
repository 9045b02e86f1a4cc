package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Restrictions.Restriction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What event source mappings may not ask for. */
final class MappingRestrictions {
    private static final List<String> OF_STREAMS = List.of(
            "StartingPosition",
            "MaximumRetryAttempts",
            "MaximumRecordAgeInSeconds",
            "BisectBatchOnFunctionError",
            "ParallelizationFactor",
            "DestinationConfig");

    private MappingRestrictions() {}

    static List<Restriction> of(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        String source = properties.path("EventSourceArn").asText();
        if (source.startsWith("arn:aws:sqs:")) {
            queue(found, properties);
        } else if (source.startsWith("arn:aws:dynamodb:") && source.contains("/stream/")) {
            stream(found, properties);
        } else {
            found.add(new Restriction(
                    "EventSourceArn", "Only queues and streams of tables are read here, not '" + source + "'."));
        }
        if (properties.has("FilterCriteria")) {
            found.add(new Restriction("FilterCriteria", "Messages and records are not filtered here."));
        }
        Restrictions.between(found, properties, "BatchSize", 1, 10_000);
        Restrictions.between(found, properties, "MaximumBatchingWindowInSeconds", 0, 300);
        properties.path("FunctionResponseTypes").forEach(type -> {
            if (!type.asText().equals("ReportBatchItemFailures")) {
                found.add(new Restriction(
                        "FunctionResponseTypes",
                        "The only type of response is ReportBatchItemFailures, not '" + type.asText() + "'."));
            }
        });
        return found;
    }

    private static void queue(List<Restriction> found, JsonNode properties) {
        if (properties.path("BatchSize").asInt(10) > 10
                && properties.path("MaximumBatchingWindowInSeconds").asInt(0) < 1) {
            found.add(new Restriction(
                    "MaximumBatchingWindowInSeconds",
                    "Lambda wants a window of at least one second for batches of more than ten messages."));
        }
        if (properties.path("ScalingConfig").has("MaximumConcurrency")) {
            Restrictions.between(found, properties.path("ScalingConfig"), "MaximumConcurrency", 2, 1_000);
        }
        OF_STREAMS.stream()
                .filter(properties::has)
                .forEach(property -> found.add(new Restriction(
                        property, "It is for streams; a queue has its visibility and its redrive policy.")));
    }

    private static void stream(List<Restriction> found, JsonNode properties) {
        String position = properties.path("StartingPosition").asText();
        if (!Set.of("TRIM_HORIZON", "LATEST").contains(position)) {
            found.add(new Restriction(
                    "StartingPosition",
                    "A table's stream is read from TRIM_HORIZON or LATEST on, not from '" + position + "'."));
        }
        if (properties.has("ScalingConfig")) {
            found.add(new Restriction("ScalingConfig", "It is for queues; a stream is read in order."));
        }
        if (properties.path("ParallelizationFactor").asInt(1) != 1) {
            found.add(new Restriction("ParallelizationFactor", "A stream is read one batch at a time here."));
        }
        if (properties.path("MaximumRetryAttempts").asInt(-1) != -1) {
            Restrictions.between(found, properties, "MaximumRetryAttempts", 0, 10_000);
        }
        if (properties.path("MaximumRecordAgeInSeconds").asInt(-1) != -1) {
            Restrictions.between(found, properties, "MaximumRecordAgeInSeconds", 60, 604_800);
        }
        JsonNode destinations = properties.path("DestinationConfig");
        String destination = destinations.path("OnFailure").path("Destination").asText();
        if (destinations.has("OnSuccess")) {
            found.add(new Restriction("DestinationConfig", "A mapping has a destination for failures only."));
        }
        if (!destination.isEmpty()
                && !destination.startsWith("arn:aws:sqs:")
                && !destination.startsWith("arn:aws:sns:")) {
            found.add(new Restriction(
                    "DestinationConfig",
                    "Only a queue or a topic is told of failures here, not '" + destination + "'."));
        }
    }
}
