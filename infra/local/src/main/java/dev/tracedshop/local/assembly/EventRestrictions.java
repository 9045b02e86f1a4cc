package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Restrictions.Restriction;
import dev.tracedshop.local.pattern.EventPaths;
import dev.tracedshop.local.pattern.EventPattern;
import dev.tracedshop.local.pattern.FilterPolicyLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What subscriptions, rules and asynchronous invocations may not ask for. */
final class EventRestrictions {
    private static final Set<String> PROTOCOLS = Set.of("lambda", "sqs");
    private static final Set<String> TARGETS = Set.of("lambda", "sqs", "sns", "events");
    private static final Set<String> DESTINATIONS = Set.of("lambda", "sqs", "sns", "events");
    /** RetryPolicy has no effect here: no delivery fails that AWS would try again. */
    private static final Set<String> TARGET_PROPERTIES =
            Set.of("Id", "Arn", "Input", "InputPath", "InputTransformer", "DeadLetterConfig", "RetryPolicy", "RoleArn");

    private static final int MAX_TARGETS = 5;

    private EventRestrictions() {}

    static List<Restriction> ofSubscription(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        String protocol = properties.path("Protocol").asText();
        if (!PROTOCOLS.contains(protocol)) {
            found.add(new Restriction(
                    "Protocol", "Only functions and queues can subscribe to a topic here, not '" + protocol + "'."));
        }
        if (properties.path("RawMessageDelivery").asBoolean() && !protocol.equals("sqs")) {
            found.add(new Restriction("RawMessageDelivery", "Only a queue can get messages without their envelope."));
        }
        String scope = properties.path("FilterPolicyScope").asText("MessageAttributes");
        if (!scope.equals("MessageAttributes") && !scope.equals("MessageBody")) {
            found.add(new Restriction(
                    "FilterPolicyScope", "The scope is MessageAttributes or MessageBody, not '" + scope + "'."));
        }
        if (properties.has("FilterPolicy")) {
            FilterPolicyLimits.problems(properties.path("FilterPolicy"), scope.equals("MessageBody"))
                    .forEach(problem -> found.add(new Restriction("FilterPolicy", problem)));
        }
        return found;
    }

    static List<Restriction> ofRule(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        if (properties.has("ScheduleExpression")) {
            found.add(new Restriction("ScheduleExpression", "No schedule runs here; only patterns choose events."));
        }
        EventPattern.problem(properties.path("EventPattern"))
                .filter(problem -> properties.has("EventPattern") || !properties.has("ScheduleExpression"))
                .ifPresent(problem -> found.add(new Restriction("EventPattern", "Not an event pattern: " + problem)));
        if (properties.path("Targets").size() > MAX_TARGETS) {
            found.add(new Restriction("Targets", "A rule has at most " + MAX_TARGETS + " targets."));
        }
        properties.path("Targets").forEach(target -> checkTarget(target, found));
        return found;
    }

    private static void checkTarget(JsonNode target, List<Restriction> found) {
        String arn = target.path("Arn").asText();
        if (!TARGETS.contains(service(arn))) {
            found.add(new Restriction(
                    "Targets", "A rule's targets are functions, queues, topics and buses here, not " + arn + "."));
        }
        target.fieldNames().forEachRemaining(name -> {
            if (!TARGET_PROPERTIES.contains(name)) {
                found.add(new Restriction("Targets", "A target's " + name + " is not supported here."));
            }
        });
        if (target.has("InputPath")) {
            checkPath(target.path("InputPath"), found);
        }
        target.path("InputTransformer").path("InputPathsMap").forEach(path -> checkPath(path, found));
    }

    private static void checkPath(JsonNode path, List<Restriction> found) {
        if (EventPaths.steps(path.asText()).isEmpty()) {
            found.add(new Restriction("Targets", "Not a path that EventBridge understands: " + path));
        }
    }

    static List<Restriction> ofInvokeConfig(JsonNode properties) {
        List<Restriction> found = new ArrayList<>();
        String qualifier = properties.path("Qualifier").asText("$LATEST");
        if (!qualifier.equals("$LATEST")) {
            found.add(new Restriction("Qualifier", "Only $LATEST runs here, not '" + qualifier + "'."));
        }
        between(found, properties, "MaximumRetryAttempts", 0, 2);
        between(found, properties, "MaximumEventAgeInSeconds", 60, 21_600);
        properties.path("DestinationConfig").forEach(destination -> {
            String arn = destination.path("Destination").asText();
            if (!DESTINATIONS.contains(service(arn))) {
                found.add(new Restriction(
                        "DestinationConfig",
                        "Destinations are functions, queues, topics and buses here, not " + arn + "."));
            }
        });
        return found;
    }

    private static void between(List<Restriction> found, JsonNode properties, String property, int least, int most) {
        int value = properties.path(property).asInt(least);
        if (value < least || value > most) {
            found.add(new Restriction(property, "Lambda allows " + least + " to " + most + ", not " + value + "."));
        }
    }

    private static String service(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
