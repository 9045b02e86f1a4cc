package dev.tracedshop.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a month brings, and what it costs. */
class VolumeEstimateTest {
    private static final long A_MONTH = 30 * 1_000_000L;

    @Test
    void aMillionRequestsADayOfTwentySpansAreSixHundredMillionEventsAMonth() {
        assertThat(VolumeEstimate.events(A_MONTH, List.of(new EntryPoint("GET", 1, 20, 0))))
                .isEqualTo(600_000_000L);
        assertThat(VolumeEstimate.events(A_MONTH, List.of(new EntryPoint("GET", 3, 140, 10))))
                .isEqualTo(1_500_000_000L);
    }

    @Test
    void aTraceOfEighteenSpansCountsEighteen() {
        assertThat(VolumeEstimate.events(1, List.of(new EntryPoint("POST", 1, 18, 0))))
                .isEqualTo(18);
    }

    @Test
    void logLinesCountToo() {
        assertThat(VolumeEstimate.events(10, List.of(new EntryPoint("POST", 1, 18, 2))))
                .isEqualTo(200);
    }

    @Test
    void kindsCountByTheirShares() {
        List<EntryPoint> mix = List.of(new EntryPoint("GET", 900, 3_600, 0), new EntryPoint("POST", 100, 6_000, 0));
        assertThat(VolumeEstimate.events(1_000_000, mix)).isEqualTo(9_600_000);
    }

    @Test
    void moreThan64BitsIsAnErrorAndNoWrongNumber() {
        List<EntryPoint> mix = List.of(new EntryPoint("GET", 1, 20, 0));
        assertThatThrownBy(() -> VolumeEstimate.events(Long.MAX_VALUE / 10, mix))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("64 bits");
        // An intermediate result that would overflow is none.
        assertThat(VolumeEstimate.events(Long.MAX_VALUE / 4, List.of(new EntryPoint("GET", 1_000, 2_000, 0))))
                .isEqualTo(Long.MAX_VALUE / 4 * 2);
    }

    @Test
    void ofNothingMeasuredNothingCanBeSaid() {
        assertThatThrownBy(() -> VolumeEstimate.events(1, List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EntryPoint("GET", -1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aShareIsKeptAndPaidFor() {
        assertThat(VolumeEstimate.kept(600_000_000, new BigDecimal("0.1"))).isEqualTo(60_000_000);
        assertThat(VolumeEstimate.cost(60_000_000, new BigDecimal("1.70"))).isEqualTo("102.00");
    }

    @Test
    void theSpreadIsTakenByTheNearestRank() {
        assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 3, 3));
        long[] hundred = new long[100];
        for (int i = 0; i < 100; i++) {
            hundred[i] = 100L - i;
        }
        assertThat(Spread.of(hundred)).isEqualTo(new Spread(50, 95, 100));
        assertThat(Spread.of()).isEqualTo(new Spread(0, 0, 0));
    }
}
