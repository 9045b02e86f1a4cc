package dev.tracedshop.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.context.Context;

/**
 * Leaves a message's span in the trace of the invocation, and links it to the span that sent the message.
 *
 * <p>What you need is there: the invocation's span is the current one, and a builder that is told nothing about a parent takes
 * it; {@link Carrier#producer()} names the span that sent the message, if the message says so.
 */
final class LinkedTrace implements MessageContext {

    @Override
    public void join(SpanBuilder span, Carrier carrier, boolean first) {
        // TODO 1: leave the span in the trace of the invocation.
        // TODO 2: link it to the span that sent the message.
        carrier.producer().ifPresent(sender -> span.setParent(Context.root().with(Span.wrap(sender))));
    }
}
