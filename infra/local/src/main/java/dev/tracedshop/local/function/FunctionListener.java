package dev.tracedshop.local.function;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Is told what happens to functions, as Lambda's telemetry API tells its extensions. Called from many threads. */
public interface FunctionListener {
    /** A process is being started. */
    default void initStarted(FunctionDefinition function, String instance, Instant at) {}

    /** A process is ready for its first event. */
    default void initFinished(FunctionDefinition function, String instance, Duration took) {}

    /**
     * A process was handed an event.
     *
     * @param cold whether it is the process's first
     * @param early whether the process had been started before anything called it
     */
    default void invocationStarted(
            FunctionDefinition function, String instance, String requestId, Instant at, boolean cold, boolean early) {}

    /** An invocation ended; its answer has not been handed on yet. */
    default void invocationFinished(FunctionDefinition function, String requestId, Instant at, Outcome outcome) {}

    /** An invocation is over: its answer was handed on, and all that it wrote has been told. */
    default void invocationOver(FunctionDefinition function, String requestId) {}

    /**
     * A process wrote a line.
     *
     * @param requestId the invocation during which it did, or null
     */
    default void wrote(FunctionDefinition function, @Nullable String requestId, Instant at, String line) {}
}
