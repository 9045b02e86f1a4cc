package dev.tracedshop.trace.expect;

import java.util.Optional;

/**
 * Says what the template gives a function for tracing, and what became of it.
 *
 * <p>A function that is traced by other means than Datadog's layers (the supplier) is left out of the evidence: it is not untraced.
 *
 * @param name the function's name, for example {@code dev-create-product}
 * @param service its {@code DD_SERVICE}; empty when there is none
 * @param tracerLayer whether the template gives it the layer with the tracer
 * @param wrapper whether {@code AWS_LAMBDA_EXEC_WRAPPER} is set, which attaches the tracer to the JVM
 * @param extensionLayer whether the template gives it the layer with the extension
 * @param spanPointers whether the tracer may add pointers to what the function writes; {@code DD_TRACE_AWSADD_SPAN_POINTERS=false} forbids it
 * @param invocations how often it was invoked during the scenario
 * @param printedTrace the line of JSON in which the tracer printed its trace to stdout because no extension is there
 * @param tracerWarning what the runtime warned of when the tracer's version is not the layer's
 */
public record FunctionTracing(
        String name,
        String service,
        boolean tracerLayer,
        boolean wrapper,
        boolean extensionLayer,
        boolean spanPointers,
        int invocations,
        Optional<String> printedTrace,
        Optional<String> tracerWarning) {

    /** Tells whether nothing is missing. */
    public boolean isComplete() {
        return tracerLayer && wrapper && extensionLayer;
    }
}
