package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.TraceTree;
import dev.tracedshop.trace.expect.Journeys.Journey;
import dev.tracedshop.trace.expect.LostContext.Cause;
import dev.tracedshop.trace.expect.TraceMatch.Found;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds, for a span that is not where it should be, the place at which its context was lost. */
final class LostContexts {
    /*
     * 1. Who should have made the span? A function, queue, topic or state machine that its pattern names, or its expected children's, or
     *    the function that made it where it was found.
     * 2. Which message should have brought the context there? One that was sent in the trace, and that this one, or what followed from
     *    it, reached them.
     * 3. Where on that message's way did the context end? At the first of: no carrier when it was sent; dropped; no carrier when it was
     *    handed on; carrier there, and the receiver's span in another trace.
     *
     * If no message lost its context, the receiver has it, and what is missing was made in the same function outside of the message's span.
     */
    private static final int SQS_ATTRIBUTES = 10;

    private final Evidence evidence;
    private final Journeys journeys;
    private final Set<TraceId> intruded = new HashSet<>();

    LostContexts(Evidence evidence) {
        this.evidence = evidence;
        this.journeys = new Journeys(evidence.traces(), evidence.carriers());
    }

    /** Explains an expected span whose parent is there, and which is missing or out of its place. */
    Optional<Finding> explain(TraceMatch match, int e, Optional<Found> seen) {
        if (!journeys.areKnown()) {
            return Optional.empty();
        }
        TraceId trace = match.trace().id();
        Set<String> makers = makers(match, e, seen);
        Optional<LostContext> lost = journeys.from(trace).stream()
                .map(journey -> lost(journey, trace))
                .flatMap(Optional::stream)
                .filter(one -> isAbout(one, makers))
                .findFirst()
                .or(() -> notActive(match, e));
        return lost.map(one -> word(one, match.expected().name()));
    }

    /** Explains a whole trace that is not there because no message reached the function that should begin it. */
    Optional<Finding> explainAbsence(ExpectedTrace expected, List<TraceMatch> others) {
        if (!journeys.areKnown()) {
            return Optional.empty();
        }
        Set<String> makers = new LinkedHashSet<>();
        expected.spans().forEach(named -> makers.addAll(named(named.pattern())));
        for (TraceMatch other : others) {
            for (Journey journey : journeys.from(other.trace().id())) {
                Optional<LostContext> lost = lost(journey, other.trace().id())
                        .filter(one -> one.hop().kind() == Hop.Kind.DROPPED)
                        .filter(one -> isAbout(one, makers));
                if (lost.isPresent()) {
                    return lost.map(one -> word(one, other.expected().name()));
                }
            }
        }
        return Optional.empty();
    }

    /** Explains a link that is missing to a span that sent a message. */
    Optional<Finding> explainLink(ExpectedTrace from, TraceMatch to, Span target) {
        Set<String> makers = new LinkedHashSet<>();
        from.spans().forEach(named -> makers.addAll(named(named.pattern())));
        return journeys.from(to.trace().id()).stream()
                // A request is answered by a child, never by a link.
                .filter(journey -> !journey.sent().isRequest())
                .filter(journey -> journey.sent().carrier().traceId().isEmpty()
                        || journey.sent().carrier().spanId() == target.spanId())
                .map(journey -> lostOnTheWay(journey))
                .flatMap(Optional::stream)
                .filter(one -> isAbout(one, makers))
                .findFirst()
                .map(one -> word(one, to.expected().name()));
    }

    /** Returns the traces that have spans that belong to others: what is too much in them needs no other explanation. */
    Set<TraceId> intruded() {
        return intruded;
    }

    private Finding word(LostContext lost, String trace) {
        lost.span()
                .filter(span -> lost.cause() == Cause.WRONG_MESSAGE || lost.cause() == Cause.NOT_ACTIVE)
                .ifPresent(span -> intruded.add(span.traceId()));
        return LostContextTexts.of(lost, trace, journeys);
    }

