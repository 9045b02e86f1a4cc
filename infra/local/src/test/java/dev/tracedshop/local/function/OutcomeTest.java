package dev.tracedshop.local.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an invocation that crashed took may be held until its deadline, and no longer. */
class OutcomeTest {
    private static final Duration TIMEOUT = Duration.ofHours(2);

    @Test
    void whatACrashLeftIsHeldUntilTheDeadlineCountedFromTheStart() {
        Instant hourAgo = Instant.now().minus(Duration.ofHours(1));
        assertThat(new Outcome.Exited("r", 3, hourAgo).heldFor(TIMEOUT))
                .isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
        assertThat(new Outcome.Exited("r", 3, hourAgo).heldFor(Duration.ofMinutes(59)))
                .isZero();
    }

    @Test
    void nothingIsHeldWhereTheFunctionCouldLetGoOrNeverBegan() {
        assertThat(new Outcome.Exited("r", 3, null).heldFor(TIMEOUT)).isZero();
        assertThat(new Outcome.TimedOut("r", TIMEOUT).heldFor(TIMEOUT)).isZero();
        assertThat(new Outcome.Threw("t", "m", new byte[0]).heldFor(TIMEOUT)).isZero();
        assertThat(new Outcome.Answered(new byte[0]).heldFor(TIMEOUT)).isZero();
    }
}
