package dev.tracedshop.local.scheduler.expression;

import com.cronutils.model.definition.CronConstraintsFactory;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says when a schedule is due.
 *
 * @see <a href="https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html">Schedule types of EventBridge Scheduler</a>
 */
@FunctionalInterface
public interface ScheduleExpression {
    /** Returns the first moment after another at which it is due; empty if there is none any more. */
    Optional<Instant> next(Instant after);

    /**
     * Reads {@code rate(5 minutes)}, {@code cron(0 3 * * ? *)} or {@code at(2026-01-31T12:00:00)}.
     *
     * @param zone the time zone of the last two
     * @throws IllegalArgumentException if it is none of them; the message says why
     */
    static ScheduleExpression parse(String text, String zone) {
        return Reader.read(text, zone);
    }

    /** Reads expressions. */
    final class Reader {
        private static final Pattern FORM = Pattern.compile("(rate|cron|at)\\((.*)\\)");
        private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,8}) (minute|hour|day)s?");
        private static final Map<String, Duration> UNITS =
                Map.of("minute", Duration.ofMinutes(1), "hour", Duration.ofHours(1), "day", Duration.ofDays(1));

        /** Minutes, hours, day of the month, month, day of the week from Sunday on, year; one of the two days is a question mark. */
        private static final CronDefinition CRON = CronDefinitionBuilder.defineCron()
                .withMinutes()
                .withStrictRange()
                .and()
                .withHours()
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withValidRange(1, 31)
                .supportsL()
                .supportsW()
                .supportsQuestionMark()
                .and()
                .withMonth()
                .withValidRange(1, 12)
                .and()
                .withDayOfWeek()
                .withValidRange(1, 7)
                .withMondayDoWValue(2)
                .supportsHash()
                .supportsL()
                .supportsQuestionMark()
                .and()
                .withYear()
                .withValidRange(1970, 2199)
                .and()
                .withCronValidation(CronConstraintsFactory.ensureEitherDayOfWeekOrDayOfMonth())
                .instance();

        private Reader() {}

        static ScheduleExpression read(String text, String zone) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new IllegalArgumentException("A schedule is rate(…), cron(…) or at(…), unlike '" + text + "'.");
            }
            ZoneId id = zone(zone);
            String content = form.group(2);
            return switch (form.group(1)) {
                case "rate" -> rate(content);
                case "cron" -> cron(content, id);
                default -> at(content, id);
            };
        }

        private static ZoneId zone(String zone) {
            try {
                return ZoneId.of(zone);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("There is no time zone '" + zone + "'.", e);
            }
        }

        private static ScheduleExpression rate(String content) {
            Matcher rate = RATE.matcher(content);
            if (!rate.matches()) {
                throw new IllegalArgumentException(
                        "A rate is a number and minutes, hours or days, as in rate(5 minutes), unlike '" + content
                                + "'.");
            }
            Duration unit = UNITS.getOrDefault(rate.group(2), Duration.ZERO);
            Duration every = unit.multipliedBy(Long.parseLong(rate.group(1)));
            return after -> Optional.of(after.plus(every));
        }

        private static ScheduleExpression cron(String content, ZoneId zone) {
            ExecutionTime times;
            try {
                times = ExecutionTime.forCron(new CronParser(CRON).parse(content));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "A cron has six fields (minutes, hours, day of the month, month, day of the week, year), and one of"
                                + " the two days is ?, as in cron(0 3 * * ? *), unlike '" + content + "': "
                                + e.getMessage(),
                        e);
            }
            return after -> times.nextExecution(after.atZone(zone)).map(next -> next.toInstant());
        }

        private static ScheduleExpression at(String content, ZoneId zone) {
            Instant moment;
            try {
                moment = LocalDateTime.parse(content).atZone(zone).toInstant();
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "A single moment is written as in at(2026-01-31T12:00:00), unlike '" + content + "'.", e);
            }
            return after -> moment.isAfter(after) ? Optional.of(moment) : Optional.empty();
        }
    }
}
