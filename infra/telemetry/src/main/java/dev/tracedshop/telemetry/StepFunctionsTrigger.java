package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A state of a state machine calls the function. No context is carried; it is computed from the context object in the payload.
 *
 * @param place where in the event the context object is
 * @param names the names found there
 */
record StepFunctionsTrigger(StateContext state, String place, List<String> names) implements Trigger {

    StepFunctionsTrigger {
        names = List.copyOf(names);
    }

    /**
     * Recognises the context object as the event, in {@code _datadog}, in {@code Payload} and in {@code Payload._datadog}. Where there is
     * a {@code _datadog}, it is looked for nowhere else.
     */
    static final class Type implements TriggerType {

        @Override
        public String name() {
            return "a task of a state machine";
        }

        @Override
        public boolean matches(JsonNode event) {
            return StateContext.isIn(place(event).node());
        }

        @Override
        public Trigger read(JsonNode event) throws EventMismatch {
            EventFields fields = place(event);
            List<String> names = StreamSupport.stream(fields.node().properties().spliterator(), false)
                    .map(Map.Entry::getKey)
                    .toList();
            return new StepFunctionsTrigger(StateContext.read(fields), fields.place(), names);
        }

        private static EventFields place(JsonNode event) {
            JsonNode object = event;
            String path = "";
            for (String name : new String[] {"Payload", Carrier.DATADOG}) {
                if (object.has(name)) {
                    object = object.path(name);
                    path += name + ".";
                }
            }
            return new EventFields(object, path);
        }
    }

    @Override
    public String source() {
        return "states";
    }

    @Override
    public List<Carrier> carriers() {
        return List.of();
    }

    @Override
    public Optional<GeneratedContext> generatedContext() {
        return Optional.of(new GeneratedContext(new Carrier(place, names, state.pairs(), ""), state.context()));
    }

    @Override
    public List<InferredSpan> inferredSpans(FunctionProfile profile) {
        return List.of();
    }

    @Override
    public Map<String, String> tags(FunctionProfile profile) {
        return Map.of(EVENT_SOURCE, source(), EVENT_SOURCE_ARN, state.machineArn());
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }
}
