package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A trace of the shop as a stream of spans carries it: under its own ids, or as a copy under others.
 *
 * @param id under which it is in the stream
 * @param original the trace of the shop
 * @param spans its spans, with the ids that they have in the stream
 * @param late the one that comes when the others have been judged; none, where each would make a difference to the verdict
 */
record StreamedTrace(TraceId id, Trace original, List<Streamed> spans, Optional<Streamed> late) {
    /** A span under the id that it has in the stream. */
    record Streamed(long spanId, Span span) {}

    /** Puts a trace into the stream as it is. */
    static StreamedTrace itself(Trace trace) {
        return of(
                trace.id(),
                trace,
                trace.spans().stream()
                        .map(span -> new Streamed(span.spanId(), span))
                        .toList());
    }

    /** Puts a copy into the stream, under ids that are made up: a share of a handful of traces says nothing. */
    static StreamedTrace copy(Trace trace, Random random) {
        TraceId id = new TraceId(trace.id().high(), random.nextLong());
        List<Streamed> spans = new ArrayList<>();
        trace.spans().forEach(span -> spans.add(new Streamed(random.nextLong() | 1, span)));
        return of(id, trace, spans);
    }

    private static StreamedTrace of(TraceId id, Trace trace, List<Streamed> spans) {
        Optional<Streamed> late = spans.stream()
                .filter(one -> !one.span().error()
                        && one.span().start() > trace.start()
                        && one.span().end() < trace.end())
                .reduce((earlier, later) -> later);
        return new StreamedTrace(id, trace, spans, late);
    }

    /** Returns the spans that come in time. */
    List<Streamed> inTime() {
        return spans.stream()
                .filter(span -> !late.map(span::equals).orElse(false))
                .toList();
    }

    boolean failed() {
        return original.spans().stream().anyMatch(Span::error);
    }

    long nanos() {
        return original.end() - original.start();
    }
}