    private boolean isAbout(LostContext lost, Set<String> makers) {
        Set<String> reached = new HashSet<>(journeys.reachedBy(lost.journey()));
        if (lost.hop().kind() == Hop.Kind.DROPPED) {
            // It would have gone on from where it was kept from going.
            readers(lost.hop().to()).forEach(reached::add);
        }
        return makers.stream().anyMatch(reached::contains);
    }

    /** Returns who got messages of a queue in this run. */
    private Set<String> readers(String queue) {
        Set<String> readers = new HashSet<>();
        evidence.carriers().hops().stream()
                .filter(hop -> hop.from().equals(queue))
                .forEach(hop -> readers.add(hop.to()));
        return readers;
    }

    private Optional<LostContext> lost(Journey journey, TraceId trace) {
        return lostOnTheWay(journey).or(() -> lostByReceiver(journey, trace));
    }

    private Optional<LostContext> lostOnTheWay(Journey journey) {
        Hop sent = journey.sent();
        if (sent.how().startsWith("Lambda.")) {
            return Optional.empty(); // The tracer writes nothing into a function's event.
        }
        if (sent.carrier().traceId().isEmpty()) {
            Cause cause = isMachine(sent.from())
                    ? Cause.STATE_CONTEXT
                    : !sent.carrier().isPresent() && sent.carrier().attributes() >= SQS_ATTRIBUTES
                            ? Cause.TEN_ATTRIBUTES
                            : Cause.NOT_INJECTED;
            return Optional.of(new LostContext(cause, journey, sent, Optional.empty()));
        }
        for (Hop hop : journey.way()) {
            Optional<Cause> cause = hop.kind() == Hop.Kind.DROPPED
                    ? Optional.of(dropped(hop))
                    : hop.how().equals("task")
                            ? Optional.of(Cause.STATE_CONTEXT).filter(ignored -> !hasState(hop.carrier()))
                            : Optional.of(Cause.REWRITTEN)
                                    .filter(ignored -> hop.carrier().traceId().isEmpty());
            if (cause.isPresent()) {
                return Optional.of(new LostContext(cause.get(), journey, hop, receiver(journey)));
            }
        }
        return Optional.empty();
    }

    private static Cause dropped(Hop hop) {
        return hop.how().startsWith("filter policy")
                ? Cause.FILTERED
                : hop.how().startsWith("raw delivery") ? Cause.RAW_DELIVERY : Cause.NO_RULE;
    }

    /** Tells whether a task's payload has what the extension joins it by: to its state, and to the trace. */
    static boolean hasState(Carrier carrier) {
        return carrier.has("Execution")
                && carrier.has("State")
                && carrier.has("x-datadog-tags")
                && carrier.traceId().isPresent();
    }

    private boolean isMachine(String name) {
        return evidence.carriers().hops().stream()
                .anyMatch(hop -> hop.how().startsWith("Sfn.") && hop.to().equals(name));
    }

    private Optional<Span> receiver(Journey journey) {
        String message = journey.last().message();
        return journeys.processSpan(message).or(() -> journeys.invocationSpan(Journeys.invocationOf(journey)));
    }

    private Optional<LostContext> lostByReceiver(Journey journey, TraceId trace) {
        Optional<Span> receiver = receiver(journey);
        if (receiver.isEmpty() || receiver.get().traceId().equals(trace)) {
            return Optional.empty();
        }
        Span span = receiver.get();
        TraceId other = span.traceId();
        Cause cause;
        if (other.low() == trace.low()) {
            cause = Cause.HALF_ID;
        } else if (journeys.into(journey.last().invocation()).stream()
                .anyMatch(hop -> hop.carrier().traceId().filter(other::equals).isPresent())) {
            cause = Cause.WRONG_MESSAGE;
        } else if (span.links().stream()
                .anyMatch(link -> link.traceId().equals(trace)
                        // A link to the invocation, which may be in the sender's trace as well, says nothing of the
                        // sender.
                        && link.spanId() == journey.sent().carrier().spanId())) {
            cause = Cause.LINKED;
        } else {
            cause = Cause.NOT_READ;
        }
        return Optional.of(new LostContext(cause, journey, journey.last(), receiver));
    }

