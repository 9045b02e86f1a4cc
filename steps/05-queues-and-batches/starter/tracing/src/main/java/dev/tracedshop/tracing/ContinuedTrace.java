package dev.tracedshop.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;

/**
 * Continues the trace of each message's sender.
 *
 * <p>What you need is there: the {@link Carrier} of the message; {@link GlobalOpenTelemetry#getPropagators}, the tracer's way to make
 * a {@link Context} of a carrier, and {@link CarrierFields}, which it reads ours with; {@link Span#current}, which is the invocation's
 * span, and its {@link SpanContext}.
 */
final class ContinuedTrace implements MessageContext {

    @Override
    public void join(SpanBuilder span, Carrier carrier, boolean first) {
        // TODO 2: continue the trace that the message came from. Only the first message came from the invocation's own.
        // TODO 4: let a message that brought nothing begin a trace, and link a span in another trace to its invocation.
        span.setParent(Context.current());
    }
}
