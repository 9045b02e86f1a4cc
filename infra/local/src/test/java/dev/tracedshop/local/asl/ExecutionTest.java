package dev.tracedshop.local.asl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tracedshop.local.testing.Templates;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How executions treat time, errors and limits, and what their histories tell. */
class ExecutionTest {
    private static Machine machine(String states) {
        return new Machine("{'StartAt': 'A', 'States': {" + states + "}}");
    }

    private static StateError broken() {
        return new StateError("Broken", "it is");
    }

    @Test
    void retriesBackOffUpToTheMaximum() {
        Machine machine = machine("""
                'A': {'Type': 'Task', 'Resource': 'fn:f', 'End': true, 'Retry': [
                  {'ErrorEquals': ['Broken'], 'IntervalSeconds': 3, 'MaxAttempts': 4, 'BackoffRate': 2.0, 'MaxDelaySeconds': 10}]}
                """).function("f", input -> {
            throw broken();
        });
        Execution execution = machine.run("{}");
        assertThat(machine.timer.pauses())
                .containsExactly(
                        Duration.ofSeconds(3), Duration.ofSeconds(6), Duration.ofSeconds(10), Duration.ofSeconds(10));
        assertThat(execution.result().error()).isEqualTo("Broken");
        assertThat(machine.types()).filteredOn("TaskFailed"::equals).isEmpty();
        assertThat(machine.types()).filteredOn("LambdaFunctionFailed"::equals).hasSize(5);
        assertThat(machine.types()).filteredOn("TaskStateEntered"::equals).hasSize(1);
    }

    @Test
    void contextTellsTheRetryCountAndTheSameEntry() {
        Machine machine = machine("""
                'A': {'Type': 'Task', 'Resource': 'fn:f', 'End': true, 'Parameters': {'state.$': '$$.State', 'run.$': '$$.Execution'},
                  'Retry': [{'ErrorEquals': ['States.ALL'], 'IntervalSeconds': 5}]}
                """).function("f", input -> {
            if (input.path("state").path("RetryCount").asInt() < 2) {
                throw broken();
            }
            return input;
        });
        assertThat(machine.run("{'in': 1}").result().output()).isEqualTo(Templates.json("""
                {'state': {'Name': 'A', 'EnteredTime': '2030-01-01T00:00:00.000Z', 'RetryCount': 2},
                 'run': {'Id': 'arn:aws:states:us-east-1:000000000000:execution:the-machine:the-execution', 'Input': {'in': 1},
                   'Name': 'the-execution', 'RoleArn': 'arn:aws:iam::000000000000:role/the-role',
                   'StartTime': '2030-01-01T00:00:00.000Z', 'RedriveCount': 0}}
                """));
    }

    @Test
    void historyAndContextHaveStatesEnteredAtTheSameMoment() {
        // The ids of a state's spans are made of that moment: by the log's reader, and by the function that the state
        // calls.
        Machine machine =
                machine("'A': {'Type': 'Pass', 'Parameters': {'entered.$': '$$.State.EnteredTime'}, 'End': true}");
        machine.timer.tick(Duration.ofMillis(1));
        Execution.Result result = machine.run("{}").result();
        assertThat(machine.told())
                .filteredOn(event -> event.type().equals("PassStateEntered"))
                .singleElement()
                .satisfies(event ->
                        assertThat(result.output()).isEqualTo(Templates.json("{'entered': '" + event.time() + "'}")));
    }

