package dev.tracedshop.trace;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One timed piece of work, with the fields of Datadog's span.
 *
 * @param traceId the trace it belongs to
 * @param spanId unique within the trace, never 0
 * @param parentId the span that caused it, or 0 for the first of its trace
 * @param service who did the work, for example {@code product-api}
 * @param name the kind of operation, for example {@code aws.lambda}; OpenTelemetry has no such field
 * @param resource what was operated on, for example {@code POST /product}; OpenTelemetry's span name
 * @param type Datadog's span type, for example {@code serverless}, {@code web}, {@code http}; may be empty
 * @param kind {@code server}, {@code client}, {@code producer}, {@code consumer}, {@code internal} or empty
 * @param start nanoseconds since the epoch
 * @param duration nanoseconds
 * @param error whether the work failed
 * @param tags text attributes, in alphabetical order of their names; links and pointers are not repeated in them
 * @param metrics numeric attributes
 * @param links spans that caused this one without being its parent
 * @param pointers stored state that joins this span with spans of other traces
 */
public record Span(
        TraceId traceId,
        long spanId,
        long parentId,
        String service,
        String name,
        String resource,
        String type,
        String kind,
        long start,
        long duration,
        boolean error,
        Map<String, String> tags,
        Map<String, Double> metrics,
        List<SpanLink> links,
        List<SpanPointer> pointers) {

    public Span {
        if (spanId == 0) {
            throw new IllegalArgumentException("A span's id is never 0");
        }
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
        links = List.copyOf(links);
        pointers = List.copyOf(pointers);
    }

    /** Tells whether the extension made it of the start of a function's process. */
    public boolean isColdStart() {
        return name.equals("aws.lambda.cold_start") || name.equals("aws.lambda.snapstart_restore");
    }

    /** Returns a tag's text; a metric's number is given as text too, whole numbers without a fraction. */
    public Optional<String> tag(String key) {
        String text = tags.get(key);
        if (text != null) {
            return Optional.of(text);
        }
        Double number = metrics.get(key);
        if (number == null) {
            return Optional.empty();
        }
        return Optional.of(number == Math.rint(number) ? Long.toString(number.longValue()) : number.toString());
    }

    /** Returns the end, in nanoseconds since the epoch. */
    public long end() {
        return start + duration;
    }

    /** Returns the span's id as 16 hex digits. */
    public String spanIdHex() {
        return hex(spanId);
    }

    /** Returns any span id as 16 hex digits. */
    public static String hex(long id) {
        return HexFormat.of().toHexDigits(id);
    }
}
