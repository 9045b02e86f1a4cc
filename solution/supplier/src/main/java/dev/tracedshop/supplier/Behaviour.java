package dev.tracedshop.supplier;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says how the supplier behaves at present, so that one can see in a trace what its customers go through. */
enum Behaviour {
    /** Answers at once. */
    NORMAL,
    /** Answers well, but later than a customer waits. */
    SLOW,
    /** Is slow with every other request, the first one included, as if one of two servers were overloaded. */
    UNSTEADY,
    /** Answers 503. */
    FAILING,
    /** Answers at once, and offers nothing. */
    REJECTING;

    /**
     * Reads a behaviour by its name in lower case.
     *
     * @throws UnknownBehaviourException naming the value, where it came from, and what it may be
     */
    static Behaviour read(String value, String origin) {
        return Arrays.stream(values())
                .filter(behaviour -> behaviour.text().equals(value))
                .findFirst()
                .orElseThrow(() -> new UnknownBehaviourException(origin + " holds \"" + value + "\"; set it to one of "
                        + Arrays.stream(values()).map(Behaviour::text).collect(Collectors.joining(", "))));
    }

    /** Returns the behaviour's name as the parameter holds it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
