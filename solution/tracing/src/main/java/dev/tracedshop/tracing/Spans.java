package dev.tracedshop.tracing;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;

/**
 * Adds the shop's own spans and tags to the trace of the invocation.
 *
 * <p>Everything goes through the OpenTelemetry API, which Datadog's tracer implements when {@code DD_TRACE_OTEL_ENABLED}
 * is true. Without a tracer nothing is recorded and the work is done all the same.
 */
public final class Spans {

    /** The id of the product that a span is about. */
    public static final String PRODUCT_ID = "product.id";

    /** The price of the product that a span is about, a number in the shop's one currency. */
    public static final String PRODUCT_PRICE = "product.price";

    static final String INSTRUMENTATION = "dev.tracedshop";

    private Spans() {}

    /**
     * Does a piece of work in a span of its own, a child of the current one; the spans made meanwhile are its children.
     *
     * <p>An exception is recorded on the span, which it marks as failed, and is thrown on.
     *
     * @param operation names the kind of work, such as {@code product.create}
     */
    // "try": the compiler wants the scope to be used; to be closed is its use.
    @SuppressWarnings("try")
    public static <T> T inSpan(String operation, Supplier<T> work) {
        // region:span
        Span span = GlobalOpenTelemetry.getTracer(INSTRUMENTATION)
                .spanBuilder(operation)
                // Datadog's tracer takes the span's name from this attribute; without it the name is "internal".
                .setAttribute("operation.name", operation)
                .startSpan();
        try (Scope ignored = span.makeCurrent()) {
            return work.get();
        } catch (RuntimeException | Error e) {
            record(e, span);
            throw e;
        } finally {
            span.end();
        }
        // endregion:span
    }

    /** Puts a tag on the current span. */
    public static void tag(String name, String value) {
        Span.current().setAttribute(name, value);
    }

    /** Puts a tag that is a number on the current span. */
    public static void tag(String name, double value) {
        Span.current().setAttribute(name, value);
    }

    /** Puts a tag that is true or false on the current span. */
    public static void tag(String name, boolean value) {
        Span.current().setAttribute(name, value);
    }

    /** Marks the current span as failed, for the reason that the exception gives. */
    public static void record(Throwable failure) {
        record(failure, Span.current());
    }

    /** Returns the id of the current trace, 32 hexadecimal digits; empty when nothing traces. */
    public static String traceId() {
        SpanContext context = Span.current().getSpanContext();
        return context.isValid() ? context.getTraceId() : "";
    }

    static void record(Throwable failure, Span span) {
        // region:record
        span.recordException(failure);
        span.setStatus(StatusCode.ERROR, failure.toString());
        // endregion:record
    }
}
