package dev.tracedshop.local.s3;

import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.FunctionListener;
import dev.tracedshop.local.function.Outcome;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Starts the S3 engine when a function starts that knows a bucket: the engine takes seconds, which would otherwise be spent within the
 * timeout of the function's first invocation.
 *
 * @param listener is told everything else
 * @param store the engine
 */
public record EarlyStart(FunctionListener listener, ObjectStore store) implements FunctionListener {
    @Override
    public void initStarted(FunctionDefinition function, String instance, Instant at) {
        if (function.environment().values().stream().anyMatch(this::namesABucket)) {
            store.begin();
        }
        listener.initStarted(function, instance, at);
    }

    private boolean namesABucket(String value) {
        return store.buckets().stream().anyMatch(value::contains);
    }

    @Override
    public void initFinished(FunctionDefinition function, String instance, Duration took) {
        listener.initFinished(function, instance, took);
    }

    @Override
    public void invocationStarted(
            FunctionDefinition function, String instance, String requestId, Instant at, boolean cold, boolean early) {
        listener.invocationStarted(function, instance, requestId, at, cold, early);
    }

    @Override
    public void invocationFinished(FunctionDefinition function, String requestId, Instant at, Outcome outcome) {
        listener.invocationFinished(function, requestId, at, outcome);
    }

    @Override
    public void invocationOver(FunctionDefinition function, String requestId) {
        listener.invocationOver(function, requestId);
    }

    @Override
    public void wrote(FunctionDefinition function, @Nullable String requestId, Instant at, String line) {
        listener.wrote(function, requestId, at, line);
    }
}
