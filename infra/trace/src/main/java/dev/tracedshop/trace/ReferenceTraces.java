package dev.tracedshop.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The traces of a reference file, and which of one's own is compared with which of them. */
public final class ReferenceTraces {
    /** Two traces that begin with another service, operation and resource are not compared, unless somebody says so. */
    private static final double ALIKE = 0.5;

    private final List<NamedTrace> traces;

    /** Takes the traces of a file in its order. */
    public ReferenceTraces(List<NamedTrace> traces) {
        this.traces = List.copyOf(traces);
    }

    /** Returns them. */
    public List<NamedTrace> traces() {
        return traces;
    }

    /**
     * A trace of the reference and one's own beside it.
     *
     * @param reference the reference
     * @param own one's own; none if nothing looks like it
     */
    public record Pair(NamedTrace reference, Optional<NamedTrace> own) {}

    /** Finds the reference that looks most like a trace, however little that is; none only if there is no reference at all. */
    public Optional<NamedTrace> mostLike(Trace own) {
        // Of several that are equally like, the first.
        return traces.stream()
                .min(Comparator.comparingDouble(reference -> -TraceDiff.likeness(own, reference.trace())));
    }

    /**
     * Finds one's own trace for each reference: one of the same name, otherwise one that begins with the same service, operation,
     * resource and status; of several, the first.
     *
     * @param own each is taken once
     */
    public List<Pair> pairs(Collection<NamedTrace> own) {
        List<NamedTrace> free = new ArrayList<>(own);
        Map<NamedTrace, NamedTrace> found = new HashMap<>();
        for (NamedTrace reference : traces) {
            free.stream()
                    .filter(one -> !one.name().isBlank() && one.name().equals(reference.name()))
                    .filter(one -> TraceDiff.likeness(one.trace(), reference.trace()) >= ALIKE)
                    .findFirst()
                    .ifPresent(one -> take(reference, one, found, free));
        }
        for (NamedTrace reference : traces) {
            if (!found.containsKey(reference)) {
                free.stream()
                        .filter(one -> beginning(one.trace()).isPresent())
                        .filter(one -> beginning(one.trace()).equals(beginning(reference.trace())))
                        .min(Comparator.comparingInt(
                                one -> status(one.trace()).equals(status(reference.trace())) ? 0 : 1))
                        .ifPresent(one -> take(reference, one, found, free));
            }
        }
        return traces.stream()
                .map(reference -> new Pair(reference, Optional.ofNullable(found.get(reference))))
                .toList();
    }

    private static void take(
            NamedTrace reference, NamedTrace one, Map<NamedTrace, NamedTrace> found, List<NamedTrace> free) {
        found.put(reference, one);
        free.remove(one);
    }

    private static Optional<ComparedSpans.Key> beginning(Trace trace) {
        return trace.root().map(ComparedSpans::key);
    }

    private static Optional<String> status(Trace trace) {
        return trace.root().flatMap(root -> root.tag("http.status_code"));
    }

    /**
     * Returns the traces with some of them renewed, as they are to be kept in a file: without what is not compared, so that a file tells
     * nothing of the machine on which it was made.
     *
     * @param own the new ones, by the references in whose place they come
     * @param more new ones that are in nobody's place
     */
    public List<NamedTrace> renewed(Map<NamedTrace, Trace> own, List<NamedTrace> more) {
        List<NamedTrace> renewed = new ArrayList<>();
        for (NamedTrace reference : traces) {
            renewed.add(new NamedTrace(reference.name(), portable(own.getOrDefault(reference, reference.trace()))));
        }
        more.forEach(one -> renewed.add(new NamedTrace(one.name(), portable(one.trace()))));
        return renewed;
    }

    /** Returns a trace without the tags and metrics that are not compared, and without log lines. Ids and times stay: they hold it together. */
    public static Trace portable(Trace trace) {
        List<Span> spans = trace.spans().stream().map(ReferenceTraces::portable).toList();
        return new Trace(trace.id(), spans, List.of());
    }

    private static Span portable(Span span) {
        Map<String, String> tags = new HashMap<>(span.tags());
        tags.keySet().removeIf(ComparisonRules::ignores);
        Map<String, Double> metrics = new HashMap<>(span.metrics());
        metrics.keySet().removeIf(ComparisonRules::ignores);
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentId(),
                span.service(),
                span.name(),
                span.resource(),
                span.type(),
                span.kind(),
                span.start(),
                span.duration(),
                span.error(),
                tags,
                metrics,
                span.links(),
                span.pointers());
    }
}
