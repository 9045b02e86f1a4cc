package dev.tracedshop.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Where a span goes, which traces are kept, and that both are the same everywhere. */
class RulesTest {
    private static final TraceId ID = TraceId.parse("6b01d829000000007259a57107f80e58");

    private static final long HASH = 0x9d02d290de8cb520L;

    /** Not computed here: another process, or another version of Java, has to come to the same. */
    @Test
    void theHashIsTheSameInEveryProcess() {
        assertThat(StableHash.of(0x6b01d82900000000L, 0x7259a57107f80e58L)).isEqualTo(HASH);
        assertThat(StableHash.of(1, 2)).isNotEqualTo(StableHash.of(2, 1));
    }

    @Test
    void allSpansOfATraceGoTheSameWayAndTracesAreSpread() {
        Routing routing = new Routing(4);
        assertThat(LongStream.range(1, 100).mapToObj(span -> routing.partitionOf(span(ID, span, false))))
                .containsOnly(routing.partitionOf(span(ID, 1, true)));
        int[] counts = new int[4];
        Random random = new Random(1);
        for (int i = 0; i < 4_000; i++) {
            // One hour's ids: the upper half is seconds and zeros.
            TraceId id = new TraceId((1_700_000_000L + i % 3_600) << 32, random.nextLong());
            counts[routing.partitionOf(span(id, 1, false))]++;
        }
        assertThat(counts).satisfies(all -> assertThat(IntStream.of(all)).allMatch(one -> one > 900 && one < 1_100));
    }

    @Test
    void ofThePartitionsEachKeepsItsShare() {
        Routing routing = new Routing(4);
        Set<Integer> partitionsOfKept = new HashSet<>();
        Random random = new Random(1);
        int kept = 0;
        for (int i = 0; i < 4_000; i++) {
            TraceId id = new TraceId(0, random.nextLong());
            if (id.isOneIn(4)) {
                kept++;
                partitionsOfKept.add(routing.partitionOf(span(id, 1, false)));
            }
        }
        assertThat(kept).isBetween(850, 1_150);
        assertThat(partitionsOfKept).hasSize(4);
    }

    @Test
    void failedAndSlowTracesAreKeptAndOneOfTheOthers() {
        SamplingRule rule = new SamplingRule(1_000_000, 100);
        assertThat(rule.judge(ID, List.of(span(ID, 1, false), span(ID, 2, true))))
                .isEqualTo(Verdict.KEEP);
        assertThat(rule.judge(ID, List.of(span(ID, 1, false)))).isEqualTo(Verdict.DROP);
        SpanEvent later = new SpanEvent(ID, 2, 95, 5, false);
        assertThat(rule.judge(ID, List.of(later, span(ID, 1, false)))).isEqualTo(Verdict.KEEP);
        assertThat(new SamplingRule(1, 100).judge(ID, List.of(span(ID, 1, false))))
                .isEqualTo(Verdict.KEEP);
    }

    @Test
    void theHeadAsksTheIdAlone() {
        assertThat(new HeadSampler(1).judge(ID)).isEqualTo(Verdict.KEEP);
        assertThat(new HeadSampler(0).judge(ID)).isEqualTo(Verdict.DROP);
        Random random = new Random(1);
        HeadSampler tenth = new HeadSampler(0.1);
        long kept = IntStream.range(0, 10_000)
                .filter(i -> tenth.judge(new TraceId(i, random.nextLong())) == Verdict.KEEP)
                .count();
        assertThat(kept).isBetween(900L, 1_100L);
    }

    @Test
    void anIdIs32HexDigits() {
        assertThat(ID).hasToString("6b01d829000000007259a57107f80e58");
        assertThatThrownBy(() -> TraceId.parse("6b01")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TraceId.parse("g".repeat(32))).isInstanceOf(IllegalArgumentException.class);
    }

    private static SpanEvent span(TraceId trace, long id, boolean error) {
        return new SpanEvent(trace, id, 0, 10, error);
    }
}
