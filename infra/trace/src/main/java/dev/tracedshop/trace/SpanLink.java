package dev.tracedshop.trace;

import java.util.Map;

/**
 * Points from one span to another that caused it without being its parent, usually in another trace.
 *
 * @param traceId the trace of the span pointed to
 * @param spanId the span pointed to
 * @param attributes what the producer said about the link, often nothing
 */
public record SpanLink(TraceId traceId, long spanId, Map<String, String> attributes) {
    public SpanLink {
        attributes = Map.copyOf(attributes);
    }
}
