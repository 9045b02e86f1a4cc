package dev.tracedshop.local.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.asl.Timer;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.scheduler.expression.ScheduleExpression;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** Schedules invoke their targets when they are due, in the name of their roles, and lose nothing. */
class SchedulerTest {
    private static final String MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:redrive";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:000000000000:work";
    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private record Pause(Instant until, Runnable then) {}

    /** Time that passes when the test says so. */
    private static final class Time implements Timer {
        private final PriorityQueue<Pause> pauses = new PriorityQueue<>(Comparator.comparing(Pause::until));
        private Instant now = START;

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Pending pause(Duration onAws, Runnable then) {
            Pause pause = new Pause(now.plus(onAws), then);
            pauses.add(pause);
            return () -> pauses.remove(pause);
        }

        @Override
        public Pending limit(Duration time, Runnable then) {
            return pause(time, then);
        }

        void pass(Duration time) {
            Instant end = now.plus(time);
            while (!pauses.isEmpty() && !pauses.peek().until().isAfter(end)) {
                Pause next = pauses.remove();
                now = next.until();
                next.then().run();
            }
            now = end;
        }
    }

    private final Time time = new Time();
    private final Quiet quiet = new Quiet();
    private final List<String> calls = new ArrayList<>();
    private final Deque<AwsError> failures = new ArrayDeque<>();

    private AwsAnswer answer(AwsCall call) {
        calls.add(call.caller() + ": " + call.header("X-Amz-Target") + call.header("X-Amz-Invocation-Type") + " "
                + call.uri() + " " + new String(call.body(), StandardCharsets.UTF_8));
        AwsError failure = failures.poll();
        if (failure != null) {
            throw failure;
        }
        return AwsAnswer.of(200, "application/json", "{}");
    }

    private static Schedule schedule(String expression, boolean enabled, String target, String deadLetters) {
        return new Schedule(
                "nightly",
                "arn:aws:scheduler:us-east-1:000000000000:schedule/default/nightly",
                ScheduleExpression.parse(expression, "UTC"),
                enabled,
                target,
                "role",
                "{\"at\":\"<aws.scheduler.scheduled-time>\"}",
                2,
                Duration.ofHours(1),
                deadLetters);
    }

    private Scheduler started(Schedule schedule) {
        Scheduler scheduler = new Scheduler(List.of(schedule), time, this::answer, quiet);
        scheduler.start();
        return scheduler;
    }

    @Test
    void aMachineIsStartedEachTimeWithTheInput() {
        started(schedule("cron(0 3 * * ? *)", true, MACHINE, ""));
        assertThat(quiet.pending()).as("waiting for the night is nothing to do").isEmpty();
        time.pass(Duration.ofHours(14));
        assertThat(calls).isEmpty();
        time.pass(Duration.ofDays(2));
        String start = "role: AWSStepFunctions.StartExecution / {\"stateMachineArn\":\"" + MACHINE
                + "\",\"input\":\"{\\\"at\\\":\\\"2026-02-0%dT03:00:00Z\\\"}\"}";
        assertThat(calls).containsExactly(start.formatted(1), start.formatted(2));
        assertThat(quiet.pending()).isEmpty();
    }

    @Test
    void functionsAndQueuesAreTargetsToo() {
        started(schedule("rate(1 minute)", true, "arn:aws:lambda:us-east-1:000000000000:function:sweep", ""));
        started(schedule("rate(1 minute)", true, QUEUE, ""));
        time.pass(Duration.ofMinutes(1));
        assertThat(calls)
                .anySatisfy(
                        call -> assertThat(call).startsWith("role: Event ").contains("function%3Asweep/invocations"))
                .anySatisfy(call -> assertThat(call)
                        .startsWith("role: AmazonSQS.SendMessage / {\"QueueUrl\":\"/work\",\"MessageBody\":"));
    }

    @Test
    void aDisabledOrEndedScheduleDoesNothing() {
        started(schedule("rate(1 minute)", false, MACHINE, ""));
        Scheduler ended = started(schedule("rate(1 minute)", true, MACHINE, ""));
        ended.close();
        time.pass(Duration.ofDays(1));
        assertThat(calls).isEmpty();
    }

    @Test
    void whatFailsIsTriedAgainAndKeepsTheShopFromBeingAtRest() {
        failures.add(new AwsError(500, "InternalFailure", "down"));
        failures.add(new AwsError(400, "ThrottlingException", "slower"));
        started(schedule("at(2026-01-31T13:00:00)", true, MACHINE, QUEUE));
        time.pass(Duration.ofHours(1));
        assertThat(calls).hasSize(1);
        assertThat(quiet.pending()).containsExactly("the schedule nightly");
        time.pass(Duration.ofSeconds(3));
        assertThat(calls).hasSize(3).allSatisfy(call -> assertThat(call).contains("StartExecution"));
        assertThat(quiet.pending()).isEmpty();
    }

    @Test
    void whatIsRefusedOrFailsTooOftenIsADeadLetter() {
        failures.add(new AwsError(400, "StateMachineDoesNotExist", "gone"));
        started(schedule("at(2026-01-31T13:00:00)", true, MACHINE, QUEUE));
        time.pass(Duration.ofHours(1));
        assertThat(calls).hasSize(2);
        assertThat(calls.get(1))
                .startsWith("role: AmazonSQS.SendMessage")
                .contains(
                        "StateMachineDoesNotExist",
                        "\"RETRY_ATTEMPTS\":{\"DataType\":\"String\",\"StringValue\":\"0\"}")
                .contains("2026-01-31T13:00:00Z");

        calls.clear();
        for (int i = 0; i < 3; i++) {
            failures.add(new AwsError(500, "InternalFailure", "down"));
        }
        started(schedule("at(2026-01-31T14:00:00)", true, MACHINE, QUEUE));
        time.pass(Duration.ofHours(2));
        assertThat(calls).hasSize(4);
        assertThat(calls.get(3)).contains("SendMessage", "MaximumRetryAttempts");
        assertThat(quiet.pending()).isEmpty();
    }
}
