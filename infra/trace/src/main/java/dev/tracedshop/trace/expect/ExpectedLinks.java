package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.PointerJoins;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.SpanPattern.Target;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The links that an expectation asks for, compared with those that there are. */
final class ExpectedLinks {
    private final Expectation expectation;
    private final Map<String, TraceGroup> matches;
    private final LostContexts lost;
    private final PointerJoins joins;
    private final PointerDiagnoses pointers;

    /**
     * @param matches the traces found so far, by the expected traces' names; looked at anew with every question
     * @param lost explains links for which no carrier came
     * @param joins what pointers join
     * @param pointers explains pointers that join nothing
     */
    ExpectedLinks(
            Expectation expectation,
            Map<String, TraceGroup> matches,
            LostContexts lost,
            PointerJoins joins,
            PointerDiagnoses pointers) {
        this.expectation = expectation;
        this.matches = matches;
        this.lost = lost;
        this.joins = joins;
        this.pointers = pointers;
    }

    /**
     * Refuses links to what the scenario never named: that is a mistake of its author, not a finding about a trace.
     *
     * @throws IllegalArgumentException for the first such link
     */
    void check() {
        for (ExpectedTrace trace : expectation.traces()) {
            List<Target> targets = new ArrayList<>(trace.links());
            trace.spans().forEach(span -> targets.addAll(span.pattern().links()));
            for (Target target : targets) {
                Optional<ExpectedTrace> other = expectation.trace(target.trace());
                if (other.isEmpty()) {
                    throw new IllegalArgumentException(
                            "Trace '" + trace.name() + "' " + target.via().does() + " to " + target
                                    + ", and no trace has that name."
                                    + DidYouMean.question(
                                            target.trace(),
                                            expectation.traces().stream()
                                                    .map(ExpectedTrace::name)
                                                    .toList()));
                }
                if (other.get().indexOf(target.span()) < 0) {
                    throw new IllegalArgumentException(
                            "Trace '" + trace.name() + "' " + target.via().does() + " to " + target
                                    + ", and that trace names no such span."
                                    + DidYouMean.question(
                                            target.span(),
                                            other.get().spans().stream()
                                                    .map(ExpectedTrace.Named::name)
                                                    .toList()));
                }
            }
        }
    }

    /** Returns a finding for each link that an expected trace lacks and whose target is there. */
    List<Finding> judge(TraceGroup group) {
        List<Finding> findings = new ArrayList<>();
        TraceMatch match = group.first();
        for (Target target : match.expected().links()) {
            Optional<Found> to = found(target);
            if (to.isPresent() && !leads(target, group.spans(), to.get())) {
                if (target.isPointed()) {
                    findings.add(pointers.explain(match, "A span", group.spans(), target, to.get())
                            .about(match.expected().name()));
                    continue;
                }
                List<SpanLink> links = group.spans().stream()
                        .flatMap(span -> span.links().stream())
                        .toList();
                Where where = match.found(ExpectedTrace.ROOT)
                        .map(root -> Wording.where(root.tree(), root.node()))
                        .orElse(Where.UNKNOWN);
                findings.add(noCarrier(match, target, to.get())
                        .orElseGet(() -> LinkDiagnoses.linkMissing(match, "A span", target, to.get(), links, where))
                        .about(match.expected().name()));
            }
        }
        for (int e = 0; e < match.expected().spans().size(); e++) {
            Optional<Found> from = group.best(e).found(e);
            for (Target target : match.expected().spans().get(e).pattern().links()) {
                Optional<Found> to = found(target);
                if (from.isEmpty()
                        || to.isEmpty()
                        || leads(target, List.of(from.get().span()), to.get())) {
                    continue;
                }
                if (match.expected().maybeSeveral() && leads(target, group.fitting(e), to.get())) {
                    // Which batch a message came in, and as which of its spans, nobody can know beforehand.
                    continue;
                }
                Found source = from.get();
                String name = match.expected().spans().get(e).name();
                if (target.isPointed()) {
                    findings.add(
                            pointers.explain(match, "Span '" + name + "'", List.of(source.span()), target, to.get())
                                    .about(match.expected().name() + "." + name));
                    continue;
                }
                boolean child = source.span().traceId().equals(to.get().span().traceId())
                        && source.tree().isBelow(source.node(), to.get().node());
                Finding finding = child
                        ? LinkDiagnoses.childInsteadOfSpanLink(match, source, target)
                        : noCarrier(match, target, to.get())
                                .orElseGet(() -> LinkDiagnoses.linkMissing(
                                        match,
                                        "Span '" + name + "'",
                                        target,
                                        to.get(),
                                        source.span().links(),
                                        Wording.where(source.tree(), source.node())));
                findings.add(finding.about(match.expected().name() + "." + name));
            }
        }
        return findings;
    }

    private Optional<Finding> noCarrier(TraceMatch match, Target target, Found to) {
        TraceGroup other = matches.get(target.trace());
        return other == null ? Optional.empty() : lost.explainLink(match.expected(), other.first(), to.span());
    }

    /** Counts the links that a trace lacks if it is the expected one. */
    long unmet(TraceMatch match) {
        long unmet = match.expected().links().stream()
                .filter(target -> found(target)
                        .filter(to -> !leads(target, match.trace().spans(), to))
                        .isPresent())
                .count();
        for (int e = 0; e < match.expected().spans().size(); e++) {
            Optional<Found> from = match.found(e);
            unmet += match.expected().spans().get(e).pattern().links().stream()
                    .filter(target -> from.isPresent()
                            && found(target)
                                    .filter(to ->
                                            !leads(target, List.of(from.get().span()), to))
                                    .isPresent())
                    .count();
        }
        return unmet;
    }

    private Optional<Found> found(Target target) {
        TraceGroup group = matches.get(target.trace());
        return group == null ? Optional.empty() : group.found(target.span());
    }

    /** Returns why nobody read what an expected trace, which is not there, should have read; empty if it is not about that. */
    Optional<Finding> explainAbsence(ExpectedTrace expected, Optional<FunctionTracing> function) {
        return expected.links().stream()
                .filter(Target::isPointed)
                .flatMap(target -> found(target).stream()
                        .filter(to -> to.span().pointers().stream()
                                .allMatch(
                                        pointer -> joins.of(to.span(), pointer).isEmpty()))
                        .map(to -> pointers.nobodyRead(expected, target, to, function)))
                .findFirst();
    }

    private boolean leads(Target target, List<Span> spans, Found to) {
        return target.isPointed()
                ? spans.stream().anyMatch(span -> joins.areJoined(span, to.span()))
                : links(spans, to);
    }

    private static boolean links(List<Span> spans, Found to) {
        return spans.stream()
                .flatMap(span -> span.links().stream())
                .anyMatch(link -> link.traceId().equals(to.span().traceId())
                        && link.spanId() == to.span().spanId());
    }
}
