package dev.tracedshop.sampling;

/**
 * A span as the stream of spans carries it: as much of it as a decision needs.
 *
 * @param traceId the trace that it belongs to
 * @param spanId its own id
 * @param start nanoseconds since the epoch
 * @param duration nanoseconds
 * @param error whether the work failed
 */
public record SpanEvent(TraceId traceId, long spanId, long start, long duration, boolean error) {
    /** Returns the end, in nanoseconds since the epoch. */
    public long end() {
        return start + duration;
    }
}
