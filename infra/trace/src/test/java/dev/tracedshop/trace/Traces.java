package dev.tracedshop.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes traces for tests: spans by short names, times in milliseconds since a fixed start. */
public final class Traces {
    /** When every trace of the tests starts, in nanoseconds since the epoch. */
    public static final long START = 1_700_000_000_000_000_000L;

    private final TraceId id;
    private final Map<String, Span> spans = new LinkedHashMap<>();
    private long nextId = 1;
    private final List<LogLine> logs = new ArrayList<>();

    /** Creates an empty trace. */
    public Traces(String id) {
        this.id = TraceId.parse(id);
    }

    /** Adds a span below another one; an empty parent makes a root. */
    public Traces span(
            String name, String parent, String service, String operation, String resource, double from, double length) {
        Span above = spans.get(parent);
        if (above == null && !parent.isEmpty()) {
            throw new IllegalArgumentException("No span " + parent);
        }
        return put(
                name,
                new Span(
                        id,
                        nextId++,
                        above == null ? 0 : above.spanId(),
                        service,
                        operation,
                        resource,
                        "",
                        "",
                        START + Math.round(from * 1e6),
                        Math.round(length * 1e6),
                        false,
                        Map.of(),
                        Map.of(),
                        List.of(),
                        List.of()));
    }

    /** Sets tags, given as name, value, name, value. */
    public Traces tags(String name, String... pairs) {
        Span span = get(name);
        Map<String, String> tags = new TreeMap<>(span.tags());
        for (int i = 0; i < pairs.length; i += 2) {
            tags.put(pairs[i], pairs[i + 1]);
        }
        return put(name, copy(span, span.parentId(), span.error(), tags, span.links(), span.pointers()));
    }

    /** Takes a tag away. */
    public Traces untag(String name, String tag) {
        Span span = get(name);
        Map<String, String> tags = new TreeMap<>(span.tags());
        tags.remove(tag);
        return put(name, copy(span, span.parentId(), span.error(), tags, span.links(), span.pointers()));
    }

    /** Marks a span as in error. */
    public Traces error(String name, String... pairs) {
        tags(name, pairs);
        Span span = get(name);
        return put(name, copy(span, span.parentId(), true, span.tags(), span.links(), span.pointers()));
    }

    /** Links a span to another one. */
    public Traces link(String name, Span... targets) {
        Span span = get(name);
        List<SpanLink> links = Arrays.stream(targets)
                .map(target -> new SpanLink(target.traceId(), target.spanId(), Map.of()))
                .toList();
        return put(name, copy(span, span.parentId(), span.error(), span.tags(), links, span.pointers()));
    }

    /** Links a span to another one, and says why. */
    public Traces link(String name, Span target, Map<String, String> attributes) {
        Span span = get(name);
        List<SpanLink> links = List.of(new SpanLink(target.traceId(), target.spanId(), attributes));
        return put(name, copy(span, span.parentId(), span.error(), span.tags(), links, span.pointers()));
    }

    /** Gives a span a pointer. */
    public Traces pointer(String name, SpanPointer pointer) {
        Span span = get(name);
        return put(name, copy(span, span.parentId(), span.error(), span.tags(), span.links(), List.of(pointer)));
    }

    /** Gives a span another parent, which need not be there. */
    public Traces parent(String name, long parentId) {
        Span span = get(name);
        return put(name, copy(span, parentId, span.error(), span.tags(), span.links(), span.pointers()));
    }

    /** Takes a span away; its children stay. */
    public Traces without(String name) {
        get(name);
        spans.remove(name);
        return this;
    }

    /** Adds a log line. */
    public Traces log(LogLine line) {
        logs.add(line);
        return this;
    }

    /** Returns a span. */
    public Span get(String name) {
        Span span = spans.get(name);
        if (span == null) {
            throw new IllegalArgumentException("No span " + name);
        }
        return span;
    }

    /** Returns the trace. */
    public Trace trace() {
        return new Trace(id, List.copyOf(spans.values()), logs);
    }

    private Traces put(String name, Span span) {
        spans.put(name, span);
        return this;
    }

    private static Span copy(
            Span span,
            long parentId,
            boolean error,
            Map<String, String> tags,
            List<SpanLink> links,
            List<SpanPointer> pointers) {
        return new Span(
                span.traceId(),
                span.spanId(),
                parentId,
                span.service(),
                span.name(),
                span.resource(),
                span.type(),
                span.kind(),
                span.start(),
                span.duration(),
                error,
                tags,
                span.metrics(),
                links,
                pointers);
    }
}