    @Test
    void taskThatIsTooSlowTimesOutAndCanBeCaughtByThatNameOnly() {
        String task = """
                'A': {'Type': 'Task', 'Resource': 'arn:aws:states:::dynamodb:putItem', 'TimeoutSeconds': 7, 'End': true,
                  'Catch': [{'ErrorEquals': ['%s'], 'Next': 'B'}]}, 'B': {'Type': 'Succeed'}
                """;
        Machine caught =
                machine(task.formatted("States.Timeout")).function("putItem", input -> MissingNode.getInstance());
        assertThat(caught.run("{}").result().status()).isEqualTo(Execution.Status.SUCCEEDED);
        assertThat(caught.types())
                .containsExactly(
                        "ExecutionStarted",
                        "TaskStateEntered",
                        "TaskScheduled",
                        "TaskStarted",
                        "TaskTimedOut",
                        "TaskStateExited",
                        "SucceedStateEntered",
                        "SucceedStateExited",
                        "ExecutionSucceeded");
        Machine failed =
                machine(task.formatted("States.TaskFailed")).function("putItem", input -> MissingNode.getInstance());
        assertThat(failed.run("{}").result().error()).isEqualTo("States.Timeout");
    }

    @Test
    void machineTimesOutInTheSameStateWhateverTheHurry() {
        for (int hurry : List.of(1, 20)) {
            Machine machine = new Machine(Templates.json("""
                    {'StartAt': 'A', 'TimeoutSeconds': 100, 'States': {
                      'A': {'Type': 'Wait', 'Seconds': 60, 'Next': 'B'},
                      'B': {'Type': 'Wait', 'Seconds': 60, 'Next': 'C'}, 'C': {'Type': 'Succeed'}}}
                    """), hurry);
            assertThat(machine.run("{}").result().status()).isEqualTo(Execution.Status.TIMED_OUT);
            assertThat(machine.types())
                    .as("hurry %s", hurry)
                    .containsExactly(
                            "ExecutionStarted",
                            "WaitStateEntered",
                            "WaitStateExited",
                            "WaitStateEntered",
                            "ExecutionTimedOut");
        }
    }

    @Test
    void historyNamesWhatLedToEachEvent() {
        Machine machine = machine("""
                'A': {'Type': 'Pass', 'Next': 'P'},
                'P': {'Type': 'Parallel', 'End': true, 'Branches': [
                  {'StartAt': 'X', 'States': {'X': {'Type': 'Pass', 'End': true}}},
                  {'StartAt': 'Y', 'States': {'Y': {'Type': 'Wait', 'Seconds': 1, 'End': true}}}]}
                """);
        machine.run("{}");
        assertThat(machine.told())
                .extracting(event -> event.id() + " < " + event.previousId() + " " + event.type())
                .containsExactly(
                        "1 < 0 ExecutionStarted",
                        "2 < 0 PassStateEntered",
                        "3 < 2 PassStateExited",
                        "4 < 3 ParallelStateEntered",
                        "5 < 4 ParallelStateStarted",
                        "6 < 5 PassStateEntered",
                        "7 < 6 PassStateExited",
                        "8 < 5 WaitStateEntered",
                        "9 < 8 WaitStateExited",
                        "10 < 9 ParallelStateSucceeded",
                        "11 < 10 ParallelStateExited",
                        "12 < 11 ExecutionSucceeded");
    }

    @Test
    void firstFailureOfAMapEndsTheOtherIterations() {
        Machine machine = machine("""
                'A': {'Type': 'Map', 'End': true, 'ItemProcessor': {'StartAt': 'C', 'States': {
                  'C': {'Type': 'Choice', 'Choices': [{'Variable': '$', 'NumericEquals': 2, 'Next': 'F'}], 'Default': 'W'},
                  'W': {'Type': 'Wait', 'Seconds': 50, 'End': true},
                  'F': {'Type': 'Fail', 'Error': 'Two'}}}}
                """);
        assertThat(machine.run("[1, 2]").result().error()).isEqualTo("Two");
        assertThat(machine.types())
                .contains("MapIterationFailed", "MapIterationAborted", "MapStateFailed", "ExecutionFailed")
                .doesNotContain("WaitStateExited");
    }

