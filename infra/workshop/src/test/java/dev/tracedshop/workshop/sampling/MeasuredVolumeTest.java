package dev.tracedshop.workshop.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tracedshop.sampling.EntryPoint;
import dev.tracedshop.sampling.Spread;
import org.junit.jupiter.api.Test;

/** What a shop's traces say of a month. */
class MeasuredVolumeTest {
    private static final String READ = "GET /product/{product_id}";

    @Test
    void eventsAreCountedByWhatBeganTheTrace() {
        MeasuredVolume measured = new MeasuredVolume(new StoredTraces()
                .add(90, "aws.httpapi", READ, 4, 0, false)
                .add(9, "aws.httpapi", "POST /product", 17, 1, false)
                .add(1, "aws.eventbridge", "dev-shop", 30, 0, false)
                .all());

        assertThat(measured.rows())
                .containsExactly(
                        new MeasuredVolume.Row(new EntryPoint("aws.httpapi " + READ, 90, 360, 0), new Spread(4, 4, 4)),
                        new MeasuredVolume.Row(
                                new EntryPoint("aws.httpapi POST /product", 9, 153, 9), new Spread(18, 18, 18)),
                        new MeasuredVolume.Row(
                                new EntryPoint("aws.eventbridge dev-shop", 1, 30, 0), new Spread(30, 30, 30)));
        assertThat(measured.stored()).isEqualTo(552);
        assertThat(measured.requests()).isEqualTo(99);
        assertThat(measured.ownEvents(990_000)).isEqualTo(1_000_000);
        assertThat(measured.events(1_000_000)).isEqualTo(5_520_000);
    }

    @Test
    void everySecondTraceOfAKindTellsOfAll() {
        StoredTraces stored = new StoredTraces().add(11, "aws.httpapi", READ, 4, 0, false);
        for (int i = 0; i < 20; i++) {
            stored.add(1, "aws.httpapi", "POST /product", i % 4 < 2 ? 20 : 22, 1, false);
        }

        MeasuredVolume.Trial trial = new MeasuredVolume(stored.all()).trial();

        assertThat(trial.measured()).isEqualTo(16);
        assertThat(trial.stored()).isEqualTo(11 * 4 + 20 * 22);
        assertThat(trial.percentOff()).isCloseTo(0, within(5.0));
    }
}
