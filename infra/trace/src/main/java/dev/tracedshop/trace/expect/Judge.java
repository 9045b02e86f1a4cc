package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.PointerJoins;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.expect.CheapestPairing.Candidate;
import dev.tracedshop.trace.expect.Expectation.Answer;
import dev.tracedshop.trace.expect.TraceMatch.Fit;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares one expectation with the evidence. */
final class Judge {
    /*
     * Causes come first, and silence what follows from them:
     *
     *   the function that answered is untraced  → the only finding
     *   an expected trace is not there          → nothing is said of its spans
     *   an expected span is not there           → nothing is said of the expected spans below it, and the orphans are its children
     *   a span in error                         → nothing is said of the spans above it that took over its error
     *   a link's target is not there            → nothing is said of the link; so with a pointer's
     *   a context was lost on a message's way   → one finding, whatever is missing or out of its place because of it
     *   a message is in another one's trace     → nothing is said of what is too much there
     *   an error is on the wrong span           → nothing is said of that span's error
     *
     * Each response's own trace is found by its request id. The other expected traces share the remaining ones out by the cheapest
     * pairing, an unmet link costing more than an unmet tag: of two like traces, the one that links is meant.
     */
    private static final long UNMET_LINK = 50;

    private static final String ANSWER = "answer";

    private final Expectation expectation;
    private final Evidence evidence;
    private final List<Trace> traces;
    private final Map<String, TraceGroup> matches = new HashMap<>();
    private final ExpectedLinks links;
    private final LostContexts lost;
    private final PointerJoins joins;
    private final List<Finding> pressing = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    Judge(Expectation expectation, Evidence evidence) {
        this.expectation = expectation;
        this.evidence = evidence;
        this.lost = new LostContexts(evidence);
        this.traces = evidence.traces().stream()
                .filter(trace -> !trace.spans().isEmpty())
                .sorted(Comparator.comparingLong(Trace::start).thenComparing(Trace::id))
                .toList();
        this.joins = new PointerJoins(traces);
        this.links = new ExpectedLinks(expectation, matches, lost, joins, new PointerDiagnoses(evidence, joins));
    }

    Judgement judge() {
        links.check();
        Optional<Finding> untraced = expectation.answers().stream()
                .filter(answer -> !answer.traces().isEmpty())
                .flatMap(answer -> untracedHandler(answer).stream())
                .findFirst();
        if (untraced.isPresent()) {
            return new Judgement(List.of(untraced.get().silencing(expectations())), Map.of());
        }
        expectation.answers().forEach(this::judgeAnswer);
        findOwnTraces();
        findOtherTraces();
        findFurtherTraces();
        followLostContexts();
        TraceJudge judge = new TraceJudge(evidence, links, lost);
        for (ExpectedTrace expected : expectation.traces()) {
            TraceGroup group = matches.get(expected.name());
            if (group != null) {
                judge.judge(group);
            }
        }
        pressing.addAll(judge.pressing());
        findings.addAll(judge.findings());
        return new Judgement(inOrder(), named());
    }

    private List<Finding> inOrder() {
        List<Finding> all = new ArrayList<>(pressing);
        all.addAll(findings);
        // What is yet to happen matters where something is missing, or where something must not be.
        if (!evidence.quiet().reached() && (!all.isEmpty() || expectsAbsence())) {
            all.add(0, Diagnoses.stillPending(evidence.quiet()));
        }
        Map<List<String>, Finding> distinct = new LinkedHashMap<>();
        for (Finding finding : all) {
            // Two spans that are missing because the same function is untraced are one cause.
            distinct.merge(
                    List.of(finding.id(), finding.message()),
                    finding,
                    (one, same) -> one.silencing(one.silenced() + same.silenced() + 1));
        }
        return List.copyOf(distinct.values());
    }

    private boolean expectsAbsence() {
        return expectation.traces().stream()
                .anyMatch(trace -> trace.wantsNoErrors()
                        || trace.wantsWhole()
                        || trace.wantsExactly()
                        || !trace.absences().isEmpty()
                        || trace.spans().stream()
                                .anyMatch(span -> span.pattern().count().most() < Integer.MAX_VALUE));
    }

    private Map<String, Trace> named() {
        Map<String, Trace> named = new LinkedHashMap<>();
        for (ExpectedTrace expected : expectation.traces()) {
            TraceGroup group = matches.get(expected.name());
            if (group != null) {
                named.put(expected.name(), group.first().trace());
                for (int i = 1; i < group.matches().size(); i++) {
                    named.put(
                            expected.name() + " " + (i + 1),
                            group.matches().get(i).trace());
                }
            }
        }
        return named;
    }

