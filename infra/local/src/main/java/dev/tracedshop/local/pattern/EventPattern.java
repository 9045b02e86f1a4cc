package dev.tracedshop.local.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.RuleCompiler;

/**
 * A pattern in EventBridge's language, compiled by the matcher that EventBridge itself uses.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html">Event patterns</a>
 */
public final class EventPattern {
    private static final String ONLY_RULE = "rule";

    private final Machine machine = Machine.builder().build();

    /**
     * @param pattern the pattern, free of problems
     * @throws IllegalArgumentException if it is none
     */
    public EventPattern(JsonNode pattern) {
        try {
            machine.addRule(ONLY_RULE, pattern.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException(pattern + " is not an event pattern: " + e.getMessage(), e);
        }
    }

    /** Returns what is wrong with a pattern, if anything is. */
    public static Optional<String> problem(JsonNode pattern) {
        return Optional.ofNullable(RuleCompiler.check(pattern.toString()));
    }

    /** Returns whether the pattern chooses an event, given as JSON. */
    public boolean matches(String event) {
        try {
            return !machine.rulesForJSONEvent(event).isEmpty();
        } catch (Exception e) {
            // The matcher declares any exception; what is not JSON matches no pattern.
            return false;
        }
    }
}
