package dev.tracedshop.trace.expect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.expect.StreamedTrace.Streamed;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The shop's own traces as a stream of spans, for a sampler to judge: in any order, with spans that come late, and with hosts that die.
 *
 * <p>The sampler is a program that reads {@link #lines} and prints its verdicts, both as {@code SamplingProgram} of {@code solution/sampling}
 * describes them.
 */
public final class SampledStream {
    /*
     * Traces come in groups, and the spans of a group are shuffled. A trace waits for as many further spans of its partition as the largest
     * group has, so when it is judged, all of it has come but the span that is held back to the end. The shop's own traces come first,
     * so they are judged long before. Hosts die in the middle of the traces, before the late spans, and in the middle of these.
     *
     * How many of the ordinary traces are kept cannot be judged by a handful, and chance must not decide what a check says. So copies follow,
     * under ids that are made up: of the small ordinary traces about a thousand, of each that failed or was slow some.
     */
    static final int ONE_IN = 10;

    private static final int PARTITIONS = 4;
    private static final int FLUSH_EVERY = 25;
    private static final int HISTORY_LIMIT = 10_000;
    private static final int ORDINARY_COPIES = 1_000;
    private static final int SPECIAL_COPIES = 20;
    private static final int GROUP = 100;
    private static final int DEATHS = 5;
    private static final long SEED = 12;

    /** An own event is a trace: so many a day for so many days. */
    static final long OWN_EVENTS = 1_000_000L * 30;

    private final List<Trace> own;
    private final List<StreamedTrace> traces = new ArrayList<>();
    private final long slowNanos;
    private final Random random = new Random(SEED);

    private SampledStream(List<Trace> own) {
        this.own = own;
        this.slowNanos = own.stream()
                .filter(trace -> trace.spans().stream().noneMatch(Span::error))
                .mapToLong(trace -> trace.end() - trace.start())
                .max()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Makes a stream of some traces.
     *
     * @throws IllegalArgumentException when none of them failed, or none is ordinary: then there is nothing to choose from
     */
    public static SampledStream of(List<Trace> traces) {
        SampledStream stream = new SampledStream(traces.stream()
                .filter(trace -> !trace.spans().isEmpty())
                .sorted(Comparator.comparingLong(Trace::start))
                .toList());
        stream.own.forEach(trace -> stream.traces.add(StreamedTrace.itself(trace)));
        List<StreamedTrace> ordinary =
                stream.traces.stream().filter(stream::isOrdinary).toList();
        if (ordinary.isEmpty() || stream.traces.stream().noneMatch(StreamedTrace::failed)) {
            throw new IllegalArgumentException("A stream to sample needs a trace that failed and two that did not");
        }
        stream.copy(ordinary);
        return stream;
    }

    private void copy(List<StreamedTrace> ordinary) {
        List<Trace> special = traces.stream()
                .filter(trace -> !isOrdinary(trace))
                .map(StreamedTrace::original)
                .toList();
        List<Trace> small = ordinary.stream()
                .map(StreamedTrace::original)
                .sorted(Comparator.comparingInt(trace -> trace.spans().size()))
                .limit((ordinary.size() + 1) / 2)
                .toList();
        List<StreamedTrace> copies = new ArrayList<>();
        for (int i = 0; i < ORDINARY_COPIES; i++) {
            copies.add(StreamedTrace.copy(small.get(i % small.size()), random));
        }
        for (Trace trace : special) {
            for (int i = 0; i < SPECIAL_COPIES; i++) {
                copies.add(StreamedTrace.copy(trace, random));
            }
        }
        Collections.shuffle(copies, random);
        traces.addAll(copies);
    }

    private boolean isOrdinary(StreamedTrace trace) {
        return !trace.failed() && !isSlow(trace);
    }

    boolean isSlow(StreamedTrace trace) {
        return trace.nanos() >= slowNanos;
    }

    List<StreamedTrace> traces() {
        return Collections.unmodifiableList(traces);
    }

    /** Returns what the sampler reads. */
    public List<String> lines() {
        Random shuffled = new Random(SEED);
        List<String> inTime = new ArrayList<>();
        List<ObjectNode> group = new ArrayList<>();
        int largest = 0;
        for (StreamedTrace trace : traces) {
            trace.inTime().forEach(span -> group.add(line(trace.id(), span)));
            largest = Math.max(largest, group.size());
            if (group.size() >= GROUP) {
                Collections.shuffle(group, shuffled);
                group.forEach(line -> inTime.add(line.toString()));
                group.clear();
            }
        }
        group.forEach(line -> inTime.add(line.toString()));
        List<String> late = new ArrayList<>();
        traces.forEach(trace ->
                trace.late().ifPresent(span -> late.add(line(trace.id(), span).toString())));
        List<String> lines = new ArrayList<>();
        lines.add(settings(largest).toString());
        lines.add(volume().toString());
        addWithDeaths(lines, inTime);
        addWithDeaths(lines, late);
        return lines;
    }

    private static void addWithDeaths(List<String> lines, List<String> spans) {
        String death =
                JsonNodeFactory.instance.objectNode().put("restart", true).toString();
        int between = spans.size() / DEATHS + 1;
        for (int i = 0; i < spans.size(); i++) {
            if (i % between == between / 2) {
                lines.add(death);
            }
            lines.add(spans.get(i));
        }
        lines.add(death);
    }

    private ObjectNode settings(int patience) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.putObject("settings")
                .put("partitions", PARTITIONS)
                .put("oneIn", ONE_IN)
                .put("slowNanos", slowNanos)
                .put("patience", patience)
                .put("flushEvery", FLUSH_EVERY)
                .put("historyLimit", HISTORY_LIMIT);
        return line;
    }

    private static ObjectNode line(TraceId trace, Streamed streamed) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.putObject("span")
                .put("traceId", trace.toString())
                .put("spanId", Span.hex(streamed.spanId()))
                .put("start", streamed.span().start())
                .put("duration", streamed.span().duration())
                .put("error", streamed.span().error());
        return line;
    }

    private ObjectNode volume() {
        Map<String, long[]> counts = new TreeMap<>();
        for (Trace trace : own) {
            long[] count = counts.computeIfAbsent(entryPoint(trace), ignored -> new long[3]);
            count[0]++;
            count[1] += trace.spans().size();
            count[2] += trace.logs().size();
        }
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ArrayNode measured =
                line.putObject("volume").put("ownEvents", OWN_EVENTS).putArray("measured");
        counts.forEach((name, count) -> measured.addObject()
                .put("name", name)
                .put("traces", count[0])
                .put("spans", count[1])
                .put("logs", count[2]));
        return line;
    }

    /** Returns by what a trace began: the kind of its first span, and what that was about. */
    public static String entryPoint(Trace trace) {
        return trace.root().map(root -> root.name() + " " + root.resource()).orElse("");
    }

    int ownTraces() {
        return own.size();
    }

    long ownEvents() {
        return own.stream()
                .mapToLong(trace -> trace.spans().size() + trace.logs().size())
                .sum();
    }

    /** Returns how many events the own events of a month bring, going by what the shop stored. */
    BigDecimal volumeOfAMonth() {
        return BigDecimal.valueOf(OWN_EVENTS)
                .multiply(BigDecimal.valueOf(ownEvents()))
                .divide(BigDecimal.valueOf(own.size()), 0, RoundingMode.HALF_UP);
    }

    /** Compares what the sampler printed with what has to become of the traces, and explains each kind of difference by one of them. */
    List<Finding> judge(ProgramOutcome sampler) {
        return new SamplingJudge(this, sampler).judge();
    }
}
