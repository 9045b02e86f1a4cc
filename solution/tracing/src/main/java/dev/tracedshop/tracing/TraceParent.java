package dev.tracedshop.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes spans by hand, as text, for links.
 *
 * <p>Source: <a href="https://www.w3.org/TR/trace-context/#traceparent-header">W3C Trace Context</a>. For parents the
 * tracer's own propagator has to be used: a context made by hand loses the sampling decision.
 */
public final class TraceParent {

    /** The name of the header, the attribute or the field that holds such a text. */
    public static final String NAME = "traceparent";

    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final Pattern UPPER_HALF = Pattern.compile("(?:^|,)_dd\\.p\\.tid=([0-9a-f]{16})(?:,|$)");

    private TraceParent() {}

    /** Returns the span that a text such as {@code 00-<trace id>-<span id>-01} names; empty if it names none. */
    public static Optional<SpanContext> read(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? valid(parts.group(1), parts.group(2), TraceFlags.fromHex(parts.group(3), 0))
                : Optional.empty();
    }

    /** Writes the current span; empty when nothing traces. */
    public static Optional<String> current() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? Optional.of("00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex())
                : Optional.empty();
    }

    /** Reads what a tracer writes that has only Datadog's own style of propagation. */
    static Optional<SpanContext> ofDatadog(Map<String, String> fields) {
        String traceId = fields.get("x-datadog-trace-id");
        String parentId = fields.get("x-datadog-parent-id");
        if (traceId == null || parentId == null) {
            return Optional.empty();
        }
        // The trace id is 128 bits wide: its lower half is the decimal number, its upper half is among the tags.
        Matcher upper = UPPER_HALF.matcher(fields.getOrDefault("x-datadog-tags", ""));
        try {
            return valid(
                    (upper.find() ? upper.group(1) : "0".repeat(16)) + hex(traceId),
                    hex(parentId),
                    TraceFlags.getSampled());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static String hex(String decimal) {
        return SpanId.fromLong(Long.parseUnsignedLong(decimal));
    }

    private static Optional<SpanContext> valid(String traceId, String spanId, TraceFlags flags) {
        return TraceId.isValid(traceId) && SpanId.isValid(spanId)
                ? Optional.of(SpanContext.createFromRemoteParent(traceId, spanId, flags, TraceState.getDefault()))
                : Optional.empty();
    }
}