    @Test
    void mapKeepsToItsConcurrency() {
        Machine machine = machine("""
                'A': {'Type': 'Map', 'MaxConcurrency': 2, 'End': true, 'ItemProcessor': {'StartAt': 'W', 'States': {
                  'W': {'Type': 'Wait', 'Seconds': 10, 'End': true}}}}
                """);
        machine.begin(Templates.json("[1, 2, 3, 4, 5]"));
        assertThat(machine.types()).filteredOn("MapIterationStarted"::equals).hasSize(2);
        machine.timer.advance(Duration.ofSeconds(10));
        assertThat(machine.types()).filteredOn("MapIterationStarted"::equals).hasSize(4);
        machine.timer.advance(Duration.ofSeconds(20));
        assertThat(machine.types()).endsWith("MapStateSucceeded", "MapStateExited", "ExecutionSucceeded");
    }

    @Test
    void runtimeErrorsAreCaughtByNobody() {
        Machine machine = machine("""
                'A': {'Type': 'Task', 'Resource': 'fn:f', 'Parameters': {'a.$': '$.nothing'}, 'End': true,
                  'Retry': [{'ErrorEquals': ['States.ALL']}], 'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'B'}]},
                'B': {'Type': 'Succeed'}
                """);
        Execution.Result result = machine.run("{}").result();
        assertThat(result.error()).isEqualTo("States.Runtime");
        assertThat(result.cause())
                .contains("the state 'A' (entered at the event id #2)", "'$.nothing'", "the field 'a.$'");
    }

    @Test
    void resultThatIsTooLargeIsNotCaughtByAll() {
        Machine machine =
                machine("""
                'A': {'Type': 'Task', 'Resource': 'fn:f', 'End': true, 'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'B'}]},
                'B': {'Type': 'Succeed'}
                """).function("f", input -> JsonNodeFactory.instance.textNode("é".repeat(128 * 1024)));
        assertThat(machine.run("{}").result().error()).isEqualTo("States.DataLimitExceeded");
    }

    @Test
    void resultThatFitsNowhereIsAMatchFailure() {
        Machine machine = machine("'A': {'Type': 'Pass', 'Result': 1, 'ResultPath': '$.a.b', 'End': true}");
        assertThat(machine.run("{'a': 'text'}").result().error()).isEqualTo("States.ResultPathMatchFailure");
    }

    @Test
    void endlessLoopEndsWithTheHistoryFull() {
        Machine machine = machine("""
                'A': {'Type': 'Pass', 'Next': 'B'},
                'B': {'Type': 'Choice', 'Choices': [{'Variable': '$.end', 'IsPresent': true, 'Next': 'C'}], 'Default': 'A'},
                'C': {'Type': 'Succeed'}
                """);
        Execution execution = machine.run("{}");
        assertThat(execution.result().error()).isEqualTo("States.Runtime");
        assertThat(execution.history().orElseThrow()).hasSize(25_000);
    }

    @Test
    void stoppedExecutionDoesNothingMore() {
        Machine machine = machine("'A': {'Type': 'Wait', 'Seconds': 60, 'Next': 'B'}, 'B': {'Type': 'Succeed'}");
        Execution execution = machine.begin(Templates.json("{}"));
        execution.stop("Mine", "because");
        machine.timer.advance(Duration.ofHours(1));
        assertThat(execution.result().status()).isEqualTo(Execution.Status.ABORTED);
        assertThat(machine.types()).containsExactly("ExecutionStarted", "WaitStateEntered", "ExecutionAborted");
    }

    @Test
    void aThousandWaitAtOnceWithoutAThreadEach() {
        Machine machine = machine("'A': {'Type': 'Wait', 'Seconds': 60, 'End': true}");
        int before = Thread.activeCount();
        List<Execution> all = IntStream.range(0, 1000)
                .mapToObj(i -> machine.begin(Templates.json("{'i': " + i + "}")))
                .toList();
        assertThat(all).allMatch(execution -> execution.result().status() == Execution.Status.RUNNING);
        assertThat(Thread.activeCount() - before).isLessThan(100);
        machine.timer.advance(Duration.ofSeconds(60));
        assertThat(all).allMatch(execution -> execution.result().status() == Execution.Status.SUCCEEDED);
    }
}
