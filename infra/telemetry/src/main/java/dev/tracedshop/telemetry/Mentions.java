package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Knows which traces mention what: another trace, by a link, stored state, by a pointer, or a request, by its id. So the traces around one,
 * and that of a request, are found without a look at all others. It is guarded by its owner.
 */
final class Mentions {

    private static final String REQUEST_ID = "request_id";

    /** A trace's id, what a pointer points to, or a request. */
    private record Key(Object thing) {
        private record State(String kind, String hash) {}

        private record Request(String id) {}

        static Key of(SpanLink link) {
            return new Key(link.traceId());
        }

        static Key of(SpanPointer pointer) {
            return new Key(new State(pointer.kind(), pointer.hash()));
        }

        static Key ofRequest(String id) {
            return new Key(new Request(id));
        }
    }

    /** Per key, how many spans of each trace mention it. */
    private final Map<Key, Map<TraceId, Integer>> counts = new HashMap<>();

    void add(Span span) {
        count(span, 1);
    }

    void remove(Span span) {
        count(span, -1);
    }

    private void count(Span span, int change) {
        for (SpanLink link : span.links()) {
            count(Key.of(link), span.traceId(), change);
        }
        for (SpanPointer pointer : span.pointers()) {
            count(Key.of(pointer), span.traceId(), change);
        }
        span.tag(REQUEST_ID).ifPresent(id -> count(Key.ofRequest(id), span.traceId(), change));
    }

    void removeAll(Collection<Span> spans) {
        spans.forEach(this::remove);
    }

    private void count(Key key, TraceId trace, int change) {
        counts.compute(key, (same, before) -> {
            Map<TraceId, Integer> traces = before == null ? new LinkedHashMap<>() : before;
            traces.merge(trace, change, (one, other) -> one + other == 0 ? null : one + other);
            return traces.isEmpty() ? null : traces;
        });
    }

    /** Returns the traces that a trace links to, that link to it, and that have a pointer of its own, without itself. */
    Set<TraceId> around(Trace trace) {
        Set<TraceId> around = new LinkedHashSet<>(of(new Key(trace.id())));
        for (Span span : trace.spans()) {
            span.links().forEach(link -> around.add(link.traceId()));
            span.pointers().forEach(pointer -> around.addAll(of(Key.of(pointer))));
        }
        around.remove(trace.id());
        return around;
    }

    /** Returns the traces with a span that has this id of a request to an API, or of an invocation. */
    Set<TraceId> ofRequest(String id) {
        return of(Key.ofRequest(id));
    }

    private Set<TraceId> of(Key key) {
        return counts.getOrDefault(key, Map.of()).keySet();
    }
}
