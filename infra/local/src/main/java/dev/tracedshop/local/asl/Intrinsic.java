package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An intrinsic function's call, its arguments not evaluated yet. */
record Intrinsic(String function, List<Argument> arguments) {
    private static final Pattern NAME = Pattern.compile("States\\.([A-Za-z0-9]+)\\s*\\(");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?");

    /** What stands between the parentheses. */
    sealed interface Argument {
        /**
         * A text.
         *
         * @param raw as written, escapes included, without the quotes
         */
        record Text(String raw) implements Argument {}

        /**
         * A number, {@code true}, {@code false} or {@code null}.
         *
         * @param value the value
         */
        record Literal(JsonNode value) implements Argument {}

        /**
         * A path.
         *
         * @param path the path
         */
        record Path(String path) implements Argument {}

        /**
         * Another call.
         *
         * @param call the call
         */
        record Nested(Intrinsic call) implements Argument {}
    }

    /** Evaluates the call. */
    JsonNode evaluate(String field, JsonNode input, JsonNode context) {
        List<IntrinsicFunctions.Value> values = new ArrayList<>();
        for (Argument argument : arguments) {
            if (argument instanceof Argument.Text text) {
                values.add(IntrinsicFunctions.Value.literal(text.raw()));
            } else if (argument instanceof Argument.Literal literal) {
                values.add(IntrinsicFunctions.Value.of(literal.value()));
            } else if (argument instanceof Argument.Path path) {
                values.add(IntrinsicFunctions.Value.of(JsonPaths.read(path.path(), field, input, context)));
            } else if (argument instanceof Argument.Nested nested) {
                values.add(IntrinsicFunctions.Value.of(nested.call().evaluate(field, input, context)));
            }
        }
        return IntrinsicFunctions.call(function, values);
    }

    /**
     * Reads a call.
     *
     * @throws StateError with what is wrong with it
     */
    static Intrinsic parse(String expression) {
        Parser parser = new Parser(expression.strip());
        Intrinsic call = parser.call();
        parser.end();
        return call;
    }

    /** Reads a call from left to right. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Intrinsic call() {
            Matcher name = NAME.matcher(text).region(at, text.length());
            if (!name.lookingAt()) {
                throw wrong("expected a path, or a function like States.Format(…)");
            }
            at = name.end();
            List<Argument> arguments = new ArrayList<>();
            skipSpace();
            if (peek() == ')') {
                at++;
            } else {
                do {
                    arguments.add(argument());
                    skipSpace();
                } while (separator());
            }
            Intrinsic call = new Intrinsic(name.group(1), List.copyOf(arguments));
            IntrinsicFunctions.problem(call.function(), arguments.size()).ifPresent(problem -> {
                throw wrong(problem);
            });
            return call;
        }

        private boolean separator() {
            char next = peek();
            at++;
            if (next != ',' && next != ')') {
                at--;
                throw wrong("expected , or )");
            }
            return next == ',';
        }

        private Argument argument() {
            skipSpace();
            char first = peek();
            if (first == '\'') {
                return string();
            }
            if (first == '$') {
                return path();
            }
            if (text.startsWith("States.", at)) {
                return new Argument.Nested(call());
            }
            int start = at;
            while (at < text.length() && ",) \t\n".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(start, at);
            JsonNodeFactory json = JsonNodeFactory.instance;
            return switch (word) {
                case "true", "false" -> new Argument.Literal(json.booleanNode(word.equals("true")));
                case "null" -> new Argument.Literal(json.nullNode());
                default -> {
                    if (!NUMBER.matcher(word).matches()) {
                        at = start;
                        throw wrong("expected an argument: a text in single quotes, a number, a path or a function");
                    }
                    BigDecimal number = new BigDecimal(word);
                    yield new Argument.Literal(
                            number.stripTrailingZeros().scale() <= 0 && !word.contains(".")
                                    ? json.numberNode(number.toBigIntegerExact().longValue())
                                    : json.numberNode(number.doubleValue()));
                }
            };
        }

        private Argument string() {
            at++;
            int start = at;
            while (peek() != '\'') {
                at += peek() == '\\' ? 2 : 1;
            }
            String raw = text.substring(start, at);
            at++;
            return new Argument.Text(raw);
        }

        /** Reads up to the comma or parenthesis that ends the argument, and not one that belongs to the path. */
        private Argument path() {
            int start = at;
            int depth = 0;
            while (at < text.length()) {
                char next = text.charAt(at);
                if (next == '\'' || next == '"') {
                    int close = text.indexOf(next, at + 1);
                    if (close < 0) {
                        throw wrong("a quote is not closed");
                    }
                    at = close;
                } else if (next == '[' || next == '(') {
                    depth++;
                } else if (next == ']' || (next == ')' && depth > 0)) {
                    depth--;
                } else if (depth == 0 && (next == ',' || next == ')')) {
                    break;
                }
                at++;
            }
            String path = text.substring(start, at).strip();
            JsonPaths.problem(path).ifPresent(problem -> {
                throw wrong(problem);
            });
            return new Argument.Path(path);
        }

        private char peek() {
            if (at >= text.length()) {
                throw wrong("it ends too early");
            }
            return text.charAt(at);
        }

        private void skipSpace() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        void end() {
            if (at < text.length()) {
                throw wrong("nothing may follow the closing parenthesis");
            }
        }

        private StateError wrong(String what) {
            return new StateError(
                    StateError.INTRINSIC,
                    "'" + text + "' is not understood at position " + (Math.min(at, text.length()) + 1) + ": " + what);
        }
    }
}
