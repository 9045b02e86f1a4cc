package dev.tracedshop.local.iam;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One condition of a statement: what the request's context must say.
 *
 * @param operator for example {@code ArnLike}, without {@code IfExists}
 * @param ifExists whether it also holds for a request whose context does not have the key
 * @param key the key in lower case
 * @param values of which one must match; none of which may match, when the operator is a negated one
 */
record Condition(String operator, boolean ifExists, String key, List<String> values) {
    private static final String IF_EXISTS = "IfExists";

    private static final Set<String> OPERATORS = new TreeSet<>(Set.of(
            "ArnEquals",
            "ArnLike",
            "ArnNotEquals",
            "ArnNotLike",
            "Bool",
            "Null",
            "StringEquals",
            "StringEqualsIgnoreCase",
            "StringLike",
            "StringNotEquals",
            "StringNotEqualsIgnoreCase",
            "StringNotLike"));

    /** What this runtime tells of a request, so that a condition on it means something. */
    private static final Set<String> KEYS = new TreeSet<>(Set.of(
            Context.SECURE_TRANSPORT,
            Context.SOURCE_ARN,
            Context.SOURCE_ACCOUNT,
            Context.PRINCIPAL_ARN,
            Context.PRINCIPAL_ACCOUNT));

    /** Reads a condition, or tells why it cannot be evaluated here. */
    static Condition read(String operator, String key, List<String> values, List<String> problems) {
        boolean ifExists = operator.endsWith(IF_EXISTS);
        String plain = ifExists ? operator.substring(0, operator.length() - IF_EXISTS.length()) : operator;
        if (!OPERATORS.contains(plain)) {
            problems.add("The condition operator '" + operator + "' is not understood here. Those that are: "
                    + String.join(", ", OPERATORS) + ", and each with IfExists.");
        }
        String lower = key.toLowerCase(Locale.ROOT);
        if (!KEYS.contains(lower)) {
            problems.add(
                    "The condition key '" + key + "' is not known here. Those that are: " + String.join(", ", KEYS));
        }
        values.stream()
                .filter(value -> value.contains("${"))
                .forEach(value -> problems.add("Policy variables are not understood here: " + value));
        return new Condition(plain, ifExists, lower, List.copyOf(values));
    }

    boolean holds(Map<String, String> context) {
        String actual = context.get(key);
        if (operator.equals("Null")) {
            return values.contains(Boolean.toString(actual == null));
        }
        boolean negated = operator.contains("Not");
        if (actual == null) {
            return ifExists || negated;
        }
        Predicate<String> matches = switch (operator.replace("Not", "")) {
            case "ArnEquals", "ArnLike" -> value -> Wildcard.matchesArn(value, actual);
            case "StringLike" -> value -> Wildcard.matches(value, actual);
            case "StringEquals" -> actual::equals;
            default -> actual::equalsIgnoreCase;
        };
        return values.stream().anyMatch(matches) != negated;
    }
}
