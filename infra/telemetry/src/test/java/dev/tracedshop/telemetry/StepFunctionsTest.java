package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepFunctionsTest {

    private static final String ARN = "arn:aws:states:eu-west-1:123456789012:execution:dev-stock-ordering:e-1";
    private static final String MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:dev-stock-ordering";
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final TraceStore store = new TraceStore();
    private final StepFunctions stepFunctions = new StepFunctions(store);
    private StateMachineProfile machine = profile(Map.of("DD_TRACE_ENABLED", "true", "service", "ordering"), true);

    @Test
    void statesStandBelowTheirExecutionAndItBelowItsSender() {
        log(
                1,
                0,
                0,
                "ExecutionStarted",
                "{\"input\":" + quoted("{\"productId\":\"p\",\"_datadog\":" + Events.CARRIER + "}")
                        + ",\"roleArn\":\"r\"}");
        log(2, 0, 1, "ChoiceStateEntered", "{\"name\":\"Known?\",\"input\":\"{}\"}");
        log(3, 1, 2, "ChoiceStateExited", "{\"name\":\"Known?\",\"output\":\"{}\"}");
        log(4, 1, 3, "TaskStateEntered", "{\"name\":\"Request quote\",\"input\":\"secret\"}");
        log(
                5,
                2,
                4,
                "TaskScheduled",
                "{\"resource\":\"invoke\",\"resourceType\":\"lambda\",\"parameters\":\"secret\"}");
        log(6, 3, 5, "TaskStarted", "{}");
        log(7, 50, 6, "TaskSucceeded", "{\"output\":\"secret\"}");
        log(8, 51, 7, "TaskStateExited", "{\"name\":\"Request quote\",\"output\":\"secret\"}");
        log(9, 51, 8, "SucceedStateEntered", "{\"name\":\"Done\"}");
        log(10, 52, 9, "SucceedStateExited", "{\"name\":\"Done\"}");
        assertThat(store.traces()).isEmpty();
        log(11, 53, 10, "ExecutionSucceeded", "{\"output\":\"secret\"}");

        Trace trace =
                store.trace(TraceId.parse("6a00000000000000112210f47de98115")).orElseThrow();
        assertThat(store.traces()).hasSize(1);
        Span root = named(trace, "dev-stock-ordering");
        assertThat(root.parentId()).isEqualTo(99);
        assertThat(root.name()).isEqualTo("aws.stepfunctions");
        assertThat(root.service()).isEqualTo("ordering");
        assertThat(root.duration()).isEqualTo(53_000_000);
        assertThat(root.error()).isFalse();
        assertThat(root.tags())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "env", "dev",
                        "state_machine_arn", MACHINE,
                        "state_machine_name", "dev-stock-ordering",
                        "execution_arn", ARN,
                        "execution_name", "e-1",
                        "execution_status", "Succeeded"));
        assertThat(trace.spans())
                .filteredOn(span -> span.name().equals("aws.stepfunctions.state"))
                .extracting(
                        Span::resource,
                        Span::parentId,
                        Span::duration,
                        span -> span.tags().get("state_type"))
                .containsExactlyInAnyOrder(
                        tuple("Known?", root.spanId(), 1_000_000L, "Choice"),
                        tuple("Request quote", root.spanId(), 50_000_000L, "Task"),
                        tuple("Done", root.spanId(), 1_000_000L, "Succeed"));
        Span quote = named(trace, "Request quote");
        assertThat(quote.spanId()).isEqualTo(StateIds.state(ARN, "Request quote", "2026-01-02T03:04:05.001Z", 0, 0));
        assertThat(quote.tags()).containsEntry("resource_type", "lambda").containsEntry("resource_action", "invoke");
        assertThat(trace.spans())
                .allSatisfy(span -> assertThat(span.tags().values()).doesNotContain("secret"));
    }

    @Test
    void eachAttemptOfARetriedTaskIsASpanWithTheIdThatItsPayloadGives() {
        log(1, 0, 0, "ExecutionStarted", "{\"input\":\"{}\"}");
        log(2, 5, 1, "TaskStateEntered", "{\"name\":\"Quote\"}");
        log(3, 5, 2, "TaskScheduled", "{}");
        log(4, 10, 3, "TaskFailed", failure());
        log(5, 40, 4, "TaskScheduled", "{}");
        log(6, 60, 5, "TaskTimedOut", "{\"error\":\"States.Timeout\",\"cause\":\"\"}");
        log(7, 90, 6, "TaskScheduled", "{}");
        log(8, 95, 7, "TaskSucceeded", "{}");
        log(9, 96, 8, "TaskStateExited", "{\"name\":\"Quote\"}");
        log(10, 96, 9, "ExecutionSucceeded", "{}");

        Trace trace = store.trace(StateIds.trace(ARN)).orElseThrow();
        String entered = "2026-01-02T03:04:05.005Z";
        assertThat(trace.spans())
                .filteredOn(span -> span.resource().equals("Quote"))
                .extracting(
                        Span::spanId,
                        Span::error,
                        span -> (span.start() - nanos(0)) / 1_000_000,
                        span -> span.duration() / 1_000_000,
                        span -> span.tags().getOrDefault("retry_count", "0"),
                        span -> span.tags().getOrDefault("error.type", ""))
                .containsExactly(
                        tuple(StateIds.state(ARN, "Quote", entered, 0, 0), true, 5L, 5L, "0", "IllegalStateException"),
                        tuple(StateIds.state(ARN, "Quote", entered, 1, 0), true, 40L, 20L, "1", "States.Timeout"),
                        tuple(StateIds.state(ARN, "Quote", entered, 2, 0), false, 90L, 6L, "2", ""));
        assertThat(trace.roots()).extracting(Span::error).containsExactly(false);
        assertThat(trace.orphans()).isEmpty();
    }

    @Test
    void aFailureThatNobodyCaughtIsTheStatesAndTheExecutions() {
        log(1, 0, 0, "ExecutionStarted", "{\"input\":\"{}\"}");
        log(2, 1, 1, "TaskStateEntered", "{\"name\":\"Quote\"}");
        log(3, 1, 2, "LambdaFunctionScheduled", "{\"resource\":\"arn\"}");
        log(4, 9, 3, "LambdaFunctionFailed", failure());
        log(5, 9, 4, "TaskStateExited", "{\"name\":\"Quote\"}");
        log(6, 9, 5, "FailStateEntered", "{\"name\":\"Failed\"}");
        log(7, 12, 6, "ExecutionFailed", "{\"error\":\"Rejected\",\"cause\":\"no stock\"}");

        Trace trace = store.trace(StateIds.trace(ARN)).orElseThrow();
        assertThat(trace.spans())
                .extracting(
                        Span::resource,
                        Span::error,
                        span -> span.tags().getOrDefault("error.type", ""),
                        span -> span.tags().getOrDefault("error.message", ""))
                .containsExactlyInAnyOrder(
                        tuple("dev-stock-ordering", true, "Rejected", "no stock"),
                        tuple("Quote", true, "IllegalStateException", "no price"),
                        tuple("Failed", true, "Rejected", "no stock"));
        assertThat(named(trace, "Failed").duration()).isEqualTo(3_000_000);
    }

    @Test
    void branchesAndIterationsStandBelowTheirState() {
        log(1, 0, 0, "ExecutionStarted", "{\"input\":\"{}\"}");
        log(2, 0, 1, "ParallelStateEntered", "{\"name\":\"Both\"}");
        log(3, 0, 2, "ParallelStateStarted", "");
        log(4, 1, 3, "PassStateEntered", "{\"name\":\"Left\"}");
        log(5, 1, 3, "MapStateEntered", "{\"name\":\"Each\"}");
        log(6, 2, 4, "PassStateExited", "{\"name\":\"Left\"}");
        log(7, 2, 5, "MapStateStarted", "{\"length\":2}");
        log(8, 2, 7, "MapIterationStarted", "{\"name\":\"Each\",\"index\":0}");
        log(9, 2, 7, "MapIterationStarted", "{\"name\":\"Each\",\"index\":1}");
        log(10, 3, 8, "PassStateEntered", "{\"name\":\"One\"}");
        log(11, 3, 9, "PassStateEntered", "{\"name\":\"One\"}");
        log(12, 4, 10, "PassStateExited", "{\"name\":\"One\"}");
        log(13, 5, 12, "MapIterationSucceeded", "{\"name\":\"Each\",\"index\":0}");
        log(14, 6, 11, "PassStateExited", "{\"name\":\"One\"}");
        log(15, 7, 14, "MapIterationSucceeded", "{\"name\":\"Each\",\"index\":1}");
        log(16, 7, 15, "MapStateSucceeded", "");
        log(17, 8, 16, "MapStateExited", "{\"name\":\"Each\"}");
        log(18, 8, 17, "ParallelStateSucceeded", "");
        log(19, 9, 18, "ParallelStateExited", "{\"name\":\"Both\"}");
        log(20, 9, 19, "ExecutionSucceeded", "{}");

        Trace trace = store.trace(StateIds.trace(ARN)).orElseThrow();
        assertThat(trace.spans())
                .extracting(Span::resource, span -> parent(trace, span), span -> span.duration() / 1_000_000)
                .containsExactlyInAnyOrder(
                        tuple("dev-stock-ordering", "", 9L),
                        tuple("Both", "dev-stock-ordering", 9L),
                        tuple("Left", "Both", 1L),
                        tuple("Each", "Both", 7L),
                        tuple("Each 0", "Each", 3L),
                        tuple("Each 1", "Each", 5L),
                        // Both were entered in the same millisecond; each is a span all the same.
                        tuple("One", "Each 0", 1L),
                        tuple("One", "Each 1", 3L));
    }

    @Test
    void aBranchThatIsAbortedEndsWithItsState() {
        log(1, 0, 0, "ExecutionStarted", "{\"input\":\"{}\"}");
        log(2, 0, 1, "ParallelStateEntered", "{\"name\":\"Both\"}");
        log(3, 0, 2, "ParallelStateStarted", "");
        log(4, 1, 3, "TaskStateEntered", "{\"name\":\"Left\"}");
        log(5, 2, 3, "WaitStateEntered", "{\"name\":\"Right\"}");
        log(6, 3, 4, "TaskScheduled", "{}");
        log(7, 5, 6, "TaskFailed", failure());
        log(8, 6, 7, "ParallelStateFailed", failure());
        log(9, 7, 8, "ParallelStateExited", "{\"name\":\"Both\"}");
        log(10, 8, 9, "PassStateEntered", "{\"name\":\"Recover\"}");
        log(11, 8, 10, "PassStateExited", "{\"name\":\"Recover\"}");
        log(12, 9, 11, "ExecutionSucceeded", "{}");

        Trace trace = store.trace(StateIds.trace(ARN)).orElseThrow();
        assertThat(trace.spans())
                .extracting(
                        Span::resource, span -> parent(trace, span), Span::error, span -> span.duration() / 1_000_000)
                .containsExactlyInAnyOrder(
                        tuple("dev-stock-ordering", "", false, 9L),
                        tuple("Both", "dev-stock-ordering", true, 6L),
                        tuple("Left", "Both", true, 4L),
                        tuple("Right", "Both", false, 4L),
                        tuple("Recover", "dev-stock-ordering", false, 0L));
    }

    @Test
    void withoutExecutionDataOnlyTheExecutionIsSeenAndWithoutTheTagNothing() {
        machine = profile(Map.of("DD_TRACE_ENABLED", "true"), false);
        shortExecution();
        assertThat(store.traces())
                .singleElement()
                .satisfies(trace ->
                        assertThat(trace.spans()).extracting(Span::service).containsExactly("dev-stock-ordering"));
        TraceStore none = new TraceStore();
        StepFunctions untraced = new StepFunctions(none);
        untraced.log(profile(Map.of(), true), event(1, 0, 0, "ExecutionStarted", "{}"));
        untraced.log(profile(Map.of(), true), event(2, 0, 1, "ExecutionSucceeded", "{}"));
        assertThat(none.traces()).isEmpty();
    }

    @Test
    void whatRunsIsNotForgottenHoweverManyRunAtOnce() {
        int many = 3_000;
        for (int i = 0; i < many; i++) {
            stepFunctions.log(machine, of(i, event(1, 0, 0, "ExecutionStarted", "{}")));
            stepFunctions.log(machine, of(i, event(2, 1, 1, "PassStateEntered", "{\"name\":\"Only\"}")));
        }
        for (int i = 0; i < many; i++) {
            stepFunctions.log(machine, of(i, event(3, 2, 2, "PassStateExited", "{\"name\":\"Only\"}")));
            stepFunctions.log(machine, of(i, event(4, 3, 3, "ExecutionSucceeded", "{}")));
        }
        assertThat(store.traces()).hasSize(many).allSatisfy(trace -> {
            assertThat(trace.spans()).hasSize(2);
            assertThat(trace.roots())
                    .singleElement()
                    .satisfies(root -> assertThat(root.duration()).isEqualTo(3_000_000));
        });
    }

    @Test
    void anExecutionThatIsRedrivenGoesOnInItsTrace() {
        log(1, 0, 0, "ExecutionStarted", "{}");
        log(2, 1, 1, "TaskStateEntered", "{\"name\":\"Quote\"}");
        log(3, 1, 2, "TaskScheduled", "{}");
        log(4, 2, 3, "TaskFailed", failure());
        log(5, 3, 4, "ExecutionFailed", failure());
        log(6, 50, 5, "ExecutionRedriven", "{}");
        ObjectNode scheduled = event(7, 51, 6, "TaskScheduled", "{}");
        stepFunctions.log(machine, scheduled.put("redrive_count", "1"));
        log(8, 60, 7, "TaskSucceeded", "{}");
        log(9, 60, 8, "TaskStateExited", "{\"name\":\"Quote\"}");
        log(10, 61, 9, "ExecutionSucceeded", "{}");

        Trace trace = store.trace(StateIds.trace(ARN)).orElseThrow();
        assertThat(trace.spans())
                .filteredOn(span -> span.name().equals("aws.stepfunctions"))
                .extracting(span -> span.tags().get("execution_status"))
                .containsOnly("Succeeded");
    }

    private static ObjectNode of(int number, ObjectNode event) {
        return event.put("execution_arn", ARN + "-" + number);
    }

    private void shortExecution() {
        log(1, 0, 0, "ExecutionStarted", "{}");
        log(2, 0, 1, "PassStateEntered", "{\"name\":\"Only\"}");
        log(3, 0, 2, "PassStateExited", "{\"name\":\"Only\"}");
        log(4, 0, 3, "ExecutionSucceeded", "{}");
    }

    private static StateMachineProfile profile(Map<String, String> tags, boolean data) {
        return new StateMachineProfile("dev-stock-ordering", MACHINE, tags, data);
    }

    private static String failure() {
        return "{\"error\":\"IllegalStateException\",\"cause\":"
                + quoted("{\"errorMessage\":\"no price\",\"errorType\":\"IllegalStateException\"}") + "}";
    }

    private static String quoted(String json) {
        return "\"" + json.replace("\"", "\\\"") + "\"";
    }

    private static long nanos(long milliseconds) {
        return Nanos.of(START.plusMillis(milliseconds));
    }

    private static String parent(Trace trace, Span span) {
        return trace.span(span.parentId()).map(Span::resource).orElse("");
    }

    private static Span named(Trace trace, String resource) {
        List<Span> found = trace.spans().stream()
                .filter(span -> span.resource().equals(resource))
                .toList();
        assertThat(found).as(resource).hasSize(1);
        return found.get(0);
    }

    private void log(int id, long after, int previous, String type, String details) {
        stepFunctions.log(machine, event(id, after, previous, type, details));
    }

    private static ObjectNode event(int id, long after, int previous, String type, String details) {
        ObjectNode event = Events.object("{}");
        event.put("id", Integer.toString(id));
        event.put("type", type);
        event.set("details", Events.object(details.isEmpty() ? "{}" : details));
        event.put("previous_event_id", Integer.toString(previous));
        event.put("event_timestamp", Long.toString(START.plusMillis(after).toEpochMilli()));
        event.put("execution_arn", ARN);
        event.put("redrive_count", "0");
        return event;
    }
}
