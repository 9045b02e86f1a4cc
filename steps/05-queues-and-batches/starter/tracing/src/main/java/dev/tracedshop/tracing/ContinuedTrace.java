package dev.tracedshop.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Continues the trace of each message's sender.
 *
 * <p>What you need is there: the {@link Carrier} of the message; {@link GlobalOpenTelemetry#getPropagators}, the tracer's way to make
 * a context of a carrier, and FIELDS, which tells it how ours is read; {@link Span#current}, which is the invocation's span, and its
 * {@link SpanContext}.
 */
final class ContinuedTrace implements MessageContext {

    @SuppressWarnings("unused") // until you use it; then take this line out
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
        // TODO 2: continue the trace that the message came from. Only the first message came from the invocation's own.
        // TODO 3: let a message that brought nothing begin a trace, and link a span in another trace to its invocation.
        span.setParent(Context.current());
    }
}
