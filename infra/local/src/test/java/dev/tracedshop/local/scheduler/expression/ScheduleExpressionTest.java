package dev.tracedshop.local.scheduler.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions mean what EventBridge Scheduler documents. */
class ScheduleExpressionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rate(1 minute)              | UTC           | 2026-01-31T12:00:00Z | 2026-01-31T12:01:00Z
            rate(5 minutes)             | UTC           | 2026-01-31T12:00:30Z | 2026-01-31T12:05:30Z
            rate(2 hours)               | UTC           | 2026-01-31T12:00:00Z | 2026-01-31T14:00:00Z
            rate(7 days)                | UTC           | 2026-01-31T12:00:00Z | 2026-02-07T12:00:00Z
            cron(0 3 * * ? *)           | UTC           | 2026-01-31T03:00:00Z | 2026-02-01T03:00:00Z
            cron(0 3 * * ? *)           | Europe/Berlin | 2026-01-31T12:00:00Z | 2026-02-01T02:00:00Z
            cron(15 10 ? * 6L 2026-2027)| UTC           | 2026-01-01T00:00:00Z | 2026-01-30T10:15:00Z
            cron(0 9 ? * 2#1 *)         | UTC           | 2026-01-31T12:00:00Z | 2026-02-02T09:00:00Z
            cron(0/15 8-17 ? * MON-FRI *)| UTC          | 2026-01-30T17:50:00Z | 2026-02-02T08:00:00Z
            cron(0 0 L FEB ? *)         | UTC           | 2026-01-31T12:00:00Z | 2026-02-28T00:00:00Z
            at(2026-01-31T12:00:00)     | Europe/Berlin | 2026-01-31T00:00:00Z | 2026-01-31T11:00:00Z
            """)
    void theNextMoment(String expression, String zone, Instant after, Instant next) {
        assertThat(ScheduleExpression.parse(expression, zone).next(after)).contains(next);
    }

    @Test
    void whatIsOverIsNeverDueAgain() {
        Instant now = Instant.parse("2026-01-31T12:00:00Z");
        assertThat(ScheduleExpression.parse("at(2026-01-31T12:00:00)", "UTC").next(now))
                .isEmpty();
        assertThat(ScheduleExpression.parse("cron(0 3 * * ? 2025)", "UTC").next(now))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "every day",
                "rate(0 minutes)",
                "rate(1 week)",
                "rate(1.5 hours)",
                "cron(0 3 * * ?)",
                "cron(0 3 * * * *)",
                "cron(61 3 * * ? *)",
                "cron(0 3 ? * 8 *)",
                "at(tomorrow)"
            })
    void whatIsNoneIsRefusedWithWhatItShouldBe(String expression) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScheduleExpression.parse(expression, "UTC"))
                .withMessageContaining("unlike '");
    }

    @Test
    void aTimeZoneThatIsNotThereIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScheduleExpression.parse("rate(1 day)", "Mars/Olympus"))
                .withMessageContaining("no time zone 'Mars/Olympus'");
    }
}
