package dev.tracedshop.local.scheduler;

import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.asl.Timer;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** Invokes the targets of schedules when they are due. */
public final class Scheduler implements AutoCloseable {
    /*
     * The time of a schedule is not the clock's: the wait from one moment at which it is due to the next is divided by the hurry factor, and
     * the moment counts as reached. In a hurry a nightly schedule is due some times a day, each time as if a day had passed.
     *
     * That a schedule will be due some day is nothing to wait for; an invocation that failed and will be tried again is. A target that
     * refuses is not asked again: it would refuse once more. What is given up goes to the schedule's dead-letter queue.
     */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private final List<Schedule> schedules;
    private final Timer timer;
    private final ScheduleTargets targets;
    private final Quiet quiet;
    private volatile boolean closed;

    /** One time that a schedule was due; only one thread at a time works on it. */
    private static final class Due {
        final String id = UUID.randomUUID().toString();
        final Schedule schedule;
        final Instant at;
        final Quiet.Activity activity;
        int attempts;
        Duration wait = FIRST_WAIT;
        Duration age = Duration.ZERO;

        Due(Schedule schedule, Instant at, Quiet.Activity activity) {
            this.schedule = schedule;
            this.at = at;
            this.activity = activity;
        }

        String input() {
            return schedule.input()
                    .replace("<aws.scheduler.schedule-arn>", schedule.arn())
                    .replace("<aws.scheduler.scheduled-time>", at.toString())
                    .replace("<aws.scheduler.execution-id>", id)
                    .replace("<aws.scheduler.attempt-number>", Integer.toString(attempts));
        }
    }

    /**
     * @param timer its pauses are shortened by the hurry
     * @param door takes the calls that schedules make
     */
    public Scheduler(List<Schedule> schedules, Timer timer, Function<AwsCall, AwsAnswer> door, Quiet quiet) {
        this.schedules = List.copyOf(schedules);
        this.timer = timer;
        this.targets = new ScheduleTargets(door);
        this.quiet = quiet;
    }

    /** Begins to wait for those that are enabled. */
    public void start() {
        Instant now = timer.now();
        schedules.stream().filter(Schedule::enabled).forEach(schedule -> await(schedule, now));
    }

    private void await(Schedule schedule, Instant since) {
        schedule.expression()
                .next(since)
                .ifPresent(at -> pause(Duration.between(since, at), () -> {
                    await(schedule, at);
                    attempt(new Due(schedule, at, quiet.begin("the schedule " + schedule.name())));
                }));
    }

    private void pause(Duration onAws, Runnable then) {
        if (!closed) {
            timer.pause(onAws, () -> {
                if (!closed) {
                    then.run();
                }
            });
        }
    }

    private void attempt(Due due) {
        due.attempts++;
        try {
            targets.invoke(due.schedule.role(), due.schedule.target(), due.input());
            due.activity.close();
        } catch (AwsError error) {
            failed(due, error);
        } catch (RuntimeException e) {
            due.activity.close();
            throw e;
        }
    }

    private void failed(Due due, AwsError error) {
        boolean refused = error.status() < 500 && !error.code().contains("Throttl");
        boolean tooOld = due.age.plus(due.wait).compareTo(due.schedule.maximumAge()) > 0;
        if (refused || due.attempts > due.schedule.retries() || tooOld) {
            giveUp(due, error, refused ? "" : tooOld ? "MaximumEventAgeInSeconds" : "MaximumRetryAttempts");
            due.activity.close();
            return;
        }
        Duration wait = due.wait;
        due.age = due.age.plus(wait);
        due.wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
        pause(wait, () -> attempt(due));
    }

    private void giveUp(Due due, AwsError error, String exhausted) {
        Schedule schedule = due.schedule;
        if (schedule.deadLetters().isEmpty()) {
            System.err.println("The schedule " + schedule.name() + " could not invoke " + schedule.target()
                    + " and has no dead-letter queue: " + error.getMessage());
            return;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("ERROR_CODE", error.code());
        attributes.put("ERROR_MESSAGE", String.valueOf(error.getMessage()));
        attributes.put("EXECUTION_ID", due.id);
        if (!exhausted.isEmpty()) {
            attributes.put("EXHAUSTED_RETRY_CONDITION", exhausted);
        }
        attributes.put("RETRY_ATTEMPTS", Integer.toString(due.attempts - 1));
        attributes.put("SCHEDULED_TIME", due.at.toString());
        attributes.put("SCHEDULE_ARN", schedule.arn());
        attributes.put("TARGET_ARN", schedule.target());
        try {
            targets.send(schedule.role(), schedule.deadLetters(), due.input(), attributes);
        } catch (AwsError lost) {
            System.err.println("The schedule " + schedule.name() + " could not invoke " + schedule.target() + " ("
                    + error.getMessage() + "), and its dead-letter queue did not take that: " + lost.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
