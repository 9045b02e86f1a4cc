package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published examples of ids that are computed from an execution, and the places where a payload may say it. */
class StateContextTest {

    private static final String FUNCTION = "task";
    private static final String EXECUTION =
            "arn:aws:states:us-east-1:425362996713:execution:agocsTestSF:bc9f281c-3daa-4e5a-9a60-471a3810bf44";
    private static final String NESTED =
            "arn:aws:states:us-east-1:425362996713:execution:agocsTestSF:aa6c9316-713a-41d4-9c30-61131716744f";
    private static final String ROOT =
            "arn:aws:states:sa-east-1:425362996713:execution:invokeJavaLambda:4875aba4-ae31-4a4c-bf8a-63e9eee31dad";

    private final TraceStore store = new TraceStore();
    private final Extension extension = new Extension(store);

    StateContextTest() {
        extension.register(Functions.profile(FUNCTION, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        EXECUTION + ", 5744042798732701615, 1914fe7789eb32be",
        ROOT + ", 1322229001489018110, 579d19b3ee216ee9",
        "arn:aws:states:sa-east-1:425362996713:stateMachine:MyStateMachine-b276uka1j, 1680583253837593461, 60ee1db79e4803f8",
        "arn:aws:states:sa-east-1:425362996713:express:logs-to-traces-sequential:85a9933e-9e11-83dc-6a61-b92367b6c3be:"
                + "3f7ef5c7-c8b8-4c88-90a1-d54aa7e7e2bf, 1139193989631387307, 1e3bc630afd0f64f",
        "arn:aws:states:sa-east-1:425362996713:express:logs-to-traces-sequential:a1b2c3d4-e5f6-7890-1234-56789abcdef0:"
                + "9f8e7d6c-5b4a-3c2d-1e0f-123456789abc, 8676990472248253142, 7ec140962b2ef025",
        "arn:aws:states:sa-east-1:425362996713:execution:abhinav-activity-state-machine:72a7ca3e-901c-41bb-b5a3-5f279b92a316,"
                + " 435175499815315247, 3e7a89d1b7310603"
    })
    void aTraceIsItsRootExecutionsHash(String arn, long low, String tid) {
        TraceId id = StateIds.trace(arn);

        assertThat(id.low()).isEqualTo(low);
        assertThat(Long.toHexString(id.high())).isEqualTo(tid);
    }

    @ParameterizedTest
    @CsvSource({
        EXECUTION + ", agocsTest1, 2024-07-30T19:55:53.018Z, 0, 0, 2902498116043018663",
        NESTED + ", agocsTest1, 2024-07-30T20:46:20.824Z, 0, 0, 8947638978974359093",
        "arn:aws:states:sa-east-1:601427271234:express:DatadogStateMachine:acaf1a67-336a-e854-1599-2a627eb2dd8a:"
                + "c8baf081-31f1-464d-971f-70cb17d01111, step-one, 2022-12-08T21:08:19.224Z, 0, 0, 4340734536022949921",
        "arn:aws:states:sa-east-1:601427271234:express:DatadogStateMachine:acaf1a67-336a-e854-1599-2a627eb2dd8a:"
                + "c8baf081-31f1-464d-971f-70cb17d01111, step-one, 2022-12-08T21:08:19.224Y, 0, 0, 981693280319792699",
        "arn:aws:states:sa-east-1:425362996713:express:logs-to-traces-sequential:85a9933e-9e11-83dc-6a61-b92367b6c3be:"
                + "3f7ef5c7-c8b8-4c88-90a1-d54aa7e7e2bf, step-one, 2022-12-08T21:08:19.224Z, 2, 0, 7747304477664363642",
        "arn:aws:states:sa-east-1:425362996713:express:logs-to-traces-sequential:85a9933e-9e11-83dc-6a61-b92367b6c3be:"
                + "3f7ef5c7-c8b8-4c88-90a1-d54aa7e7e2bf, step-one, 2022-12-08T21:08:19.224Z, 0, 0, 5892738536804826142",
        "arn:aws:states:sa-east-1:425362996713:execution:abhinav-activity-state-machine:72a7ca3e-901c-41bb-b5a3-5f279b92a316,"
                + " Lambda Invoke, 2024-12-04T19:38:04.118Z, 0, 0, 3929055471293792800",
        "arn:aws:states:sa-east-1:425362996713:execution:abhinav-activity-state-machine:72a7ca3e-901c-41bb-b5a3-5f279b92a316,"
                + " Lambda Invoke, 2024-12-04T19:38:04.118Z, 0, 1, 8782364156266188026"
    })
    void aStatesSpanIsTheHashOfItsAttempt(
            String arn, String state, String entered, long retries, long redrives, long span) {
        assertThat(StateIds.state(arn, state, entered, retries, redrives)).isEqualTo(span);
    }

    @Test
    void hashesHaveNoSignAndAreNeverZero() {
        assertThat(StateIds.positive(StateIds.hash("some_testing_random_string").getLong(0)))
                .isEqualTo(4364271812988819936L);
        assertThat(StateIds.positive(StateIds.hash("some_testing_random_string").getLong(8)))
                .isEqualTo(7456137785171041414L);
        assertThat(StateIds.positive(Long.MIN_VALUE)).isEqualTo(1);
        assertThat(StateIds.positive(0)).isEqualTo(1);
    }

    @Test
    void aTaskGoesBelowItsStateWhereverThePayloadSaysIt() {
        ObjectNode context = context(EXECUTION, "2024-07-30T19:55:53.018Z");
        int number = 0;
        for (JsonNode event : new JsonNode[] {
            context.deepCopy().put("productId", "p1"),
            Events.object("{\"productId\":\"p1\"}").set("_datadog", context),
            Events.object("{}").set("Payload", context),
            Events.object("{}").set("Payload", Events.object("{}").set("_datadog", context))
        }) {
            assertThat(start("r" + number++, event))
                    .as(event.toString())
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "x-datadog-trace-id", "5744042798732701615",
                            "x-datadog-sampling-priority", "1",
                            "x-datadog-tags", "_dd.p.tid=1914fe7789eb32be"));
        }

