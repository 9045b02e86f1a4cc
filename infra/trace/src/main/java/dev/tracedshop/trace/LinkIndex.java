package dev.tracedshop.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows links between spans of several traces in both directions. A span knows where it links to; who links to it, only this does. */
public final class LinkIndex {

    private record Id(TraceId traceId, long spanId) {}

    private final Map<Id, Span> spans = new HashMap<>();
    private final Map<Id, List<Span>> linking = new HashMap<>();

    /** Reads the links of all spans of these traces. */
    public LinkIndex(Collection<Trace> traces) {
        for (Trace trace : traces) {
            for (Span span : trace.spans()) {
                spans.putIfAbsent(new Id(span.traceId(), span.spanId()), span);
                for (SpanLink link : span.links()) {
                    linking.computeIfAbsent(new Id(link.traceId(), link.spanId()), ignored -> new ArrayList<>())
                            .add(span);
                }
            }
        }
    }

    /** Returns the span that a link points to, if it is here. */
    public Optional<Span> target(SpanLink link) {
        return span(link.traceId(), link.spanId());
    }

    /** Returns a span by its ids. */
    public Optional<Span> span(TraceId traceId, long spanId) {
        return Optional.ofNullable(spans.get(new Id(traceId, spanId)));
    }

    /** Returns the spans that link to this one, of any trace. */
    public List<Span> linkingTo(Span span) {
        return List.copyOf(linking.getOrDefault(new Id(span.traceId(), span.spanId()), List.of()));
    }

    /** Returns the other traces that a trace's spans link to, or whose spans link to it. */
    public Set<TraceId> neighbours(Trace trace) {
        Set<TraceId> neighbours = new LinkedHashSet<>();
        for (Span span : trace.spans()) {
            span.links().forEach(link -> neighbours.add(link.traceId()));
            linkingTo(span).forEach(from -> neighbours.add(from.traceId()));
        }
        neighbours.remove(trace.id());
        return neighbours;
    }
}
