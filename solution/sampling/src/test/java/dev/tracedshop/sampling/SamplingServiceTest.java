package dev.tracedshop.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.sampling.VerdictHistory.Judged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the order of the spans and however often hosts die: one verdict for each trace, and whole traces only. */
class SamplingServiceTest {
    private static final int PARTITIONS = 4;
    private static final int PATIENCE = 60;
    private static final int FLUSH_EVERY = 15;
    private static final SamplingSettings SETTINGS =
            new SamplingSettings(PARTITIONS, 10, Long.MAX_VALUE, PATIENCE, FLUSH_EVERY, 1_000);

    /** Everything that was delivered, repeats too, beside what a real sink makes of it. */
    private static final class Delivered implements SpanSink {
        private final List<JudgedSpan> all = new ArrayList<>();
        private final KeptSpans kept = new KeptSpans();
        private final Map<TraceId, Set<Integer>> partitions = new HashMap<>();

        @Override
        public void deliver(int partition, List<JudgedSpan> spans) {
            all.addAll(spans);
            kept.deliver(partition, spans);
            spans.forEach(judged -> partitions
                    .computeIfAbsent(judged.span().traceId(), ignored -> new TreeSet<>())
                    .add(partition));
        }

        Map<TraceId, Set<Verdict>> verdicts() {
            Map<TraceId, Set<Verdict>> verdicts = new HashMap<>();
            all.forEach(judged -> verdicts.computeIfAbsent(judged.span().traceId(), ignored -> new HashSet<>())
                    .add(judged.verdict()));
            return verdicts;
        }
    }

    private final MemoryStateStore store = new MemoryStateStore();
    private final SpanLog log = new SpanLog(PARTITIONS, new Routing(PARTITIONS));
    private final Delivered delivered = new Delivered();

    private SamplingService service(SamplingSettings settings) {
        return new SamplingService(settings, log, store, delivered);
    }

