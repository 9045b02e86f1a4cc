package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An expected trace, the trace that it is, and the span that each of its expected spans is. */
final class TraceMatch {
    /** Whether a span stands where it should. */
    enum Fit {
        IN_PLACE,
        ELSEWHERE,
        OTHER_TRACE
    }

    /**
     * The span that an expected span is.
     *
     * @param assignment the trace that it was found in
     * @param node its place in that trace's tree
     * @param fit whether it stands where it should
     */
    record Found(SpanAssignment assignment, int node, Fit fit) {
        TraceTree tree() {
            return assignment.tree();
        }

        Span span() {
            return tree().nodes().get(node).span();
        }
    }

    private final ExpectedTrace expected;
    private final SpanAssignment assignment;
    private final List<Optional<Found>> found;

    /**
     * Matches.
     *
     * @param others traces in which spans are looked for that are not in this one; a span of theirs may be the one that is missing
     *     here, if it began after this trace did and fits entirely
     */
    TraceMatch(ExpectedTrace expected, Trace trace, List<Trace> others) {
        this.expected = expected;
        this.assignment = new SpanAssignment(expected, new TraceTree(trace));
        int count = expected.spans().size();
        this.found = new ArrayList<>();
        int[] assigned = assignment.assign();
        for (int node : assigned) {
            found.add(node < 0 ? Optional.empty() : Optional.of(new Found(assignment, node, Fit.IN_PLACE)));
        }
        List<SpanAssignment> elsewhere = new ArrayList<>();
        for (int e = 0; e < count; e++) {
            if (found.get(e).isPresent() || !parentFound(e) || isOptional(e)) {
                continue;
            }
            if (!place(e, assignment, Fit.ELSEWHERE, Long.MIN_VALUE, Long.MAX_VALUE)) {
                if (elsewhere.isEmpty()) {
                    others.forEach(other -> elsewhere.add(new SpanAssignment(expected, new TraceTree(other))));
                }
                for (SpanAssignment other : elsewhere) {
                    // Other traces have look-alikes of their own: only what fits to the last tag and child is the one
                    // that got lost.
                    if (place(e, other, Fit.OTHER_TRACE, trace.start(), 0)) {
                        break;
                    }
                }
            }
        }
    }

    private boolean place(int e, SpanAssignment where, Fit fit, long notBefore, long mostCost) {
        int node = where.anywhere(e, notBefore, mostCost);
        if (node < 0) {
            return false;
        }
        int[] below = new int[expected.spans().size()];
        Arrays.fill(below, -1);
        where.assignBelow(e, node, below);
        for (int i = 0; i < below.length; i++) {
            if (below[i] >= 0) {
                found.set(i, Optional.of(new Found(where, below[i], i == e ? fit : Fit.IN_PLACE)));
            }
        }
        return true;
    }

    /** Tells whether every expected span was found, the optional ones excepted. */
    boolean isComplete() {
        for (int e = 0; e < found.size(); e++) {
            if (found.get(e).isEmpty() && !isOptional(e)) {
                return false;
            }
        }
        return true;
    }

    ExpectedTrace expected() {
        return expected;
    }

    Trace trace() {
        return assignment.tree().trace();
    }

    TraceTree tree() {
        return assignment.tree();
    }

    SpanAssignment assignment() {
        return assignment;
    }

    Optional<Found> found(int e) {
        return found.get(e);
    }

    Optional<Found> found(String name) {
        int e = expected.indexOf(name);
        return e < 0 ? Optional.empty() : found.get(e);
    }

    /** Returns the node of the span that an expected span stands below, in the tree that it was found in; −1 when it stands below none. */
    int parentNode(int e) {
        int parent = SpanAssignment.parentOf(expected, e);
        return parent < 0 ? -1 : found.get(parent).map(Found::node).orElse(-1);
    }

    /** Returns the span that an expected span should stand below. */
    Optional<Found> parent(int e) {
        int parent = SpanAssignment.parentOf(expected, e);
        return parent < 0 ? Optional.empty() : found.get(parent);
    }

    /** Tells whether an expected span stands below none, or below one that was found. */
    boolean parentFound(int e) {
        int parent = SpanAssignment.parentOf(expected, e);
        return parent < 0 || found.get(parent).isPresent();
    }

    boolean isOptional(int e) {
        return expected.spans().get(e).pattern().count().least() == 0;
    }

    /** Returns how many expected spans stand below an expected span, at any depth. */
    int below(int e) {
        int number = 0;
        for (int i = e + 1; i < expected.spans().size(); i++) {
            for (int at = SpanAssignment.parentOf(expected, i); at >= 0; at = SpanAssignment.parentOf(expected, at)) {
                if (at == e) {
                    number++;
                    break;
                }
            }
        }
        return number;
    }
}
