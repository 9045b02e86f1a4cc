package dev.tracedshop.workshop.sampling;

import dev.tracedshop.sampling.HeadSampler;
import dev.tracedshop.sampling.KeptSpans;
import dev.tracedshop.sampling.Routing;
import dev.tracedshop.sampling.SamplingService;
import dev.tracedshop.sampling.SamplingSettings;
import dev.tracedshop.sampling.SpanEvent;
import dev.tracedshop.sampling.SpanLog;
import dev.tracedshop.sampling.Spread;
import dev.tracedshop.sampling.StableHash;
import dev.tracedshop.sampling.StateStore;
import dev.tracedshop.sampling.TraceId;
import dev.tracedshop.sampling.Verdict;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** Samples the same traces by three methods that keep about as many spans, and counts what each of them leaves. */
public final class SamplingComparison {
    /*
     * The sampler of whole traces goes first, over the spans as a stream: shuffled in windows, of every third trace one span at the very end,
     * and with restarts in between. What it keeps is the volume that the other two are given: the head sampler the share of the ids with which
     * it comes nearest, and the one that throws dice for each span the share of the spans.
     */
    private static final int PARTITIONS = 4;
    private static final int WINDOW = 200;
    private static final int RESTARTS = 5;
    private static final long SEED = 1;

    private final List<Trace> traces;
    private final int oneIn;
    private final StateStore store;

    /**
     * Creates it.
     *
     * @param oneIn of how many ordinary traces one is kept
     * @param store an empty one
     */
    public SamplingComparison(List<Trace> traces, int oneIn, StateStore store) {
        this.traces = traces.stream()
                .filter(trace -> !trace.spans().isEmpty())
                .sorted(Comparator.comparingLong(Trace::start))
                .toList();
        this.oneIn = oneIn;
        this.store = store;
    }

    /**
     * What a method leaves.
     *
     * @param method its name
     * @param spans how many spans are kept
     * @param whole how many traces are kept with all their spans
     * @param inPart how many are kept with some
     * @param failed how many traces that failed are kept with all their spans
     */
    public record Kept(String method, int spans, int whole, int inPart, int failed) {}

    /**
     * What there was, and what each method leaves.
     *
     * @param slowNanos from which duration on a trace counts as slow: the one that 95 of 100 traces stay below
     * @param restarts how often the hosts of the sampler died
     * @param late how many spans came when all others had come
     */
    public record Result(
            int traces, int spans, int failed, long slowNanos, int restarts, int late, List<Kept> methods) {}

    /** Compares the methods. */
    public Result compare() {
        long slowNanos = Spread.of(traces.stream()
                        .mapToLong(trace -> trace.end() - trace.start())
                        .toArray())
                .p95();
        List<SpanEvent> late = new ArrayList<>();
        List<SpanEvent> stream = stream(late);
        KeptSpans kept = new KeptSpans();
        int restarts = sample(stream, slowNanos, kept);
        int volume = kept.spans().size();
        List<Kept> methods = new ArrayList<>();
        methods.add(count("span by span", bySpan((double) volume / stream.size())));
        HeadSampler head = new HeadSampler(shareFor(volume));
        methods.add(count("head, by trace id", span -> head.judge(span.traceId()) == Verdict.KEEP));
        methods.add(count("whole traces", Set.copyOf(kept.spans())::contains));
        int failed = (int) traces.stream().filter(SamplingComparison::failed).count();
        return new Result(traces.size(), stream.size(), failed, slowNanos, restarts, late.size(), methods);
    }

    /** Returns the spans in the order in which they come. */
    private List<SpanEvent> stream(List<SpanEvent> late) {
        Random random = new Random(SEED);
        List<SpanEvent> inTime = new ArrayList<>();
        int number = 0;
        for (Trace trace : traces) {
            List<SpanEvent> events = events(trace);
            number++;
            if (number % 3 == 0 && events.size() > 2) {
                late.add(events.remove(events.size() - 1));
            }
            inTime.addAll(events);
        }
        List<SpanEvent> stream = new ArrayList<>();
        for (int at = 0; at < inTime.size(); at += WINDOW) {
            List<SpanEvent> window = new ArrayList<>(inTime.subList(at, Math.min(inTime.size(), at + WINDOW)));
            Collections.shuffle(window, random);
            stream.addAll(window);
        }
        Collections.shuffle(late, random);
        stream.addAll(late);
        return stream;
    }

    /** Samples the stream and returns how often the hosts died meanwhile. */
    private int sample(List<SpanEvent> stream, long slowNanos, KeptSpans kept) {
        int largest =
                traces.stream().mapToInt(trace -> trace.spans().size()).max().orElse(0);
        SpanLog log = new SpanLog(PARTITIONS, new Routing(PARTITIONS));
        SamplingSettings settings =
                new SamplingSettings(PARTITIONS, oneIn, slowNanos, largest + 2L * WINDOW, 25, 100_000);
        SamplingService service = new SamplingService(settings, log, store, kept);
        service.start();
        int restarts = 0;
        int between = stream.size() / (RESTARTS + 1) + 1;
        for (int at = 0; at < stream.size(); at++) {
            if (at > 0 && at % between == 0) {
                service.start();
                restarts++;
            }
            log.add(stream.get(at));
            service.work();
        }
        service.shutDown();
        return restarts;
    }

    private static Predicate<SpanEvent> bySpan(double share) {
        return span -> (StableHash.of(span.spanId()) >>> 11) * 0x1p-53 < share;
    }

    /** Returns the share of all ids that keeps about so many spans of these traces. */
    private double shareFor(int volume) {
        List<Trace> byPosition = traces.stream()
                .sorted(Comparator.comparingDouble(trace -> id(trace).position()))
                .toList();
        int spans = 0;
        for (Trace trace : byPosition) {
            int more = trace.spans().size();
            if (spans + more / 2 >= volume) {
                return id(trace).position();
            }
            spans += more;
        }
        return 1;
    }

    private Kept count(String method, Predicate<SpanEvent> keeps) {
        int spans = 0;
        int whole = 0;
        int inPart = 0;
        int failed = 0;
        for (Trace trace : traces) {
            int kept = (int) events(trace).stream().filter(keeps).count();
            spans += kept;
            boolean all = kept == trace.spans().size();
            whole += all ? 1 : 0;
            inPart += kept > 0 && !all ? 1 : 0;
            failed += all && failed(trace) ? 1 : 0;
        }
        return new Kept(method, spans, whole, inPart, failed);
    }

    private static boolean failed(Trace trace) {
        return trace.spans().stream().anyMatch(Span::error);
    }

    private static TraceId id(Trace trace) {
        return new TraceId(trace.id().high(), trace.id().low());
    }

    private static List<SpanEvent> events(Trace trace) {
        List<SpanEvent> events = new ArrayList<>();
        trace.spans()
                .forEach(span -> events.add(
                        new SpanEvent(id(trace), span.spanId(), span.start(), span.duration(), span.error())));
        return events;
    }
}
