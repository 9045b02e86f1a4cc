package dev.tracedshop.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    private static final TextMapGetter<Map<String, String>> FIELDS = new TextMapGetter<>() {
        // "deprecation": OpenTelemetry's own propagators do without the keys; Datadog's tracer reads a carrier by them.
        @SuppressWarnings("deprecation")
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    @Override
    public void join(SpanBuilder span, Carrier carrier, boolean first) {
        SpanContext invocation = Span.current().getSpanContext();
        // region:extract
        Context sent = GlobalOpenTelemetry.getPropagators()
                .getTextMapPropagator()
                .extract(Context.root(), carrier.fields(), FIELDS);
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
