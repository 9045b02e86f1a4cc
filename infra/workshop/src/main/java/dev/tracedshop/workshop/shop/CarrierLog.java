package dev.tracedshop.workshop.shop;

import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.delivery.Hop;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.telemetry.Extension;
import dev.tracedshop.trace.expect.Carrier;
import dev.tracedshop.trace.expect.Carriers;
import dev.tracedshop.trace.expect.Reading;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Remembers the newest hops of messages, each with the invocation that sent it. Bounded: the oldest are forgotten. */
final class CarrierLog implements RuntimeListener {
    /** Some 400 creations of a product; a check looks at a few. */
    private static final int MOST_HOPS = 10_000;

    private final Deque<dev.tracedshop.trace.expect.Hop> hops = new ArrayDeque<>();
    private final Map<String, Set<String>> running = new HashMap<>();

    @Override
    public synchronized void invocationStarted(
            FunctionDefinition function, String instance, String requestId, Instant at, boolean cold, boolean early) {
        running.computeIfAbsent(function.name(), ignored -> new LinkedHashSet<>())
                .add(requestId);
    }

    @Override
    public synchronized void invocationFinished(
            FunctionDefinition function, String requestId, Instant at, Outcome outcome) {
        running.getOrDefault(function.name(), new LinkedHashSet<>()).remove(requestId);
    }

    @Override
    public synchronized void passed(Hop hop) {
        if (hops.size() == MOST_HOPS) {
            hops.removeFirst();
        }
        WireCarrier carrier = hop.carrier();
        String from = hop.from().isEmpty() ? onlyOneAtWork() : hop.from();
        hops.addLast(new dev.tracedshop.trace.expect.Hop(
                dev.tracedshop.trace.expect.Hop.Kind.valueOf(hop.kind().name()),
                from,
                hop.to(),
                hop.how(),
                hop.before(),
                hop.message(),
                hop.kind() == Hop.Kind.SENT ? sender(from) : hop.invocation(),
                hop.at(),
                new Carrier(carrier.place(), carrier.text(), carrier.attributes(), carrier.traceHeader())));
    }

    /** A request over HTTP does not say who sent it; where one function alone is at work, it did. */
    private String onlyOneAtWork() {
        List<String> atWork = running.entrySet().stream()
                .filter(function -> !function.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        return atWork.size() == 1 ? atWork.get(0) : "";
    }

    /** Returns the invocation that a function is at; of several, nobody knows which of them called. */
    private String sender(String function) {
        Set<String> now = running.getOrDefault(function, Set.of());
        return now.size() == 1 ? now.iterator().next() : "";
    }

    /** Returns what happened since, with what the extension read of it. */
    synchronized Carriers since(Instant mark, Extension extension) {
        List<dev.tracedshop.trace.expect.Hop> since =
                hops.stream().filter(hop -> !hop.at().isBefore(mark)).toList();
        Set<String> invocations = new LinkedHashSet<>();
        since.forEach(hop -> invocations.add(hop.invocation()));
        List<Reading> readings = new ArrayList<>();
        invocations.forEach(invocation -> extension
                .carriers(invocation)
                .forEach(seen -> readings.add(new Reading(invocation, seen.place(), seen.used(), seen.problem()))));
        return new Carriers(since, readings);
    }
}
