package dev.tracedshop.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All spans of one trace id, as a tree. A span whose parent never came is an orphan: it is kept, and shown as such.
 *
 * @param id the id that all spans share
 * @param spans in order of their start; of two that start together, the longer first
 * @param logs the lines that functions wrote within this trace, in the order of their reading
 */
public record Trace(TraceId id, List<Span> spans, List<LogLine> logs) {

    private static final Comparator<Span> BY_START = Comparator.comparingLong(Span::start)
            .thenComparing(Comparator.comparingLong(Span::duration).reversed())
            .thenComparingLong(Span::spanId);

    public Trace {
        for (Span span : spans) {
            if (!span.traceId().equals(id)) {
                throw new IllegalArgumentException(
                        "Span " + span.spanIdHex() + " belongs to trace " + span.traceId() + ", not to " + id);
            }
        }
        spans = spans.stream().sorted(BY_START).toList();
        logs = List.copyOf(logs);
    }

    /** Returns the spans without a parent; a whole trace has exactly one. */
    public List<Span> roots() {
        return spans.stream().filter(span -> span.parentId() == 0).toList();
    }

    /** Returns the spans whose parent is named but is not here. */
    public List<Span> orphans() {
        Set<Long> known = new HashSet<>();
        spans.forEach(span -> known.add(span.spanId()));
        return spans.stream()
                .filter(span -> span.parentId() != 0 && !known.contains(span.parentId()))
                .toList();
    }

    /** Returns the span that stands for the trace: the first root, else the first orphan; none in an empty trace. */
    public Optional<Span> root() {
        List<Span> roots = roots();
        return (roots.isEmpty() ? orphans() : roots).stream().findFirst();
    }

    /** Returns the span with this id. */
    public Optional<Span> span(long spanId) {
        return spans.stream().filter(span -> span.spanId() == spanId).findFirst();
    }

    /** Returns each span's children in order of their start, by the parent's id; roots are under 0, orphans under their absent parent. */
    public Map<Long, List<Span>> childrenByParent() {
        Map<Long, List<Span>> children = new HashMap<>();
        for (Span span : spans) {
            children.computeIfAbsent(span.parentId(), ignored -> new ArrayList<>())
                    .add(span);
        }
        return children;
    }

    /** Returns when the first span starts, in nanoseconds since the epoch; 0 in an empty trace. */
    public long start() {
        return spans.isEmpty() ? 0 : spans.get(0).start();
    }

    /** Returns when the last span ends, in nanoseconds since the epoch; 0 in an empty trace. */
    public long end() {
        return spans.stream().mapToLong(Span::end).max().orElse(0);
    }
}
