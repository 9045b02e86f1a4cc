package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows messages from a trace that sent them to where they came to an end. */
final class Journeys {
    /*
     * A hop knows the message's id before and after it, so one hop follows another where the ids are the same. A message belongs to the
     * trace that its carrier names when it is sent; one without a readable carrier, to the trace that has the aws.lambda span of the
     * invocation that sent it, and what a state machine sent so, to the trace in which its execution was started.
     *
     * Whoever gets a message may send others because of it. To know what a lost context took with it, those are followed too.
     */

    /** The most functions and channels in a row that are followed: the shop's longest way has twelve. */
    private static final int MOST_HOPS = 30;

    /**
     * The way of one message: sent, then handed on, until it goes into an invocation, or is dropped, or nothing more is known.
     *
     * @param way at least the sending
     */
    record Journey(List<Hop> way) {
        Hop sent() {
            return way.get(0);
        }

        Hop last() {
            return way.get(way.size() - 1);
        }

        /** Tells whether it passed or ended at a function, a state machine or a channel. */
        boolean reached(String name) {
            return way.stream().anyMatch(hop -> hop.to().equals(name));
        }
    }

    private final List<Trace> traces;
    private final Carriers carriers;
    private final Map<String, List<Hop>> next = new HashMap<>();
    private final Map<String, TraceId> traceByInvocation = new HashMap<>();

    Journeys(List<Trace> traces, Carriers carriers) {
        this.traces = traces;
        this.carriers = carriers;
        for (Hop hop : carriers.hops()) {
            if (!hop.before().isEmpty()) {
                next.computeIfAbsent(hop.before(), ignored -> new ArrayList<>()).add(hop);
            }
        }
        for (Trace trace : traces) {
            for (Span span : trace.spans()) {
                if (span.name().equals("aws.lambda")) {
                    span.tag("request_id").ifPresent(id -> traceByInvocation.put(id, trace.id()));
                }
            }
        }
    }

    /** Returns the journeys of the messages that were sent in a trace, in the order of their sending. */
    List<Journey> from(TraceId trace) {
        Set<String> machines = new HashSet<>();
        List<Journey> journeys = new ArrayList<>();
        for (Hop hop : carriers.hops()) {
            if (hop.kind() == Hop.Kind.SENT && belongs(hop, trace, machines)) {
                if (hop.how().startsWith("Sfn.")) {
                    machines.add(hop.to());
                }
                follow(new ArrayList<>(List.of(hop)), journeys);
            }
        }
        return journeys;
    }

    private boolean belongs(Hop hop, TraceId trace, Set<String> machines) {
        Optional<TraceId> carried = hop.carrier().traceId();
        return carried.isPresent()
                ? carried.get().equals(trace)
                : machines.contains(hop.from()) || trace.equals(traceByInvocation.get(hop.invocation()));
    }

    private void follow(List<Hop> way, List<Journey> journeys) {
        Hop last = way.get(way.size() - 1);
        List<Hop> further = last.invocation().isEmpty() || last.kind() == Hop.Kind.SENT
                ? next.getOrDefault(last.message(), List.of())
                : List.of();
        if (further.isEmpty() || way.size() > MOST_HOPS || last.how().startsWith("Sfn.")) {
            journeys.add(new Journey(List.copyOf(way)));
        }
        if (way.size() <= MOST_HOPS) {
            for (Hop hop : further) {
                way.add(hop);
                follow(way, journeys);
                way.remove(way.size() - 1);
            }
        }
    }

    /** Returns the names of all that a journey passed, and of what was reached because of it. */
    Set<String> reachedBy(Journey journey) {
        Set<String> names = new LinkedHashSet<>();
        reach(journey, names, new HashSet<>());
        return names;
    }

    private void reach(Journey journey, Set<String> names, Set<String> visited) {
        journey.way().forEach(hop -> names.add(hop.to()));
        Hop last = journey.last();
        boolean machine = last.how().startsWith("Sfn.");
        String invocation = invocationOf(journey);
        String cause = machine ? last.message() : invocation;
        if (cause.isEmpty() || !visited.add(cause)) {
            return;
        }
        for (Hop hop : carriers.hops()) {
            boolean follows =
                    machine ? hop.from().equals(last.to()) : hop.invocation().equals(invocation);
            if (hop.kind() == Hop.Kind.SENT && follows) {
                List<Journey> further = new ArrayList<>();
                follow(new ArrayList<>(List.of(hop)), further);
                further.forEach(one -> reach(one, names, visited));
            }
        }
    }

    /** Returns the request id of the invocation that a journey ended in; empty when it did not. */
    static String invocationOf(Journey journey) {
        Hop last = journey.last();
        return last.kind() == Hop.Kind.SENT
                ? last.how().startsWith("Lambda.") ? last.message() : ""
                : last.invocation();
    }

    /** Returns the trace that has an invocation's span. */
    Optional<TraceId> traceOf(String invocation) {
        return Optional.ofNullable(traceByInvocation.get(invocation));
    }

    /** Returns the span that a message was handled in: the one that names its id. */
    Optional<Span> processSpan(String message) {
        return traces.stream()
                .flatMap(trace -> trace.spans().stream())
                .filter(span ->
                        span.tag("messaging.message.id").filter(message::equals).isPresent())
                .findFirst();
    }

    /** Returns the span of an invocation. */
    Optional<Span> invocationSpan(String invocation) {
        return traces.stream()
                .flatMap(trace -> trace.spans().stream())
                .filter(span -> span.name().equals("aws.lambda")
                        && span.tag("request_id").filter(invocation::equals).isPresent())
                .findFirst();
    }

    /** Returns the deliveries that went into an invocation: more than one for a batch. */
    List<Hop> into(String invocation) {
        return carriers.hops().stream()
                .filter(hop ->
                        hop.kind() == Hop.Kind.DELIVERED && hop.invocation().equals(invocation))
                .toList();
    }

    /** Returns what the extension found in an invocation's event. */
    List<Reading> readings(String invocation) {
        return carriers.readings().stream()
                .filter(reading -> reading.invocation().equals(invocation))
                .toList();
    }

    boolean areKnown() {
        return !carriers.hops().isEmpty();
    }
}
