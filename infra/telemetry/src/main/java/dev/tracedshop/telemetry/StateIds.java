package dev.tracedshop.telemetry;

import dev.tracedshop.trace.TraceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Computes the ids of an execution's trace and spans from what everybody knows of it, as Datadog's extension and libraries do: halves of
 * SHA-256 over a text, big-endian, without the sign bit, never 0.
 */
final class StateIds {

    private StateIds() {}

    /** Returns the id of the trace that begins with this execution. */
    static TraceId trace(String executionArn) {
        ByteBuffer hash = hash(executionArn);
        return new TraceId(positive(hash.getLong(0)), positive(hash.getLong(8)));
    }

    /**
     * Returns the id of a state's span.
     *
     * @param enteredTime as {@code $$.State.EnteredTime} has it
     * @param retryCount 0 for the first attempt
     * @param redriveCount 0 unless the execution was redriven
     */
    static long state(String executionArn, String state, String enteredTime, long retryCount, long redriveCount) {
        String text = executionArn + "#" + state + "#" + enteredTime;
        boolean again = retryCount != 0 || redriveCount != 0;
        return positive(hash(again ? text + "#" + retryCount + "#" + redriveCount : text)
                .getLong(0));
    }

    /** Returns an id of our own for what has no published one: the execution's span, and those of a map's iterations. */
    static long own(String executionArn, String what) {
        return positive(hash(executionArn + "#" + what).getLong(0));
    }

    /** Returns 8 bytes of a hash as an id. */
    static long positive(long bits) {
        long id = bits & Long.MAX_VALUE;
        return id == 0 ? 1 : id;
    }

    static ByteBuffer hash(String text) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }
}
