package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.expect.TraceMatch.Fit;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The traces that an expected trace is: one, or some where the expectation says that there may be more.
 *
 * @param matches never empty; the one that fits best first
 */
record TraceGroup(List<TraceMatch> matches) {

    TraceGroup {
        matches = List.copyOf(matches);
    }

    static TraceGroup of(TraceMatch match) {
        return new TraceGroup(List.of(match));
    }

    TraceMatch first() {
        return matches.get(0);
    }

    ExpectedTrace expected() {
        return first().expected();
    }

    TraceGroup with(TraceMatch further) {
        List<TraceMatch> more = new ArrayList<>(matches);
        more.add(further);
        return new TraceGroup(more);
    }

    TraceGroup withFirst(TraceMatch other) {
        List<TraceMatch> changed = new ArrayList<>(matches);
        changed.set(0, other);
        return new TraceGroup(changed);
    }

    /** Tells whether every expected span was found in one of the traces, the optional ones excepted. */
    boolean isComplete() {
        for (int e = 0; e < expected().spans().size(); e++) {
            if (best(e).found(e).isEmpty() && !first().isOptional(e)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the match in which an expected span fits best; the first where none has it. */
    TraceMatch best(int e) {
        SpanPattern pattern = expected().spans().get(e).pattern();
        Optional<TraceMatch> faultless = matches.stream()
                .filter(match -> match.found(e)
                        .filter(found -> found.fit() == Fit.IN_PLACE
                                && pattern.unmet(found.span()).isEmpty())
                        .isPresent())
                .findFirst();
        return faultless.orElseGet(() -> matches.stream()
                .filter(match -> match.found(e).isPresent())
                .findFirst()
                .orElse(first()));
    }

    Optional<Found> found(String span) {
        int e = expected().indexOf(span);
        return e < 0 ? Optional.empty() : best(e).found(e);
    }

    /** Returns all spans that an expected span may stand for. */
    List<Span> fitting(int e) {
        List<Span> spans = new ArrayList<>();
        for (TraceMatch match : matches) {
            Optional<Found> found = match.found(e);
            if (found.isPresent() && found.get().fit() == Fit.IN_PLACE) {
                found.get()
                        .assignment()
                        .fitting(e, match.parentNode(e))
                        .forEach(node ->
                                spans.add(found.get().tree().nodes().get(node).span()));
            }
        }
        return spans;
    }

    /** Returns the spans of all traces. */
    List<Span> spans() {
        return matches.stream().flatMap(match -> match.trace().spans().stream()).toList();
    }
}
