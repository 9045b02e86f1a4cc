package dev.tracedshop.workshop.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of the transports is held against the figures, one by one. */
class TransportTableTest {
    private static final Measured BACKGROUND = new Measured(Transport.BACKGROUND, 4.1, 7.5, 3.4, 60, 30, 30);
    private static final Measured BLOCKING = new Measured(Transport.BLOCKING, 4.0, 41.0, 37.0, 60, 0, 0);
    private static final Measured EXTENSION = new Measured(Transport.EXTENSION, 4.0, 9.9, 5.9, 60, 0, 0);
    private static final Measured LOG = new Measured(Transport.LOG, 4.0, 8.0, 4.0, 60, 0, 0);

    private static TransportTable table(Measured... instead) {
        List<Measured> rows = new ArrayList<>(List.of(BACKGROUND, BLOCKING, EXTENSION, LOG));
        for (Measured one : instead) {
            rows.replaceAll(row -> row.transport() == one.transport() ? one : row);
        }
        return new TransportTable(Duration.ofMillis(30), 20, rows);
    }

    private static List<String> wrong(TransportTable table) {
        return table.claims().stream()
                .filter(claim -> !claim.holds())
                .map(TransportTable.Claim::text)
                .toList();
    }

    @Test
    void whatIsSaidHolds() {
        assertThat(wrong(table())).isEmpty();
        assertThat(table().holds()).isTrue();
        assertThat(table().print())
                .contains("background export      4.1 ms     7.5 ms       3.4 ms     30     30")
                .contains("✓ blocking export: the caller waits for the collector's 30 ms, 37.0 ms are in no span")
                .doesNotContain("✗");
    }

    @Test
    void aBackgroundExportThatLosesNothingWouldBeNews() {
        TransportTable table = table(new Measured(Transport.BACKGROUND, 4.1, 7.5, 3.4, 60, 0, 0));
        assertThat(wrong(table)).singleElement().asString().startsWith("background export: spans are lost");
        assertThat(table.holds()).isFalse();
        assertThat(table.json().path("holds").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"BLOCKING", "EXTENSION", "LOG"})
    void theOthersMayNeitherLoseNorBeLate(Transport transport) {
        double outside = transport == Transport.BLOCKING ? 37 : 5;
        assertThat(wrong(table(new Measured(transport, 4, 9, outside, 60, 1, 0))))
                .hasSize(1);
        assertThat(wrong(table(new Measured(transport, 4, 9, outside, 60, 0, 1))))
                .hasSize(1);
    }

    @Test
    void blockingThatDoesNotWaitAndAnExtensionThatDoesWouldBeWrong() {
        assertThat(wrong(table(new Measured(Transport.BLOCKING, 4, 33, 29, 60, 0, 0))))
                .singleElement()
                .asString()
                .startsWith("blocking export: the caller waits");
        assertThat(wrong(table(new Measured(Transport.EXTENSION, 4, 38, 34, 60, 0, 0))))
                .singleElement()
                .asString()
                .startsWith("extension: the caller does not wait");
    }

    @Test
    void aTimeOfWhichNothingIsKnownIsNoNumber() {
        TransportTable table = table(new Measured(Transport.BACKGROUND, Double.NaN, 7.5, Double.NaN, 60, 60, 0));
        assertThat(table.print()).contains("background export        – ms     7.5 ms         – ms     60      0");
        assertThat(table.json().at("/transports/0/rootSpanMillis").isNull()).isTrue();
        assertThat(table.json().at("/transports/1/rootSpanMillis").asDouble()).isEqualTo(4.0);
    }
}
