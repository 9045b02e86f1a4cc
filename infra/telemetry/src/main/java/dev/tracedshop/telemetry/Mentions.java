package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Knows which traces mention what: another trace, by a link, or stored state, by a pointer. So the traces around one are found without a
 * look at all others. It is guarded by its owner.
 */
final class Mentions {

    /** Either a trace's id, or what a pointer points to. */
    private record Key(Object thing) {
        private record State(String kind, String hash) {}

        static Key of(SpanLink link) {
            return new Key(link.traceId());
        }

        static Key of(SpanPointer pointer) {
            return new Key(new State(pointer.kind(), pointer.hash()));
        }
    }

    /** Per key, how many spans of each trace mention it. */
    private final Map<Key, Map<TraceId, Integer>> counts = new HashMap<>();

    void add(Span span) {
        for (SpanLink link : span.links()) {
            count(Key.of(link), span.traceId(), 1);
        }
        for (SpanPointer pointer : span.pointers()) {
            count(Key.of(pointer), span.traceId(), 1);
        }
    }

    void remove(Span span) {
        for (SpanLink link : span.links()) {
            count(Key.of(link), span.traceId(), -1);
        }
        for (SpanPointer pointer : span.pointers()) {
            count(Key.of(pointer), span.traceId(), -1);
        }
    }

    void removeAll(Collection<Span> spans) {
        spans.forEach(this::remove);
    }

    private void count(Key key, TraceId trace, int change) {
        counts.compute(key, (same, before) -> {
            Map<TraceId, Integer> traces = before == null ? new HashMap<>() : before;
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

    private Set<TraceId> of(Key key) {
        return counts.getOrDefault(key, Map.of()).keySet();
    }
}
