package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One thing that is asked of a span. */
sealed interface Condition {
    /** Tells whether a span is so. */
    boolean holds(Span span);

    /** Returns the condition in words. */
    String describe();

    /** The span's own fields that a pattern may ask for. */
    enum Field {
        SERVICE("service"),
        OPERATION("operation"),
        RESOURCE("resource"),
        TYPE("type"),
        KIND("kind");

        private final String word;

        Field(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        String of(Span span) {
            return switch (this) {
                case SERVICE -> span.service();
                case OPERATION -> span.name();
                case RESOURCE -> span.resource();
                case TYPE -> span.type();
                case KIND -> span.kind();
            };
        }
    }

    /** A field is a text in which {@code *} stands for any text. */
    record FieldIs(Field field, String text, Pattern pattern) implements Condition {
        static FieldIs of(Field field, String text) {
            // Two arguments, so that trailing stars are kept.
            String regex =
                    Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return new FieldIs(field, text, Pattern.compile(regex, Pattern.DOTALL));
        }

        @Override
        public boolean holds(Span span) {
            return pattern.matcher(field.of(span)).matches();
        }

        @Override
        public String describe() {
            return field.word() + " " + text;
        }
    }

    /** The span is in error, or is not. */
    record ErrorIs(boolean error) implements Condition {
        @Override
        public boolean holds(Span span) {
            return span.error() == error;
        }

        @Override
        public String describe() {
            return error ? "in error" : "not in error";
        }
    }

    /** A tag or metric has a value. */
    record AttributeIs(boolean metric, String name, ValueMatcher value) implements Condition {
        Optional<String> of(Span span) {
            return metric && !span.metrics().containsKey(name) ? Optional.empty() : span.tag(name);
        }

        String word() {
            return metric ? "metric" : "tag";
        }

        @Override
        public boolean holds(Span span) {
            return of(span).filter(value::matches).isPresent();
        }

        @Override
        public String describe() {
            return word() + " " + name + " = " + value.describe();
        }
    }
}
