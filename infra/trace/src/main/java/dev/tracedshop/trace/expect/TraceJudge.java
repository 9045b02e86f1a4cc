package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.expect.ExpectedTrace.Named;
import dev.tracedshop.trace.expect.SpanPattern.Place;
import dev.tracedshop.trace.expect.TraceMatch.Fit;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares expected traces with the traces that they are, span by span. */
final class TraceJudge {
    private final Evidence evidence;
    private final ExpectedLinks links;
    private final LostContexts lost;
    private final List<Finding> pressing = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<TraceId, List<Finding>> excess = new LinkedHashMap<>();

    TraceJudge(Evidence evidence, ExpectedLinks links, LostContexts lost) {
        this.evidence = evidence;
        this.links = links;
        this.lost = lost;
    }

    /** Returns what comes before everything else. */
    List<Finding> pressing() {
        return pressing;
    }

    /** Returns all other findings; asked when every trace was judged. */
    List<Finding> findings() {
        List<Finding> all = new ArrayList<>(findings);
        excess.forEach((trace, found) -> {
            if (!lost.intruded().contains(trace)) {
                all.addAll(found);
            }
        });
        return all;
    }

    /** Compares one expected trace with the traces that it is. */
    void judge(TraceGroup group) {
        ExpectedTrace expected = group.expected();
        List<List<Span>> orphans = new ArrayList<>();
        for (TraceMatch match : group.matches()) {
            if (expected.wantsNoErrors()) {
                pressing.addAll(ErrorJudge.unexpected(match));
            }
            if (expected.wantsWhole()) {
                orphans.addAll(orphansByParent(match));
            }
        }
        for (int e = 0; e < expected.spans().size(); e++) {
            judgeSpan(group, e, orphans);
        }
        for (List<Span> orphaned : orphans) {
            Optional<Finding> half = halfId(home(group, orphaned), orphaned);
            findings.add(half.orElseGet(() -> Diagnoses.orphans(home(group, orphaned), orphaned))
                    .about(expected.name())
                    .silencing(orphaned.size() - 1));
        }
        for (TraceMatch match : group.matches()) {
            List<Span> roots = roots(match.trace());
            if (expected.wantsWhole() && roots.size() > 1) {
                findings.add(Diagnoses.secondRoot(match, roots).about(expected.name()));
            }
            expected.absences().forEach(absent -> judgeAbsence(match, absent));
            if (expected.wantsExactly()) {
                judgeOthers(match);
            }
        }
        findings.addAll(links.judge(group));
        findings.addAll(ExpectedLogs.judge(group));
    }

    private static TraceMatch home(TraceGroup group, List<Span> spans) {
        return group.matches().stream()
                .filter(match -> match.trace().id().equals(spans.get(0).traceId()))
                .findFirst()
                .orElse(group.first());
    }

    private void judgeSpan(TraceGroup group, int e, List<List<Span>> orphans) {
        TraceMatch match = group.best(e);
        SpanPattern pattern = match.expected().spans().get(e).pattern();
        Optional<Found> found = match.found(e);
        if (found.isEmpty()) {
            if (match.parentFound(e) && !match.isOptional(e)) {
                judgeMissing(match, e, orphans);
            }
            return;
        }
        Found seen = found.get();
        if (seen.fit() != Fit.IN_PLACE) {
            findings.add(lost.explain(match, e, found)
                    .or(() -> halfId(match, seen))
                    .orElseGet(() -> Diagnoses.wrongParent(match, e, seen))
                    .about(subject(match, e)));
        }
        List<Condition> unmet = pattern.unmet(seen.span());
        unmet.forEach(condition -> findings.add(unmet(match, e, seen, condition).about(subject(match, e, condition))));
        if (seen.fit() == Fit.IN_PLACE && unmet.isEmpty()) {
            int number = group.fitting(e).size();
            if (!pattern.count().allows(number)) {
                Finding count = Diagnoses.spanCount(match, e, number).about(subject(match, e));
                if (number > pattern.count().most()) {
                    tooMuch(match.trace().id(), count);
                } else {
                    findings.add(count);
                }
            }
        }
    }

    private void judgeMissing(TraceMatch match, int e, List<List<Span>> orphans) {
        Optional<FunctionTracing> function =
                evidence.functionOf(match.expected().spans().get(e).pattern());
        Optional<Finding> untraced = function.filter(one -> !one.isComplete() && one.invocations() > 0)
                .map(one -> FunctionDiagnoses.untraced(one, "ran"));
        Optional<Finding> explained = untraced.or(() -> evidence.silentSenderOf(
                                match.expected().spans().get(e).pattern())
                        .map(sender -> FunctionDiagnoses.notSent(
                                sender, match.expected().name())))
                .or(() -> lost.explain(match, e, Optional.empty()));
        if (explained.isPresent()) {
            findings.add(explained.get().about(subject(match, e)).silencing(match.below(e)));
            return;
        }
        // Spans whose parent never came are, most likely, the children of the span that never came.
        List<Span> children = orphans.isEmpty() ? List.of() : orphans.remove(0);
        Optional<Span> ofItsOwn = children.isEmpty() ? ofItsOwn(match, e) : Optional.empty();
        findings.add(Diagnoses.spanMissing(match, e, function, children, ofItsOwn)
                .about(subject(match, e))
                .silencing(match.below(e) + children.size()));
    }

