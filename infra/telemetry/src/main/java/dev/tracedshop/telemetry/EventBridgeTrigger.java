package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** A rule of an EventBridge bus calls the function with one event. */
record EventBridgeTrigger(EventBridgeEvent event) implements Trigger {

    /** Recognises an event by its {@code detail-type}; what AWS's scheduled rules send is none to the extension. */
    static final class Type implements TriggerType {

        @Override
        public String name() {
            return "an EventBridge event";
        }

        @Override
        public boolean matches(JsonNode event) {
            return event.has("detail-type") && !event.path("source").asText().equals("aws.events");
        }

        @Override
        public Trigger read(JsonNode event) throws EventMismatch {
            return new EventBridgeTrigger(EventBridgeEvent.read(new EventFields(event, "")));
        }
    }

    @Override
    public String source() {
        return EventBridgeEvent.SOURCE;
    }

    @Override
    public List<Carrier> carriers() {
        return List.of(event.carrier());
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public List<InferredSpan> inferredSpans(FunctionProfile profile) {
        return List.of(event.span(profile));
    }

    @Override
    public Map<String, String> tags(FunctionProfile profile) {
        return Map.of(EVENT_SOURCE, source(), EVENT_SOURCE_ARN, event.source());
    }
}
