package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges the errors of one trace: those that nobody expects, and those that are expected and are not there. */
final class ErrorJudge {
    /*
     * An error that a span took over from one below it is not told twice. An expected error that stands on another span than the
     * expected one, or only on the call that it comes from, is told of the expected span; the other span's error is then no news.
     */

    private ErrorJudge() {}

    /** Returns a finding for each span that is in error of its own and should not be. */
    static List<Finding> unexpected(TraceMatch match) {
        TraceTree tree = match.tree();
        Set<Span> excused = new HashSet<>();
        Map<Span, Integer> named = new HashMap<>();
        for (int e = 0; e < match.expected().spans().size(); e++) {
            Optional<Found> found = match.found(e);
            if (found.isPresent()) {
                named.put(found.get().span(), e);
                if (match.expected().spans().get(e).pattern().expectsError()) {
                    excused.add(found.get().span());
                    stray(match, found.get()).ifPresent(excused::add);
                }
            }
        }
        boolean[] explained = new boolean[tree.nodes().size()];
        int[] above = new int[tree.nodes().size()];
        List<Integer> causes = new ArrayList<>();
        for (int node = tree.nodes().size() - 1; node >= 0; node--) {
            if (!tree.nodes().get(node).span().error()) {
                continue;
            }
            boolean cause = !explained[node];
            if (cause && !excused.contains(tree.nodes().get(node).span())) {
                causes.add(0, node);
            }
            for (int at = tree.nodes().get(node).parent();
                    at >= 0;
                    at = tree.nodes().get(at).parent()) {
                explained[at] = true;
                above[node] += cause && tree.nodes().get(at).span().error() ? 1 : 0;
            }
        }
        List<Finding> findings = new ArrayList<>();
        causes.forEach(node -> {
            Integer e = named.get(tree.nodes().get(node).span());
            findings.add(ErrorDiagnoses.spanInError(match, node)
                    .about(e == null ? match.expected().name() : TraceJudge.subject(match, e))
                    .silencing(above[node]));
        });
        return findings;
    }

    /** Returns the finding about a span that should be in error and is not. */
    static Finding missing(TraceMatch match, int e, Found seen) {
        String who = "Span '" + match.expected().spans().get(e).name() + "' (" + Wording.name(seen.span()) + ")";
        Optional<Span> stray = stray(match, seen);
        boolean refused = seen.tree().trace().root().flatMap(root -> root.tag("http.status_code")).stream()
                .anyMatch(status -> status.startsWith("5"));
        Finding finding;
        if (stray.isPresent() && !isBelow(seen, stray.get())) {
            finding = ErrorDiagnoses.onWrongSpan(who, stray.get());
        } else if (stray.isPresent() || refused) {
            finding = ErrorDiagnoses.swallowed(who, stray);
        } else {
            finding = ErrorDiagnoses.missing(who);
        }
        return finding.at(Wording.where(seen.tree(), seen.node()));
    }

    /** Returns the span that has the error that is expected of another one: beside it or above it, else below it. */
    private static Optional<Span> stray(TraceMatch match, Found seen) {
        if (seen.span().error()) {
            return Optional.empty();
        }
        Set<Span> expected = new HashSet<>();
        for (int e = 0; e < match.expected().spans().size(); e++) {
            if (match.expected().spans().get(e).pattern().expectsError()) {
                match.found(e).map(Found::span).ifPresent(expected::add);
            }
        }
        String function = Wording.where(seen.tree(), seen.node()).function();
        List<Span> told = new ArrayList<>();
        List<Span> below = new ArrayList<>();
        for (int node = 0; node < seen.tree().nodes().size(); node++) {
            Span span = seen.tree().nodes().get(node).span();
            // A 5xx answer colours the spans above it, which is nobody's doing: they say nothing about an error.
            boolean says = span.tag("error.type").isPresent()
                    || span.tag("error.stack").isPresent();
            boolean near = Wording.where(seen.tree(), node).function().equals(function);
            if (span.error() && near && !expected.contains(span)) {
                if (seen.tree().isBelow(node, seen.node())) {
                    below.add(span);
                } else if (says) {
                    told.add(span);
                }
            }
        }
        return told.stream().findFirst().or(() -> below.stream().findFirst());
    }

    private static boolean isBelow(Found seen, Span other) {
        for (int node = seen.node() + 1; node < seen.tree().nodes().size(); node++) {
            if (seen.tree().nodes().get(node).span().equals(other)) {
                return seen.tree().isBelow(node, seen.node());
            }
        }
        return false;
    }
}
