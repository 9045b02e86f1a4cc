package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One message of an SNS topic, as a function gets it in {@code Records[].Sns} and a queue without raw delivery gets it as a body.
 *
 * @param subscriptionArn known to a function only
 * @param carrier what the message's attributes carry; absent, what an EventBridge event in the message carries
 * @param event the published text, if it is an EventBridge event
 */
record SnsNotification(
        String messageId,
        String type,
        String topicArn,
        Instant timestamp,
        Optional<String> subject,
        Optional<String> subscriptionArn,
        Optional<EventBridgeEvent> event,
        Carrier carrier) {

    static final String SOURCE = "sns";

    /**
     * Reads a notification, strictly.
     *
     * @throws EventMismatch if a field is not as it is to be; a message without any attributes lacks one when it comes out of a queue
     */
    static SnsNotification read(EventFields sns, Optional<String> subscriptionArn, ObjectMapper json)
            throws EventMismatch {
        Optional<EventBridgeEvent> event =
                EventBridgeEvent.inText(sns.node().path("Message"), sns.path() + "Message.", json);
        Carrier own = carrier(sns.object("MessageAttributes"), json);
        return new SnsNotification(
                sns.text("MessageId"),
                sns.text("Type"),
                sns.text("TopicArn"),
                sns.time("Timestamp"),
                sns.optionalText("Subject"),
                subscriptionArn,
                event,
                own.names().contains(Carrier.DATADOG)
                        ? own
                        : event.map(EventBridgeEvent::carrier).orElse(own));
    }

    /** Reads a text as a notification; empty if it is none. */
    static Optional<SnsNotification> inText(JsonNode text, String path, ObjectMapper json) {
        Optional<JsonNode> parsed = EventFields.parse(text, json);
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(read(new EventFields(parsed.get(), path), Optional.empty(), json));
        } catch (EventMismatch e) {
            // It is what a message without an envelope looks like.
            return Optional.empty();
        }
    }

    private static Carrier carrier(EventFields attributes, ObjectMapper json) throws EventMismatch {
        String place = attributes.place();
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> attribute : attributes.node().properties()) {
            EventFields fields = attributes.object(attribute.getKey());
            fields.text("Type");
            fields.text("Value");
            names.add(attribute.getKey());
        }
        if (!names.contains(Carrier.DATADOG)) {
            return new Carrier(place, names, Map.of(), "");
        }
        EventFields datadog = attributes.object(Carrier.DATADOG);
        String value = datadog.text("Value");
        return switch (datadog.text("Type")) {
            case "String" -> Carrier.ofJson(place, names, value, json);
            case "Binary" -> Carrier.ofBase64(place, names, value, json);
            default ->
                new Carrier(
                        place,
                        names,
                        Map.of(),
                        "_datadog has the type " + datadog.text("Type") + "; only String and Binary are read");
        };
    }

    /** Returns the span of the topic. */
    InferredSpan span(FunctionProfile profile) {
        String topic = topicArn.substring(topicArn.lastIndexOf(':') + 1);
        Map<String, String> tags = new TreeMap<>(Map.of(
                "operation_name", "aws.sns",
                "topicname", topic,
                "topic_arn", topicArn,
                "message_id", messageId,
                "type", type));
        subject.ifPresent(value -> tags.put("subject", value));
        subscriptionArn.ifPresent(value -> tags.put("event_subscription_arn", value));
        String service = Trigger.serviceName(profile, topic, "lambda_sns", topic, SOURCE);
        return new InferredSpan("aws.sns", service, topic, "web", Nanos.of(timestamp), tags);
    }
}