    /** Looks for the span in the invocation that handled the parent's message, outside of all messages' spans. */
    private Optional<LostContext> notActive(TraceMatch match, int e) {
        Optional<Span> parent = match.parent(e).map(Found::span);
        Optional<String> message = parent.flatMap(span -> span.tag("messaging.message.id"));
        if (message.isEmpty()) {
            return Optional.empty();
        }
        SpanPattern pattern = match.expected().spans().get(e).pattern();
        for (Journey journey : journeys.from(match.trace().id())) {
            if (!journey.last().message().equals(message.get())) {
                continue;
            }
            Optional<Span> outside = outside(journey.last().invocation(), pattern);
            if (outside.isPresent()) {
                return Optional.of(new LostContext(Cause.NOT_ACTIVE, journey, journey.last(), outside));
            }
        }
        return Optional.empty();
    }

    private Optional<Span> outside(String invocation, SpanPattern pattern) {
        Optional<TraceId> id = journeys.traceOf(invocation);
        return evidence.traces().stream()
                .filter(trace -> id.filter(trace.id()::equals).isPresent())
                .map(TraceTree::new)
                .flatMap(tree -> tree.nodes().stream()
                        .filter(node -> pattern.identifies(node.span()) && isDirectWork(tree, node, invocation))
                        .map(TraceTree.Node::span))
                .findFirst();
    }

    private static boolean isDirectWork(TraceTree tree, TraceTree.Node node, String invocation) {
        for (int at = node.parent(); at >= 0; at = tree.nodes().get(at).parent()) {
            Span span = tree.nodes().get(at).span();
            if (span.tag("messaging.message.id").isPresent()) {
                return false;
            }
            if (span.name().equals("aws.lambda")) {
                return span.tag("request_id").filter(invocation::equals).isPresent();
            }
        }
        return false;
    }

    private Set<String> makers(TraceMatch match, int e, Optional<Found> seen) {
        Set<String> makers = new LinkedHashSet<>();
        seen.map(found -> Wording.where(found.tree(), found.node()).function())
                .filter(name -> !name.isEmpty())
                .ifPresent(makers::add);
        makers.addAll(named(match.expected().spans().get(e).pattern()));
        // What a function should do itself, no message has to bring there.
        String own = match.parent(e)
                .map(parent -> Wording.where(parent.tree(), parent.node()).function())
                .orElse("");
        if (makers.contains(own)) {
            return Set.of(own);
        }
        if (makers.isEmpty()) {
            for (int i = e + 1; i < match.expected().spans().size(); i++) {
                if (SpanAssignment.parentOf(match.expected(), i) == e) {
                    makers.addAll(named(match.expected().spans().get(i).pattern()));
                }
            }
        }
        return makers;
    }

    /** Returns the functions, channels and state machines that a pattern speaks of. */
    private Set<String> named(SpanPattern pattern) {
        Set<String> names = new LinkedHashSet<>();
        for (FunctionTracing function : evidence.functions()) {
            if (pattern.asksFor(Condition.Field.RESOURCE, function.name())) {
                names.add(function.name());
            }
        }
        for (Hop hop : evidence.carriers().hops()) {
            String name = hop.to();
            if (!name.isEmpty()
                    && (pattern.asksFor(Condition.Field.RESOURCE, name)
                            || (hop.isRequest() && pattern.asksFor(Condition.Field.RESOURCE, hop.how()))
                            || pattern.asksFor(Condition.Field.RESOURCE, "process " + name))) {
                names.add(name);
            }
        }
        if (names.isEmpty()) {
            evidence.functions().stream()
                    .filter(function -> pattern.asksFor(Condition.Field.SERVICE, function.service()))
                    .forEach(function -> names.add(function.name()));
        }
        return names;
    }
}
