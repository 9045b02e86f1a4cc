package dev.tracedshop.tracing;

import io.opentelemetry.api.trace.SpanBuilder;

/** Leaves a message's span in the trace of the invocation, and links it to the span that sent the message. */
final class LinkedTrace implements MessageContext {

    @Override
    public void join(SpanBuilder span, Carrier carrier, boolean first) {
        // region:link
        // No parent is set: the builder takes the current span, which is the invocation's.
        carrier.producer().ifPresent(span::addLink);
        // endregion:link
    }
}
