package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;

/**
 * The rules of Choice states.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html">Choice states</a>
 */
final class ChoiceRule {
    private static final Map<String, IntPredicate> ORDERS = Map.of(
            "Equals", order -> order == 0,
            "LessThan", order -> order < 0,
            "GreaterThan", order -> order > 0,
            "LessThanEquals", order -> order <= 0,
            "GreaterThanEquals", order -> order >= 0);
    private static final Set<String> TESTS =
            Set.of("IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp");
    private static final List<String> ORDERED = List.of("String", "Numeric", "Timestamp");

    private ChoiceRule() {}

    /** Says whether a rule holds. */
    static boolean holds(JsonNode rule, JsonNode input, JsonNode context) {
        if (rule.has("And")) {
            return rule.path("And").valueStream().allMatch(part -> holds(part, input, context));
        }
        if (rule.has("Or")) {
            return rule.path("Or").valueStream().anyMatch(part -> holds(part, input, context));
        }
        if (rule.has("Not")) {
            return !holds(rule.path("Not"), input, context);
        }
        String operator = operators(rule).get(0);
        JsonNode operand = rule.path(operator);
        Optional<JsonNode> found = JsonPaths.find(rule.path("Variable").asText(), input, context);
        if (operator.equals("IsPresent")) {
            return found.isPresent() == operand.asBoolean();
        }
        JsonNode variable = found.orElseThrow(() ->
                StateError.runtime("Invalid path '" + rule.path("Variable").asText()
                        + "': The choice state's condition path references an invalid value."));
        if (TESTS.contains(operator)) {
            return test(operator, variable) == operand.asBoolean();
        }
        if (operator.equals("StringMatches")) {
            return variable.isTextual() && matches(variable.asText(), operand.asText());
        }
        String comparison = operator;
        if (operator.endsWith("Path")) {
            comparison = operator.substring(0, operator.length() - "Path".length());
            operand = JsonPaths.read(operand.asText(), operator, input, context);
        }
        return compare(comparison, variable, operand);
    }

    private static boolean test(String operator, JsonNode variable) {
        return switch (operator) {
            case "IsNull" -> variable.isNull();
            case "IsNumeric" -> variable.isNumber();
            case "IsString" -> variable.isTextual();
            case "IsBoolean" -> variable.isBoolean();
            default -> timestamp(variable).isPresent();
        };
    }

    private static boolean compare(String comparison, JsonNode variable, JsonNode operand) {
        if (comparison.equals("BooleanEquals")) {
            return variable.isBoolean() && operand.isBoolean() && variable.asBoolean() == operand.asBoolean();
        }
        String kind =
                ORDERED.stream().filter(comparison::startsWith).findFirst().orElseThrow();
        IntPredicate wanted = ORDERS.getOrDefault(comparison.substring(kind.length()), order -> false);
        return switch (kind) {
            case "String" ->
                variable.isTextual()
                        && operand.isTextual()
                        && wanted.test(variable.asText().compareTo(operand.asText()));
            case "Numeric" ->
                variable.isNumber()
                        && operand.isNumber()
                        && wanted.test(variable.decimalValue().compareTo(operand.decimalValue()));
            default -> {
                Optional<OffsetDateTime> one = timestamp(variable);
                Optional<OffsetDateTime> other = timestamp(operand);
                yield one.isPresent()
                        && other.isPresent()
                        && wanted.test(
                                one.get().toInstant().compareTo(other.get().toInstant()));
            }
        };
    }

