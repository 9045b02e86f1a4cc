package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import java.util.List;
import java.util.Map;

/** Spans for tests. */
final class Spans {

    private Spans() {}

    static Span span(TraceId traceId, long spanId, long parentId, String resource, Map<String, String> tags) {
        return new Span(
                traceId,
                spanId,
                parentId,
                "shop",
                "work",
                resource,
                "web",
                tags.getOrDefault("span.kind", ""),
                1_700_000_000_000_000_000L,
                5_000_000,
                false,
                tags,
                Map.of("_dd.measured", 1.0),
                List.of(),
                List.of());
    }

    /** The span that the tracer makes around a handler. */
    static Span placeholder(TraceId traceId, long spanId, Map<String, String> tags, boolean error) {
        return new Span(
                traceId,
                spanId,
                0,
                "product-api",
                "dd-tracer-serverless-span",
                "dd-tracer-serverless-span",
                "serverless",
                "",
                1_700_000_000_000_000_000L,
                5_000_000,
                error,
                tags,
                Map.of("_sampling_priority_v1", 1.0, "_dd.top_level", 1.0, "process_id", 42.0),
                List.of(),
                List.of());
    }
}
