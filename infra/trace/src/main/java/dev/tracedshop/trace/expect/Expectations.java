package dev.tracedshop.trace.expect;

import java.util.regex.Pattern;

/**
 * The words with which a scenario says what it expects, for static import.
 *
 * <pre>{@code
 * expect(shop.get("/product/42"))
 *     .status(200)
 *     .trace("read", t -> t
 *         .root(service("product-api").operation("aws.httpapi"))
 *         .span("item", s -> s.inside("root").resource("DynamoDb.GetItem"))
 *         .noErrors());
 * }</pre>
 */
public final class Expectations {
    private Expectations() {}

    /** Starts the expectation of what an answer and its traces look like. */
    public static Expectation expect(Response response) {
        return Expectation.of(response);
    }

    /** Matches any span. */
    public static SpanPattern anySpan() {
        return SpanPattern.ANY;
    }

    /** Matches spans of a service; {@code *} stands for any text. */
    public static SpanPattern service(String pattern) {
        return SpanPattern.ANY.service(pattern);
    }

    /** Matches spans of an operation, for example {@code aws.lambda}; {@code *} stands for any text. */
    public static SpanPattern operation(String pattern) {
        return SpanPattern.ANY.operation(pattern);
    }

    /** Matches spans of a resource, for example {@code POST /product}; {@code *} stands for any text. */
    public static SpanPattern resource(String pattern) {
        return SpanPattern.ANY.resource(pattern);
    }

    /** Expects exactly this text; numbers are compared as their text, whole ones without a fraction. */
    public static ValueMatcher is(String expected) {
        return new Value("\"" + expected + "\"") {
            @Override
            public boolean matches(String value) {
                return value.equals(expected);
            }
        };
    }

    /** Expects any text, the empty one excepted. */
    public static ValueMatcher present() {
        return new Value("any value") {
            @Override
            public boolean matches(String value) {
                return !value.isEmpty();
            }
        };
    }

    /** Expects a text that begins so. */
    public static ValueMatcher startsWith(String prefix) {
        return new Value("a value that starts with \"" + prefix + "\"") {
            @Override
            public boolean matches(String value) {
                return value.startsWith(prefix);
            }
        };
    }

    /** Expects a text with this part in it. */
    public static ValueMatcher containing(String part) {
        return new Value("a value that contains \"" + part + "\"") {
            @Override
            public boolean matches(String value) {
                return value.contains(part);
            }
        };
    }

    /** Expects a text that a regular expression matches as a whole. */
    public static ValueMatcher matching(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return new Value("a value that matches " + regex) {
            @Override
            public boolean matches(String value) {
                return pattern.matcher(value).matches();
            }
        };
    }

    private abstract static class Value implements ValueMatcher {
        private final String description;

        Value(String description) {
            this.description = description;
        }

        @Override
        public String describe() {
            return description;
        }

        @Override
        public String toString() {
            return description;
        }
    }
}