    /** Reads RFC 3339 with a capital T and, for universal time, a capital Z. */
    static Optional<OffsetDateTime> timestamp(JsonNode node) {
        String text = node.isTextual() ? node.asText() : "";
        if (text.contains("t") || text.contains("z")) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Compares a text with a pattern in which an asterisk stands for any characters and a backslash takes the next one's meaning away.
     *
     * <p>At a mismatch the asterisk seen last takes one character more and all after it is tried again; earlier asterisks need no second
     * try. So the effort is at most the product of both lengths.
     */
    static boolean matches(String text, String pattern) {
        List<Integer> wanted = new ArrayList<>();
        int any = -1;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                i++;
                wanted.add((int) pattern.charAt(i));
            } else {
                wanted.add(c == '*' ? any : c);
            }
        }
        int at = 0;
        int next = 0;
        int star = -1;
        int resume = 0;
        while (at < text.length()) {
            if (next < wanted.size() && wanted.get(next) == any) {
                star = next++;
                resume = at;
            } else if (next < wanted.size() && wanted.get(next) == text.charAt(at)) {
                next++;
                at++;
            } else if (star >= 0) {
                next = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (next < wanted.size() && wanted.get(next) == any) {
            next++;
        }
        return next == wanted.size();
    }

    /** Returns the fields of a rule that are neither its variable nor where it leads. */
    private static List<String> operators(JsonNode rule) {
        List<String> names = new ArrayList<>();
        rule.fieldNames().forEachRemaining(names::add);
        names.removeAll(List.of("Variable", "Next", "Comment"));
        return names;
    }

    /**
     * Finds what is wrong with a rule.
     *
     * @param top whether the rule stands in {@code Choices} itself, where it must say what comes next
     * @param found gets the place and what is the matter
     */
    static void check(String path, JsonNode rule, boolean top, BiConsumer<String, String> found) {
        if (!rule.isObject()) {
            found.accept(path, "A rule is an object.");
            return;
        }
        if (rule.has("Next") != top) {
            found.accept(path, top ? "The rule has no Next." : "Next belongs to the outermost rule.");
        }
        List<String> operators = operators(rule);
        if (operators.size() != 1) {
            found.accept(path, "A rule has exactly one operator; found " + operators + ".");
            return;
        }
        String operator = operators.get(0);
        JsonNode operand = rule.path(operator);
        switch (operator) {
            case "And", "Or" -> {
                if (!operand.isArray() || operand.isEmpty()) {
                    found.accept(path + "." + operator, "Expected an array with at least one rule.");
                }
                for (int i = 0; i < operand.size(); i++) {
                    check(path + "." + operator + "[" + i + "]", operand.path(i), false, found);
                }
            }
            case "Not" -> check(path + ".Not", operand, false, found);
            default -> {
                if (rule.path("Variable").isTextual()) {
                    JsonPaths.referenceProblem(rule.path("Variable").asText())
                            .ifPresent(detail -> found.accept(path + ".Variable", detail));
                } else {
                    found.accept(path, "The rule has no Variable.");
                }
                operandProblem(operator, operand).ifPresent(detail -> found.accept(path + "." + operator, detail));
            }
        }
    }

    private static Optional<String> operandProblem(String operator, JsonNode operand) {
        if (TESTS.contains(operator)) {
            return operand.isBoolean() ? Optional.empty() : Optional.of("Expected true or false, not " + operand + ".");
        }
        boolean path = operator.endsWith("Path");
        String comparison = path ? operator.substring(0, operator.length() - "Path".length()) : operator;
        String kind =
                ORDERED.stream().filter(comparison::startsWith).findFirst().orElse("");
        boolean known = operator.equals("StringMatches")
                || comparison.equals("BooleanEquals")
                || (!kind.isEmpty() && ORDERS.containsKey(comparison.substring(kind.length())));
        if (!known) {
            return Optional.of("There is no such operator.");
        }
        if (path) {
            return operand.isTextual()
                    ? JsonPaths.referenceProblem(operand.asText())
                    : Optional.of("Expected a path, not " + operand + ".");
        }
        boolean fits = comparison.equals("BooleanEquals")
                ? operand.isBoolean()
                : switch (kind) {
                    case "Numeric" -> operand.isNumber();
                    case "Timestamp" -> timestamp(operand).isPresent();
                    default -> operand.isTextual();
                };
        return fits ? Optional.empty() : Optional.of(operand + " is nothing to compare with by " + operator + ".");
    }
}