    private int expectations() {
        return expectation.answers().stream()
                .mapToInt(answer -> answer.status().stream().map(status -> 1).sum()
                        + answer.fields().size()
                        + answer.traces().stream().mapToInt(Judge::size).sum())
                .sum();
    }

    private static int size(ExpectedTrace trace) {
        return trace.spans().size()
                + trace.absences().size()
                + trace.links().size()
                + trace.logs().size()
                + (trace.wantsNoErrors() ? 1 : 0)
                + (trace.wantsWhole() ? 1 : 0)
                + (trace.wantsExactly() ? 1 : 0);
    }

    private Optional<String> handler(Response response) {
        return response.requestId().flatMap(evidence::handledBy);
    }

    private Optional<Finding> untracedHandler(Answer answer) {
        return handler(answer.response())
                .flatMap(evidence::function)
                .filter(function -> !function.isComplete())
                .map(function -> FunctionDiagnoses.untraced(
                                function, "answered " + answer.response().request())
                        .about(answer.traces().get(0).name()));
    }

    private void judgeAnswer(Answer answer) {
        Response response = answer.response();
        Optional<String> handler = handler(response);
        if (answer.status().isPresent() && answer.status().getAsInt() != response.status()) {
            // A refused request has other fields, which is no news.
            pressing.add(Diagnoses.status(response, answer.status().getAsInt(), handler)
                    .about(ANSWER + "#status")
                    .silencing(answer.fields().size()));
            return;
        }
        answer.fields().forEach((path, value) -> {
            if (response.field(path).filter(value::matches).isEmpty()) {
                pressing.add(Diagnoses.field(response, path, value, handler).about(ANSWER + "#" + path));
            }
        });
    }

    private void findOwnTraces() {
        for (Answer answer : expectation.answers()) {
            if (answer.traces().isEmpty()) {
                continue;
            }
            ExpectedTrace expected = answer.traces().get(0);
            Optional<Trace> own = own(answer.response(), expected);
            if (own.isPresent()) {
                matches.put(expected.name(), TraceGroup.of(new TraceMatch(expected, own.get(), List.of())));
            } else {
                findings.add(Diagnoses.noTrace(
                                expected.name(),
                                answer.response(),
                                handler(answer.response()).flatMap(evidence::function),
                                traces)
                        .about(expected.name())
                        .silencing(
                                answer.traces().stream().mapToInt(Judge::size).sum() - 1));
            }
        }
    }

    // Without a request id there is nothing to go by but the looks.
    private Optional<Trace> own(Response response, ExpectedTrace expected) {
        Optional<String> id = response.requestId();
        if (id.isPresent()) {
            return traces.stream()
                    .filter(trace -> requestIds(trace).contains(id.get()))
                    .findFirst();
        }
        long alone = allMissing(expected);
        return traces.stream()
                .filter(trace -> new SpanAssignment(expected, new TraceTree(trace)).cost() < alone)
                .min(Comparator.comparingLong(trace -> new SpanAssignment(expected, new TraceTree(trace)).cost()));
    }

    private static Set<String> requestIds(Trace trace) {
        Set<String> ids = new HashSet<>();
        for (Span span : trace.spans()) {
            if (span.name().equals("aws.httpapi") || span.name().equals("aws.lambda")) {
                span.tag("request_id").ifPresent(ids::add);
            }
        }
        return ids;
    }

    /** Looks for what is missing in the traces that nobody claims and no request began: there it is when its context was lost. */
    private void followLostContexts() {
        Set<TraceId> claimed = claimed();
        List<Trace> strays = traces.stream()
                .filter(trace -> !claimed.contains(trace.id()))
                .filter(trace -> trace.root()
                        .filter(root -> root.name().equals("aws.httpapi"))
                        .isEmpty())
                .toList();
        matches.replaceAll((name, group) -> group.isComplete() || strays.isEmpty()
                ? group
                : group.withFirst(new TraceMatch(group.expected(), group.first().trace(), strays)));
    }

    private Set<TraceId> claimed() {
        Set<TraceId> claimed = new HashSet<>();
        matches.values()
                .forEach(group -> group.matches()
                        .forEach(match -> claimed.add(match.trace().id())));
        return claimed;
    }

