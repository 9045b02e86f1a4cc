package dev.tracedshop.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names the environment variables that are missing, all at once, each with the one that was perhaps meant. */
final class MissingVariables {

    private MissingVariables() {}

    static void check(Map<String, String> variables, List<String> required) {
        List<String> missing = new ArrayList<>();
        for (String name : required) {
            if (variables.getOrDefault(name, "").isEmpty()) {
                missing.add(name
                        + similar(variables, name)
                                .map(near -> " (did you mean " + near + ", which is set?)")
                                .orElse(""));
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("The function's environment lacks " + String.join(", ", missing)
                    + ". Set them where the function is defined.");
        }
    }

    private static Optional<String> similar(Map<String, String> variables, String name) {
        return variables.keySet().stream()
                .filter(set -> set.endsWith("_" + name) || name.endsWith("_" + set) || differsByOneCharacter(set, name))
                .sorted()
                .findFirst();
    }

    /** Tells whether one character was added, left out or replaced: what remains between the common ends is that short. */
    private static boolean differsByOneCharacter(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int start = 0;
        while (start < shorter && one.charAt(start) == other.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && one.charAt(one.length() - 1 - end) == other.charAt(other.length() - 1 - end)) {
            end++;
        }
        return Math.max(one.length(), other.length()) - start - end == 1;
    }
}
