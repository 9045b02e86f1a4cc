package dev.tracedshop.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;

/**
 * Gives each piece of a large work a trace of its own, linked to the span of the whole.
 *
 * <p>A thousand pieces in one trace are a trace that nobody can read: each has its calls, its messages, and all that
 * follows from them. In traces of their own they can be found and compared one by one, and the link leads back.
 */
public final class OwnTraces {

    private final SpanContext whole;

    private OwnTraces(SpanContext whole) {
        this.whole = whole;
    }

    /** Links to the span that is the current one now; the pieces may then be done in any thread. */
    public static OwnTraces linkedToCurrent() {
        return new OwnTraces(Span.current().getSpanContext());
    }

    /**
     * Does a piece of work in a span that begins a trace; the spans made meanwhile are its children.
     *
     * <p>An exception is recorded on the span, which it marks as failed, and is thrown on.
     *
     * @param operation names the kind of work, such as {@code catalogue.row}
     */
    // "try": the compiler wants the scope to be used; to be closed is its use.
    @SuppressWarnings("try")
    public <T> T inSpan(String operation, Supplier<T> work) {
        // region:root
        SpanBuilder builder = GlobalOpenTelemetry.getTracer(Spans.INSTRUMENTATION)
                .spanBuilder(operation)
                // Without this the builder takes the current span, and the piece stays in the trace of the whole.
                .setNoParent()
                .setAttribute("operation.name", operation);
        // endregion:root
        // region:link
        if (whole.isValid()) {
            builder.addLink(whole);
        }
        // endregion:link
        Span span = builder.startSpan();
        try (Scope ignored = span.makeCurrent()) {
            return work.get();
        } catch (RuntimeException | Error e) {
            Spans.record(e, span);
            throw e;
        } finally {
            span.end();
        }
    }
}
