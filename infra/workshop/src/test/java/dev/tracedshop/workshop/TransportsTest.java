package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.workshop.transport.Measured;
import dev.tracedshop.workshop.transport.Transport;
import dev.tracedshop.workshop.transport.TransportRun;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The real supplier, frozen for real: what is not sent before the answer is lost with the process, and what waits costs its time. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes are stopped by signals")
@WholeShop
class TransportsTest {
    private static final Duration DELAY = Duration.ofMillis(500);

    private static Measured measured(Transport transport) throws InterruptedException {
        // Nobody waits for a thread that sends later: it would only turn spans that are lost into spans that are late.
        TransportRun run = new TransportRun(
                SharedShop.CHECKOUT,
                new TransportRun.Settings(
                        SharedShop.assembly(Map.of("logTransport", "true")), 2, DELAY, Duration.ZERO));
        return run.measure(transport);
    }

    @Test
    void inTheBackgroundTheLastSpansAreLost() throws InterruptedException {
        assertThat(measured(Transport.BACKGROUND).lost()).isPositive();
    }

    @Test
    void blockingLosesNothingAndCostsTheCollectorsTime() throws InterruptedException {
        Measured blocking = measured(Transport.BLOCKING);
        assertThat(blocking.lost() + blocking.late()).isZero();
        assertThat(blocking.outsideMillis()).isGreaterThanOrEqualTo((double) DELAY.toMillis());
    }

    @Test
    void anExtensionLosesNothing() throws InterruptedException {
        Measured extension = measured(Transport.EXTENSION);
        assertThat(extension.spans()).isEqualTo(6);
        assertThat(extension.lost() + extension.late()).isZero();
        assertNobodyWaitedForTheCollector(extension);
    }

    @Test
    void linesOfTheLogArriveThoughTheProcessIsFrozen() throws InterruptedException {
        Measured log = measured(Transport.LOG);
        assertThat(log.lost() + log.late()).isZero();
        assertNobodyWaitedForTheCollector(log);
    }

    /** Whoever waits for the collector waits at least as long as it takes; this is how a transport differs from a blocking one. */
    private static void assertNobodyWaitedForTheCollector(Measured measured) {
        assertThat(measured.outsideMillis()).isLessThan((double) DELAY.toMillis());
    }
}