    /** Returns the span that began a trace of its own in place of being in this one; what is below it may be missing, too. */
    private Optional<Span> ofItsOwn(TraceMatch match, int e) {
        Named named = match.expected().spans().get(e);
        if (named.isRoot()) {
            return Optional.empty();
        }
        return evidence.traces().stream()
                .filter(trace -> !trace.id().equals(match.trace().id()))
                .flatMap(trace -> trace.root().stream())
                .filter(root -> named.pattern().identifies(root)
                        && root.start() >= match.trace().start())
                .findFirst();
    }

    private static Finding unmet(TraceMatch match, int e, Found seen, Condition condition) {
        return condition instanceof Condition.ErrorIs error && error.error()
                ? ErrorJudge.missing(match, e, seen)
                : TagDiagnoses.unmet(match, e, seen, condition);
    }

    /** Keeps back what is too much in a trace: it is no news where another message's work went. */
    private void tooMuch(TraceId trace, Finding finding) {
        excess.computeIfAbsent(trace, ignored -> new ArrayList<>()).add(finding);
    }

    private Optional<Finding> halfId(TraceMatch match, List<Span> orphaned) {
        return whole(match.trace().id())
                .map(whole -> Diagnoses.halfId(match.expected().name(), orphaned.get(0), whole));
    }

    private Optional<Finding> halfId(TraceMatch match, Found seen) {
        return whole(seen.span().traceId())
                .filter(whole -> whole.equals(match.trace().id()))
                .map(whole -> Diagnoses.halfId(match.expected().name(), seen.span(), whole));
    }

    /** The start of a process stands beside its first invocation: when that has no parent, neither has the start. */
    private static List<Span> roots(Trace trace) {
        return trace.roots().stream().filter(root -> !root.isColdStart()).toList();
    }

    /** Returns the trace of whose id another one is the lower half. */
    private Optional<TraceId> whole(TraceId half) {
        return evidence.traces().stream()
                .map(Trace::id)
                .filter(id -> half.high() == 0 && id.high() != 0 && id.low() == half.low())
                .findFirst();
    }

    // What a finding is about, as a step's tasks name it: trace.span, or trace.span#tag.
    static String subject(TraceMatch match, int e) {
        return match.expected().name() + "." + match.expected().spans().get(e).name();
    }

    private static String subject(TraceMatch match, int e, Condition condition) {
        return condition instanceof Condition.AttributeIs attribute
                ? subject(match, e) + "#" + attribute.name()
                : subject(match, e);
    }

    private static List<List<Span>> orphansByParent(TraceMatch match) {
        Map<Long, List<Span>> groups = new LinkedHashMap<>();
        match.trace()
                .orphans()
                .forEach(orphan -> groups.computeIfAbsent(orphan.parentId(), ignored -> new ArrayList<>())
                        .add(orphan));
        return new ArrayList<>(groups.values());
    }

    private void judgeAbsence(TraceMatch match, SpanPattern absent) {
        Place place = absent.place();
        Optional<Found> parent = place.kind() == Place.Kind.ANYWHERE ? Optional.empty() : match.found(place.span());
        if (place.kind() != Place.Kind.ANYWHERE && parent.isEmpty()) {
            return;
        }
        TraceTree tree = parent.map(Found::tree).orElse(match.tree());
        List<Integer> seen = new ArrayList<>();
        for (int node = 0; node < tree.nodes().size(); node++) {
            boolean inPlace = switch (place.kind()) {
                case ANYWHERE -> true;
                case INSIDE -> tree.isBelow(node, parent.map(Found::node).orElse(-1));
                case CHILD_OF ->
                    tree.nodes().get(node).parent() == parent.map(Found::node).orElse(-1);
            };
            if (inPlace && absent.fits(tree.nodes().get(node).span())) {
                seen.add(node);
            }
        }
        if (!seen.isEmpty()) {
            tooMuch(
                    match.trace().id(),
                    Diagnoses.unexpectedSpan(match, absent, seen.get(0), seen.size())
                            .about(match.expected().name())
                            .silencing(seen.size() - 1));
        }
    }

    private void judgeOthers(TraceMatch match) {
        TraceTree tree = match.tree();
        Set<Integer> known = new HashSet<>();
        for (int e = 0; e < match.expected().spans().size(); e++) {
            Optional<Found> seen = match.found(e);
            if (seen.isPresent()) {
                Found found = seen.get();
                if (found.tree() == match.tree()) {
                    known.add(found.node());
                    known.addAll(found.assignment().fitting(e, match.parentNode(e)));
                }
            } else {
                // What may be the span that was looked for in vain is not told a second time.
                SpanPattern pattern = match.expected().spans().get(e).pattern();
                for (int node = 0; node < tree.nodes().size(); node++) {
                    if (pattern.identifies(tree.nodes().get(node).span())) {
                        known.add(node);
                    }
                }
            }
        }
        for (int node = 0; node < tree.nodes().size(); ) {
            if (known.contains(node)) {
                node++;
                continue;
            }
            int last = tree.nodes().get(node).last();
            int below = 0;
            for (int inner = node + 1; inner <= last; inner++) {
                below += known.contains(inner) ? 0 : 1;
            }
            tooMuch(
                    match.trace().id(),
                    Diagnoses.notNamed(match, node)
                            .about(match.expected().name())
                            .silencing(below));
            node = last + 1;
        }
    }
}
