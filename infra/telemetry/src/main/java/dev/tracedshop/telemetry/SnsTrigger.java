package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An SNS topic calls the function with one notification, which may hold an EventBridge event. */
record SnsTrigger(SnsNotification notification) implements Trigger {

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
            return new SnsTrigger(
                    SnsNotification.read(record.object("Sns"), record.optionalText("EventSubscriptionArn"), json));
        }
    }

    @Override
    public String source() {
        return SnsNotification.SOURCE;
    }

    @Override
    public List<Carrier> carriers() {
        return List.of(notification.carrier());
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public List<InferredSpan> inferredSpans(FunctionProfile profile) {
        InferredSpan span = notification.span(profile);
        Optional<EventBridgeEvent> event = notification.event();
        return event.isEmpty()
                ? List.of(span)
                : List.of(event.get().span(profile), span.wrappedBy(EventBridgeEvent.SOURCE));
    }

    @Override
    public Map<String, String> tags(FunctionProfile profile) {
        return Map.of(EVENT_SOURCE, source(), EVENT_SOURCE_ARN, notification.topicArn());
    }
}