    private void findOtherTraces() {
        List<ExpectedTrace> wanted = new ArrayList<>();
        for (Answer answer : expectation.answers()) {
            // Without the response's own trace, the request itself left nothing that could be judged.
            if (!answer.traces().isEmpty()
                    && matches.containsKey(answer.traces().get(0).name())) {
                wanted.addAll(answer.traces().subList(1, answer.traces().size()));
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        Set<TraceId> claimed = claimed();
        List<Trace> free =
                traces.stream().filter(trace -> !claimed.contains(trace.id())).toList();
        List<List<Candidate>> rows = new ArrayList<>();
        long[] alone = new long[wanted.size()];
        for (int row = 0; row < alone.length; row++) {
            ExpectedTrace expected = wanted.get(row);
            alone[row] = allMissing(expected);
            List<Candidate> candidates = new ArrayList<>();
            for (int column = 0; column < free.size(); column++) {
                TraceMatch match = new TraceMatch(expected, free.get(column), List.of());
                long cost = match.assignment().cost();
                if (cost < alone[row] && rootInPlace(match)) {
                    candidates.add(new Candidate(column, cost + UNMET_LINK * links.unmet(match)));
                }
            }
            rows.add(candidates);
            alone[row] +=
                    UNMET_LINK * (expected.links().size() + expected.spans().size()) + 1;
        }
        int[] chosen = CheapestPairing.solve(rows, alone);
        for (int row = 0; row < chosen.length; row++) {
            ExpectedTrace expected = wanted.get(row);
            if (chosen[row] >= 0) {
                Trace trace = free.get(chosen[row]);
                matches.put(expected.name(), TraceGroup.of(new TraceMatch(expected, trace, List.of())));
            }
        }
        for (int row = 0; row < chosen.length; row++) {
            if (chosen[row] < 0) {
                ExpectedTrace expected = wanted.get(row);
                findings.add(traceMissing(expected, free).about(expected.name()).silencing(size(expected) - 1));
            }
        }
    }

    /** Adds to each expected trace that may be several those that begin as it does and link to a trace of this expectation. */
    private void findFurtherTraces() {
        for (ExpectedTrace expected : expectation.traces()) {
            if (!expected.maybeSeveral() || !matches.containsKey(expected.name())) {
                continue;
            }
            Set<TraceId> claimed = claimed();
            for (Trace trace : traces) {
                if (trace.spans().stream().anyMatch(span -> leadsTo(claimed, span)) && !claimed.contains(trace.id())) {
                    TraceMatch match = new TraceMatch(expected, trace, List.of());
                    if (rootInPlace(match)) {
                        matches.computeIfPresent(expected.name(), (name, group) -> group.with(match));
                    }
                }
            }
        }
    }

    private boolean leadsTo(Set<TraceId> traces, Span span) {
        return span.links().stream().anyMatch(link -> traces.contains(link.traceId()))
                || span.pointers().stream()
                        .flatMap(pointer -> joins.of(span, pointer).stream())
                        .anyMatch(join -> traces.contains(join.span().traceId()));
    }

    private static boolean rootInPlace(TraceMatch match) {
        return match.expected().indexOf(ExpectedTrace.ROOT) < 0
                || match.found(ExpectedTrace.ROOT)
                        .filter(found -> found.fit() == Fit.IN_PLACE)
                        .isPresent();
    }

    private static long allMissing(ExpectedTrace expected) {
        return Math.max(
                1,
                expected.spans().stream()
                                .filter(span -> span.pattern().count().least() > 0)
                                .count()
                        * SpanAssignment.MISSING);
    }

    private Finding traceMissing(ExpectedTrace expected, List<Trace> free) {
        // The first span may be of a table or a topic, which is nobody's.
        Optional<FunctionTracing> function = expected.spans().stream()
                .flatMap(span -> evidence.functionOf(span.pattern()).stream())
                .findFirst();
        Optional<Finding> untraced = function.filter(one -> !one.isComplete() && one.invocations() > 0)
                .map(one -> FunctionDiagnoses.untraced(one, "ran"));
        if (untraced.isPresent()) {
            return untraced.get();
        }
        if (!expected.spans().isEmpty()) {
            for (ExpectedTrace other : expectation.traces()) {
                TraceGroup group = matches.get(other.name());
                if (group == null) {
                    continue;
                }
                SpanAssignment assignment =
                        new SpanAssignment(expected, group.first().tree());
                int node = assignment.anywhere(0, Long.MIN_VALUE, Long.MAX_VALUE);
                if (node >= 0) {
                    Found seen = new Found(assignment, node, Fit.OTHER_TRACE);
                    return expected.links().stream()
                            .filter(target -> !target.isPointed())
                            .findFirst()
                            .map(target -> LinkDiagnoses.childInsteadOfLink(expected, seen, other.name(), target))
                            .orElseGet(() -> Diagnoses.notATraceOfItsOwn(expected, seen, other.name()));
                }
            }
        }
        return links.explainAbsence(expected, function)
                .or(() -> lost.explainAbsence(
                        expected,
                        matches.values().stream().map(TraceGroup::first).toList()))
                .orElseGet(() -> Diagnoses.noSuchTrace(expected, function, free));
    }
}
