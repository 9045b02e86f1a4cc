package dev.tracedshop.local.function;

import dev.tracedshop.local.Quiet;
import java.util.concurrent.CompletableFuture;

/**
 * One call of a function.
 *
 * @param requestId unique across functions
 * @param event the event's JSON as bytes
 * @param traceHeader the X-Ray trace header, as Lambda hands it to every invocation
 * @param result completed when the caller may have its answer
 * @param activity ends when also the invocation's output has been read
 */
record Invocation(
        String requestId,
        byte[] event,
        String traceHeader,
        CompletableFuture<Outcome> result,
        Quiet.Activity activity) {}
