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
 * @param told completed when those who waited for the result have done with it
 * @param activity ends when the result has been told and the output has been read
 */
record Invocation(
        String requestId,
        byte[] event,
        String traceHeader,
        CompletableFuture<Outcome> result,
        CompletableFuture<Void> told,
        Quiet.Activity activity) {}