        extension.end(
                FUNCTION,
                Map.of(
                        "lambda-runtime-aws-request-id", "r1",
                        "x-datadog-trace-id", "5744042798732701615",
                        "x-datadog-span-id", "7"),
                new byte[0]);
        extension.invocationFinished(FUNCTION, "r1", Instant.now(), Outcome.succeeded());
        Span lambda = store.traces().get(0).span(7).orElseThrow();
        assertThat(store.traces()).hasSize(1);
        assertThat(store.traces().get(0).spans()).containsExactly(lambda);
        assertThat(lambda.traceId()).isEqualTo(StateIds.trace(EXECUTION));
        assertThat(lambda.parentId()).isEqualTo(2902498116043018663L);
        assertThat(lambda.tags())
                .containsEntry("_dd.p.tid", "1914fe7789eb32be")
                .containsEntry("function_trigger.event_source", "states")
                .containsEntry(
                        "function_trigger.event_source_arn",
                        "arn:aws:states:us-east-1:425362996713:stateMachine:agocsTestSF");
        assertThat(extension.carriers("r1")).singleElement().satisfies(seen -> {
            assertThat(seen.trigger()).isEqualTo("states");
            assertThat(seen.place()).isEqualTo("_datadog");
            assertThat(seen.names()).contains("Execution", "State", "StateMachine");
            assertThat(seen.used()).isTrue();
        });
    }

    @Test
    void aNestedExecutionsTaskBelongsToTheOutermostOnesTrace() {
        ObjectNode context = context(NESTED, "2024-07-30T20:46:20.824Z").put("RootExecutionId", ROOT);

        assertThat(start("r1", Events.object("{}").set("_datadog", context.put("serverless-version", "v1"))))
                .containsEntry("x-datadog-trace-id", "1322229001489018110")
                .containsEntry("x-datadog-tags", "_dd.p.tid=579d19b3ee216ee9");
    }

    @Test
    void anUpstreamTraceIsTakenAsItIs() throws EventMismatch {
        ObjectNode context = context(NESTED, "2024-07-30T20:46:20.824Z")
                .put("x-datadog-trace-id", "5821803790426892636")
                .put("x-datadog-tags", "_dd.p.dm=-0,_dd.p.tid=672a7cb100000000")
                .put("serverless-version", "v1");

        PropagatedContext found =
                StateContext.read(new EventFields(context, "")).context();
        assertThat(found.traceId()).isEqualTo(new TraceId(0x672a7cb100000000L, 5821803790426892636L));
        assertThat(found.parentId()).isEqualTo(8947638978974359093L);
        assertThat(found.priority()).hasValue(1);
    }

    @Test
    void anEmptyUpstreamTraceIsNone() {
        ObjectNode context = context(EXECUTION, "2024-07-30T19:55:53.018Z")
                .put("x-datadog-trace-id", "")
                .put("x-datadog-tags", "");

        assertThat(start("r1", Events.object("{}").set("_datadog", context)))
                .containsEntry("x-datadog-trace-id", "5744042798732701615");
    }

    @Test
    void aContextObjectBesideADatadogWithoutOneIsNotSeen() {
        ObjectNode merged = context(EXECUTION, "2024-07-30T19:55:53.018Z");
        merged.putObject("_datadog").put("traceparent", "00-6a00000000000000112210f47de98115-0000000000000063-01");

        assertThat(start("r1", merged)).isEmpty();
        assertThat(extension.carriers("r1").get(0).trigger()).isEqualTo("unknown");
    }

    @ParameterizedTest
    @CsvSource({"Execution, RedriveCount", "State, RetryCount"})
    void aContextObjectThatLacksACountIsOfUnknownType(String part, String count) {
        ObjectNode context = context(EXECUTION, "2024-07-30T19:55:53.018Z");
        ((ObjectNode) context.path(part)).remove(count);

        assertThat(start("r1", context)).isEmpty();
        assertThat(extension.carriers("r1").get(0).problem())
                .contains("state machine")
                .contains(count);
    }

    private static ObjectNode context(String execution, String entered) {
        return Events.object("{\"Execution\":{\"Id\":\"" + execution + "\",\"RedriveCount\":0},\"State\":{\"Name\":"
                + "\"agocsTest1\",\"EnteredTime\":\"" + entered + "\",\"RetryCount\":0},\"StateMachine\":{\"Id\":"
                + "\"arn:aws:states:us-east-1:425362996713:stateMachine:agocsTestSF\",\"Name\":\"agocsTestSF\"}}");
    }

    private Map<String, String> start(String requestId, JsonNode event) {
        return extension.start(
                FUNCTION,
                Map.of("lambda-runtime-aws-request-id", requestId),
                event.toString().getBytes(StandardCharsets.UTF_8));
    }
}
