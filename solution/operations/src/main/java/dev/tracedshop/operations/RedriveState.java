package dev.tracedshop.operations;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds what the state machine knows of its redrive.
 *
 * @param move how far it has come
 * @param attempts how often was looked
 * @param maxAttempts how often at most
 * @param waitSeconds how long to wait before each look
 */
record RedriveState(Move move, long attempts, long maxAttempts, long waitSeconds) {

    /**
     * Reads the state as the machine hands it over.
     *
     * @throws IllegalArgumentException if it lacks one of its numbers
     */
    static RedriveState of(Map<?, ?> fields) {
        return new RedriveState(
                Move.INITIATED,
                number(fields, "attempts"),
                number(fields, "maxAttempts"),
                number(fields, "waitSeconds"));
    }

    /** Returns the state after one more look. */
    RedriveState seen(Move now) {
        return new RedriveState(now, attempts + 1, maxAttempts, waitSeconds);
    }

    /** Returns the state as JSON: {@code {status, moved, toMove, reason, attempts, maxAttempts, waitSeconds}}. */
    Map<String, Object> toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", move.status());
        fields.put("moved", move.moved());
        fields.put("toMove", move.toMove());
        fields.put("reason", move.reason());
        fields.put("attempts", attempts);
        fields.put("maxAttempts", maxAttempts);
        fields.put("waitSeconds", waitSeconds);
        return fields;
    }

    private static long number(Map<?, ?> fields, String name) {
        if (fields.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("redrive." + name + " must be a number, not " + fields.get(name));
    }
}
