package dev.tracedshop.tracing;

import io.opentelemetry.api.trace.SpanBuilder;

/** Joins the span of a message to the span that sent the message, in one way or another. */
interface MessageContext {

    /**
     * Gives a span that is about to start its parent, its links, or both. The invocation's span is the current one.
     *
     * @param carrier what the message brought with it; maybe nothing
     * @param first whether the message is the first of its invocation's batch
     */
    void join(SpanBuilder span, Carrier carrier, boolean first);
}
