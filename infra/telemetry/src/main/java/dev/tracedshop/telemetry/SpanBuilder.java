package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A span while it is read or made; ids and times as in {@link Span}. */
final class SpanBuilder {
    long traceIdHigh;
    long traceIdLow;
    long spanId;
    long parentId;
    String service = "";
    String name = "";
    String resource = "";
    String type = "";
    long start;
    long duration;
    boolean error;
    /** Sorted, because the finished span copies a sorted map in one pass. */
    final Map<String, String> tags = new TreeMap<>();

    final Map<String, Double> metrics = new TreeMap<>();
    final List<SpanLink> links = new ArrayList<>();
    final List<SpanPointer> pointers = new ArrayList<>();

    TraceId traceId() {
        return new TraceId(traceIdHigh, traceIdLow);
    }

    /** Returns the finished span. Its kind is what the tag {@code span.kind} says; the tag stays. */
    Span build() {
        return new Span(
                traceId(),
                spanId,
                parentId,
                service,
                name,
                resource,
                type,
                tags.getOrDefault("span.kind", ""),
                start,
                duration,
                error,
                tags,
                metrics,
                links,
                pointers);
    }
}
