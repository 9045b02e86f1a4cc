package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An SNS topic calls the function with one notification. */
record SnsTrigger(
        String messageId,
        String type,
        String topicArn,
        Instant timestamp,
        Optional<String> subject,
        Optional<String> subscriptionArn,
        List<Carrier> carriers)
        implements Trigger {

    SnsTrigger {
        carriers = List.copyOf(carriers);
    }

    /** Recognises {@code Records[0].Sns}. */
    static final class Type implements TriggerType {

        private final ObjectMapper json = new ObjectMapper();

        @Override
        public String name() {
            return "an SNS notification";
        }

        @Override
        public boolean matches(JsonNode event) {
            return event.path("Records").path(0).has("Sns");
        }

        @Override
        public Trigger read(JsonNode event) throws EventMismatch {
            EventFields record = new EventFields(event, "").first("Records");
            EventFields sns = record.object("Sns");
            return new SnsTrigger(
                    sns.text("MessageId"),
                    sns.text("Type"),
                    sns.text("TopicArn"),
                    timestamp(sns),
                    sns.optionalText("Subject"),
                    record.optionalText("EventSubscriptionArn"),
                    List.of(carrier(sns.object("MessageAttributes"))));
        }

        private Carrier carrier(EventFields attributes) throws EventMismatch {
            String place = attributes.path().substring(0, attributes.path().length() - 1);
            List<String> names = new ArrayList<>();
            for (Map.Entry<String, JsonNode> attribute : attributes.node().properties()) {
                EventFields fields = attributes.object(attribute.getKey());
                fields.text("Type");
                fields.text("Value");
                names.add(attribute.getKey());
            }
            if (!attributes.node().has("_datadog")) {
                return new Carrier(place, names, Map.of(), "");
            }
            EventFields datadog = attributes.object("_datadog");
            String value = datadog.text("Value");
            return switch (datadog.text("Type")) {
                case "String" -> Carrier.ofJson(place, names, value, json);
                case "Binary" -> binary(place, names, value);
                default ->
                    new Carrier(
                            place,
                            names,
                            Map.of(),
                            "_datadog has the type " + datadog.text("Type") + "; only String and Binary are read");
            };
        }

        private Carrier binary(String place, List<String> names, String value) {
            try {
                String text = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
                return Carrier.ofJson(place, names, text, json);
            } catch (IllegalArgumentException e) {
                return new Carrier(place, names, Map.of(), "_datadog is not base64: " + e.getMessage());
            }
        }

        private static Instant timestamp(EventFields sns) throws EventMismatch {
            String text = sns.text("Timestamp");
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new EventMismatch(sns.path() + "Timestamp is not a time: '" + text + "'");
            }
        }
    }

    @Override
    public String source() {
        return "sns";
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public List<InferredSpan> inferredSpans(FunctionProfile profile) {
        String topic = topicArn.substring(topicArn.lastIndexOf(':') + 1);
        Map<String, String> tags = new TreeMap<>(Map.of(
                "operation_name", "aws.sns",
                "topicname", topic,
                "topic_arn", topicArn,
                "message_id", messageId,
                "type", type));
        subject.ifPresent(value -> tags.put("subject", value));
        subscriptionArn.ifPresent(value -> tags.put("event_subscription_arn", value));
        String service = Trigger.serviceName(profile, topic, "lambda_sns", topic, "sns");
        return List.of(new InferredSpan("aws.sns", service, topic, "web", Nanos.of(timestamp), tags));
    }

    @Override
    public Map<String, String> tags(FunctionProfile profile) {
        return Map.of("function_trigger.event_source", source(), "function_trigger.event_source_arn", topicArn);
    }
}
