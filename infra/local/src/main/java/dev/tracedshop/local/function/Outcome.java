package dev.tracedshop.local.function;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an invocation ended. */
public sealed interface Outcome {

    /**
     * The handler answered.
     *
     * @param answer its JSON, or whatever a stream handler wrote
     */
    record Answered(byte[] answer) implements Outcome {}

    /**
     * The handler, or its class's initialization, threw.
     *
     * @param type the throwable's class name
     * @param message its message
     * @param json the error as Lambda's callers get it
     */
    record Threw(String type, String message, byte[] json) implements Outcome {}

    /**
     * The invocation took longer than the function's timeout, and the process was killed.
     *
     * @param requestId the invocation
     * @param timeout the function's timeout
     */
    record TimedOut(String requestId, Duration timeout) implements Outcome {}

    /**
     * The process ended while it worked on the invocation.
     *
     * @param requestId the invocation
     * @param exitStatus the process's exit status
     * @param started when the process was handed the event; null if it never was
     */
    record Exited(
            String requestId, int exitStatus, @Nullable Instant started) implements Outcome {}

    /** Returns whether the handler answered. */
    default boolean succeeded() {
        return this instanceof Answered;
    }

    /**
     * Returns for how long from now what the invocation took until its deadline may still be held, because nothing could let go of it. An
     * invocation that timed out has come to its deadline.
     *
     * @param timeout the function's timeout
     */
    default Duration heldFor(Duration timeout) {
        if (!(this instanceof Exited exited) || exited.started == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(Instant.now(), exited.started.plus(timeout));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Returns a message in the words of Lambda; empty for an answer. */
    default String message() {
        if (this instanceof Threw threw) {
            return threw.message;
        }
        if (this instanceof TimedOut timedOut) {
            return "RequestId: %s Error: Task timed out after %.2f seconds"
                    .formatted(timedOut.requestId, timedOut.timeout.toMillis() / 1000.0);
        }
        if (this instanceof Exited exited) {
            return exited.exitStatus == 0
                    ? "RequestId: " + exited.requestId + " Error: Runtime exited without providing a reason"
                    : "RequestId: " + exited.requestId + " Error: Runtime exited with error: exit status "
                            + exited.exitStatus;
        }
        return "";
    }

    /** Returns the error's type in the words of Lambda; empty for an answer. */
    default String type() {
        if (this instanceof Threw threw) {
            return threw.type;
        }
        return this instanceof TimedOut ? "Sandbox.Timedout" : this instanceof Exited ? "Runtime.ExitError" : "";
    }

    /** Returns what a caller of the function gets: the answer, or the error as JSON. */
    default byte[] payload() {
        if (this instanceof Answered answered) {
            return answered.answer;
        }
        if (this instanceof Threw threw) {
            return threw.json;
        }
        return ("{\"errorType\":\"" + type() + "\",\"errorMessage\":\"" + message() + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
