package dev.tracedshop.local.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a target gets of an event. */
sealed interface TargetInput {
    /** Returns the text that the target gets. */
    String of(ObjectNode event, Event accepted, Rule rule);

    /** Returns what kind of input it is, in words. */
    String form();

    /** Reads the input that a template's target asks for. */
    static TargetInput of(JsonNode target) {
        if (target.has("Input")) {
            return new Constant(target.path("Input").asText());
        }
        if (target.has("InputPath")) {
            return new Part(new EventPath(target.path("InputPath").asText()));
        }
        if (target.has("InputTransformer")) {
            return new Transformed(new InputTransformer(target.path("InputTransformer")));
        }
        return new Whole();
    }

    /** The event as it is. */
    record Whole() implements TargetInput {
        @Override
        public String of(ObjectNode event, Event accepted, Rule rule) {
            return event.toString();
        }

        @Override
        public String form() {
            return "event";
        }
    }

    /**
     * A text that has nothing of the event.
     *
     * @param text the JSON
     */
    record Constant(String text) implements TargetInput {
        @Override
        public String of(ObjectNode event, Event accepted, Rule rule) {
            return text;
        }

        @Override
        public String form() {
            return "constant input";
        }
    }

    /**
     * A part of the event.
     *
     * @param path where it is
     */
    record Part(EventPath path) implements TargetInput {
        @Override
        public String of(ObjectNode event, Event accepted, Rule rule) {
            JsonNode part = path.in(event);
            return part.isMissingNode() ? "null" : part.toString();
        }

        @Override
        public String form() {
            return "input path";
        }
    }

    /**
     * A template with parts of the event in it.
     *
     * @param transformer fills it in
     */
    record Transformed(InputTransformer transformer) implements TargetInput {
        @Override
        public String of(ObjectNode event, Event accepted, Rule rule) {
            return transformer.transform(event, accepted, rule);
        }

        @Override
        public String form() {
            return "input transformer";
        }
    }
}
