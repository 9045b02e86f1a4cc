package dev.tracedshop.workshop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TracerCostTest {

    @Test
    void setsBothBesideEachOtherAndSaysTheDifference() {
        assertThat(TracerCost.lines(
                        durations(2_300, 2_100, 2_500), durations(800, 700, 750), durations(5, 4), durations(2, 3)))
                .containsExactly(
                        "What the tracer adds to GET -> 200, one processor",
                        "                     cold, n=3                          warm, n=2",
                        "  with the tracer        2300 ms  (2100 ms to 2500 ms)  p50     4.00 ms   p95     5.00 ms",
                        "  without                 750 ms  (700 ms to 800 ms)    p50     2.00 ms   p95     3.00 ms",
                        "  the tracer adds        1550 ms                        p50     2.00 ms");
    }

    @Test
    void aPercentileIsOneOfTheDurations() {
        Durations hundred = new Durations();
        LongStream.rangeClosed(1, 100).forEach(hundred::add);
        assertThat(hundred.percentile(1)).isEqualTo(1);
        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(95)).isEqualTo(95);
        assertThat(hundred.percentile(100)).isEqualTo(100);
    }

    @Test
    void whatIsQuickerThanATenthOfASecondHasItsFractions() {
        assertThat(Durations.text(1_234_567)).isEqualTo("    1.23 ms");
        assertThat(Durations.text(99_990_000)).isEqualTo("   99.99 ms");
        assertThat(Durations.text(1_234_567_890)).isEqualTo("    1235 ms");
        assertThat(Durations.text(-1_500_000)).isEqualTo("   -1.50 ms");
    }

    private static Durations durations(long... millis) {
        Durations durations = new Durations();
        for (long each : millis) {
            durations.add(each * 1_000_000);
        }
        return durations;
    }
}