    /** Feeds a stream; before the spans at some places, the hosts die and others take over. */
    private void feed(SamplingService service, Streams stream, Set<Integer> deaths) {
        service.start();
        int at = 0;
        for (SpanEvent span : stream.spans()) {
            if (deaths.contains(at)) {
                service.start();
            }
            log.add(span);
            service.work();
            at++;
        }
        service.shutDown();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shuffledAndLateSpansOfATraceHaveOneVerdictAndAreWhole(long seed) {
        Streams stream = Streams.of(seed);

        feed(service(SETTINGS), stream, Set.of());

        assertOneVerdictForEachWholeTrace(stream);
        assertThat(delivered.kept.repeats()).isZero();
        assertThat(delivered.all.stream().filter(JudgedSpan::late)).hasSizeGreaterThan(Streams.TRACES / 2);
    }

    private void assertOneVerdictForEachWholeTrace(Streams stream) {
        Map<TraceId, Set<Verdict>> verdicts = delivered.verdicts();
        assertThat(verdicts).hasSize(Streams.TRACES);
        assertThat(verdicts).allSatisfy((trace, seen) -> assertThat(seen).hasSize(1));
        assertThat(delivered.partitions)
                .allSatisfy((trace, partitions) -> assertThat(partitions).hasSize(1));
        Map<TraceId, Integer> kept = new HashMap<>();
        delivered.kept.spans().forEach(span -> kept.merge(span.traceId(), 1, Integer::sum));
        assertThat(kept.values()).allMatch(spans -> spans == Streams.SPANS);
        assertThat(kept.keySet()).containsAll(stream.failed());
        assertThat(kept.keySet()).hasSizeBetween(stream.failed().size() + 1, Streams.TRACES / 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void hostsThatDieAtRandomMomentsChangeNothingAndRepeatLittle(long seed) {
        Streams stream = Streams.of(seed);
        Delivered undisturbed = new Delivered();
        SpanLog other = new SpanLog(PARTITIONS, new Routing(PARTITIONS));
        SamplingService calm = new SamplingService(SETTINGS, other, new MemoryStateStore(), undisturbed);
        calm.start();
        stream.spans().forEach(other::add);
        calm.work();
        calm.shutDown();
        Set<Integer> deaths = new HashSet<>();
        Random random = new Random(seed);
        while (deaths.size() < 20) {
            deaths.add(random.nextInt(stream.spans().size()));
        }

        feed(service(SETTINGS), stream, deaths);

        assertOneVerdictForEachWholeTrace(stream);
        assertThat(delivered.kept.spans()).containsExactlyInAnyOrderElementsOf(undisturbed.kept.spans());
        // Of each partition no more is read again than what lay between the oldest undecided span and the newest.
        assertThat(delivered.all.size() - stream.spans().size())
                .isBetween(0, deaths.size() * PARTITIONS * (PATIENCE + 2 * FLUSH_EVERY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verdicts", "spans", "offsets"})
    void aHostThatDiesBetweenTwoWritesLosesNothingAndContradictsNobody(String broken) {
        Streams stream = Streams.of(7);
        SpanSink failing = (partition, spans) -> {
            store.meet("spans");
            delivered.deliver(partition, spans);
        };
        SamplingService service = new SamplingService(SETTINGS, log, store, failing);
        service.start();
        int deaths = 0;
        int at = 0;
        for (SpanEvent span : stream.spans()) {
            log.add(span);
            if (at % 40 == 0) {
                store.failNext(broken);
            }
            try {
                service.work();
            } catch (StateUnavailableException e) {
                deaths++;
                service.start();
                service.work();
            }
            at++;
        }
        store.failNext("");
        service.shutDown();

        assertThat(deaths).isGreaterThan(10);
        assertOneVerdictForEachWholeTrace(stream);
    }

    @Test
    void spansGoOutAfterTheirVerdictsAndBeforeTheOffsets() {
        List<String> order = new ArrayList<>();
        store.told(order::add);
        SamplingService service =
                new SamplingService(SETTINGS, log, store, (partition, spans) -> order.add("deliver " + partition));
        service.start();
        order.clear();
        log.add(new SpanEvent(new TraceId(0, 1), 1, 0, 1, true));
        service.work();

        service.shutDown();

        int partition = new Routing(PARTITIONS).partitionOf(log.read(partitionOfOnlySpan(), 0));
        assertThat(order)
                .containsSubsequence("save verdicts " + partition, "deliver " + partition, "save offsets " + partition);
    }

    private int partitionOfOnlySpan() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            if (log.end(partition) > 0) {
                return partition;
            }
        }
        throw new IllegalStateException("no span");
    }

    @Test
    void aHostLoadsTheVerdictsBeforeTheOffsetsAndReadsNothingBefore() {
        List<String> order = new ArrayList<>();
        store.told(order::add);

        service(SETTINGS).start();

        assertThat(order).startsWith("load verdicts 0", "load offsets 0", "load verdicts 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"load verdicts", "load offsets"})
    void whatCannotBeRestoredIsNotReadyAndDeliversNothing(String broken) {
        Streams stream = Streams.of(3);
        SamplingService first = service(SETTINGS);
        first.start();
        stream.spans().forEach(log::add);
        first.work();
        int before = delivered.all.size();
        SamplingService second = service(SETTINGS);
        store.failNext(broken);

        assertThatThrownBy(second::start).isInstanceOf(StateUnavailableException.class);

        assertThat(second.isReady()).isFalse();
        second.work();
        second.shutDown();
        assertThat(delivered.all).hasSize(before);

        second.start();
        assertThat(second.isReady()).isTrue();
        second.work();
        second.shutDown();
        assertOneVerdictForEachWholeTrace(stream);
    }

    @Test
    void theHistoryIsBounded() {
        int limit = 5;
        int patience = 10;
        int flushEvery = 5;
        SamplingService service =
                service(new SamplingSettings(PARTITIONS, 10, Long.MAX_VALUE, patience, flushEvery, limit));
        service.start();

        for (SpanEvent span : Streams.of(4).spans()) {
            log.add(span);
            service.work();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                assertThat(store.loadVerdicts(partition)).hasSizeLessThanOrEqualTo(limit + patience + 2 * flushEvery);
            }
        }
    }

    @Test
    void aTraceOfWhichASpanMayBeReadAgainIsNotForgotten() {
        VerdictHistory history = new VerdictHistory(1);
        history.remember(new TraceId(0, 1), Verdict.KEEP, 10);
        history.remember(new TraceId(0, 2), Verdict.KEEP, 20);
        history.remember(new TraceId(0, 3), Verdict.DROP, 30);

        history.forget(10);
        assertThat(history.all()).hasSize(3);

        // A late span was seen, and will be seen again.
        assertThat(history.verdictOf(new TraceId(0, 1), 40)).contains(Verdict.KEEP);
        history.forget(35);
        assertThat(history.all()).extracting(Judged::trace).containsExactly(new TraceId(0, 1));
    }
}
