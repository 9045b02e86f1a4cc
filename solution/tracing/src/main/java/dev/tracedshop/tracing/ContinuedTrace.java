package dev.tracedshop.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;

/** Continues the trace of each message's sender. */
final class ContinuedTrace implements MessageContext {

    /*
     * Tracer and extension know one context per invocation: that of the batch's first record. Left alone, the work for
     * every other message would land in the first one's trace. So each message's own carrier is taken up here.
     *
     * The first message's span becomes a child of the invocation, which is in the same trace already; with the sender as
     * its parent it would stand beside an invocation that looks empty. The others get their sender as the parent and a
     * link to the invocation that served them. A message that brought nothing begins a trace.
     *
     * Two traps. A builder without a parent, or with an empty context as its parent, takes the active span, so a message
     * without a carrier needs setNoParent(). And a parent has to come from the tracer's propagator: a SpanContext made by
     * hand has the right ids and loses the sampling decision.
     */

    @Override
    public void join(SpanBuilder span, Carrier carrier, boolean first) {
        SpanContext invocation = Span.current().getSpanContext();
        // region:extract
        Context sent = GlobalOpenTelemetry.getPropagators()
                .getTextMapPropagator()
                .extract(Context.root(), carrier.fields(), new CarrierFields());
        SpanContext sender = Span.fromContext(sent).getSpanContext();
        // endregion:extract
        // region:parent
        if (first && invocation.isValid() && sender.getTraceId().equals(invocation.getTraceId())) {
            span.setParent(Context.current());
            return;
        }
        if (sender.isValid()) {
            span.setParent(sent);
        } else {
            span.setNoParent();
        }
        // endregion:parent
        // region:link
        if (invocation.isValid()) {
            span.addLink(invocation);
        }
        // endregion:link
    }
}
