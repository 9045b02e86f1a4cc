package dev.tracedshop.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.events.Json;
import dev.tracedshop.testing.Invocation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Holds what becomes of the invocations that Lambda gave up. */
class ReplayTest {

    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private static final String QUEUE =
            "arn:aws:sqs:eu-west-1:111111111111:dev-product-created-invocation-dead-letters";
    private static final String FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:dev-product-created";
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SENDER = "b7ad6b7169203331";
    private static final String CARRIER = "{\"traceparent\":\"00-" + TRACE + "-" + SENDER + "-01\"}";

    private final Deque<List<DeadLetter>> batches = new ArrayDeque<>();
    private final List<String> happened = new ArrayList<>();
    private final DeadLetterQueue queue = new DeadLetterQueue() {
        @Override
        public List<DeadLetter> receive() {
            return Objects.requireNonNullElse(batches.poll(), List.of());
        }

        @Override
        public void delete(DeadLetter letter) {
            happened.add("deleted " + letter.messageId());
        }
    };
    private final Replay replay = new Replay(
            name -> {
                happened.add("reads " + name);
                return queue;
            },
            (function, event) -> {
                if (event.contains("refused")) {
                    throw new IllegalStateException("Lambda says no");
                }
                happened.add("invoked " + function + " with " + event);
                return "new request";
            });

    /** Writes the record as Lambda does, around an event's JSON. */
    private static String record(String event) {
        return """
                {"version":"1.0","timestamp":"2026-01-31T12:00:00.000Z",
                 "requestContext":{"requestId":"first request","functionArn":"%s:$LATEST",
                                   "condition":"RetriesExhausted","approximateInvokeCount":3},
                 "requestPayload":%s,
                 "responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},
                 "responsePayload":{"errorMessage":"broken"}}
                """.formatted(FUNCTION, event);
    }

    private static String notification(String type, String value) {
        return "{\"Records\":[{\"Sns\":{\"Message\":\"m\",\"MessageAttributes\":{\"_datadog\":{\"Type\":\"" + type
                + "\",\"Value\":\"" + value + "\"}}}}]}";
    }

    private static DeadLetter letter(String id, String body) {
        return new DeadLetter(id, "receipt of " + id, body);
    }

    private Map<String, Object> replayed(Map<String, Object> event) {
        return replay.handleRequest(event, new Invocation());
    }

    @Test
    void theFunctionGetsItsEventAgainAndThenTheMessageGoes() {
        batches.add(List.of(letter("one", record("{\"n\":1.50}"))));
        batches.add(List.of(letter("two", record("[\"any\",null]"))));
        assertThat(replayed(Map.of("queueArn", QUEUE))).isEqualTo(Map.of("replayed", 2, "failed", 0));
        assertThat(happened)
                .containsExactly(
                        "reads dev-product-created-invocation-dead-letters",
                        "invoked " + FUNCTION + " with {\"n\":1.50}",
                        "deleted one",
                        "invoked " + FUNCTION + " with [\"any\",null]",
                        "deleted two");
    }

    @Test
    void eachSpanLinksToTheSenderAndNamesBothInvocations() {
        String binary = Base64.getEncoder().encodeToString(CARRIER.getBytes(StandardCharsets.UTF_8));
        String text = CARRIER.replace("\"", "\\\"");
        batches.add(List.of(
                letter("binary", record(notification("Binary", binary))),
                letter("text", record(notification("String", text))),
                letter("bus", record("{\"detail\":{\"_datadog\":" + CARRIER + "}}")),
                letter("itself", record("{\"_datadog\":" + CARRIER + "}"))));
        replayed(Map.of("queueArn", QUEUE));
        assertThat(TELEMETRY.getSpans()).hasSize(4).allSatisfy(span -> {
            assertThat(span.getName()).isEqualTo("replay dev-product-created");
            assertThat(attributes(span))
                    .containsEntry("operation.name", "lambda.replay")
                    .containsEntry("replay.condition", "RetriesExhausted")
                    .containsEntry("replay.first_request_id", "first request")
                    .containsEntry("replay.request_id", "new request");
            LinkData link = span.getLinks().get(0);
            assertThat(link.getSpanContext().getTraceId()).isEqualTo(TRACE);
            assertThat(link.getSpanContext().getSpanId()).isEqualTo(SENDER);
            assertThat(attributes(link.getAttributes().asMap())).containsEntry("link.reason", "replay");
        });
    }

    @Test
    void anUnreadableCarrierKeepsNothingFromBeingReplayed() {
        batches.add(List.of(
                letter("a", record(notification("Binary", "no base64!"))),
                letter("b", record(notification("String", "no JSON"))),
                letter("c", record("\"text\""))));
        assertThat(replayed(Map.of("queueArn", QUEUE))).containsEntry("replayed", 3);
        assertThat(TELEMETRY.getSpans())
                .allSatisfy(span -> assertThat(span.getLinks()).isEmpty());
    }

    @Test
    void whatCannotBeReplayedStaysAndKeepsNoOtherFromIt() {
        batches.add(List.of(
                letter("garbage", "not JSON"),
                letter("no record", "{}"),
                letter("refused", record("\"refused\"")),
                letter("good", record("{}"))));
        assertThat(replayed(Map.of("queueArn", QUEUE))).isEqualTo(Map.of("replayed", 1, "failed", 3));
        assertThat(happened).filteredOn(one -> one.startsWith("deleted")).containsExactly("deleted good");
        assertThat(TELEMETRY.getSpans())
                .filteredOn(span -> span.getStatus().getStatusCode() == StatusCode.ERROR)
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus().getDescription()).contains("Lambda says no"));
    }

    @Test
    void itStopsAtTheMaximumAndInTime() {
        batches.add(List.of(letter("one", record("{}")), letter("two", record("{}")), letter("three", record("{}"))));
        assertThat(replayed(Map.of(
                        "queueUrl",
                        "https://sqs.eu-west-1.amazonaws.com/111111111111/dev-x-dead-letters",
                        "maximum",
                        2)))
                .containsEntry("replayed", 2);
        assertThat(happened).startsWith("reads dev-x-dead-letters").doesNotContain("deleted three");
        batches.add(List.of(letter("late", record("{}"))));
        assertThat(replay.handleRequest(Map.of("queueArn", QUEUE), new Invocation(9_000)))
                .containsEntry("replayed", 0);
    }

    @Test
    void oneRecordCanBeGivenByHand() {
        Map<String, Object> input = Map.of("record", Objects.requireNonNull(Json.read(record("{\"n\":1}"))));
        assertThat(replayed(input)).isEqualTo(Map.of("replayed", 1, "failed", 0));
        assertThat(happened).containsExactly("invoked " + FUNCTION + " with {\"n\":1}");
        assertThatThrownBy(() -> replayed(Map.of("record", Map.of()))).hasMessageContaining("requestContext");
    }

    @Test
    void anInputThatNamesNothingIsRefused() {
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of(), Map.of("queueArn", "queue"), Map.of("queueArn", QUEUE, "maximum", 0))) {
            assertThatIllegalArgumentException().as(wrong.toString()).isThrownBy(() -> replayed(wrong));
        }
    }

    private static Map<String, Object> attributes(SpanData span) {
        return attributes(span.getAttributes().asMap());
    }

    private static Map<String, Object> attributes(Map<AttributeKey<?>, Object> attributes) {
        Map<String, Object> byName = new TreeMap<>();
        attributes.forEach((key, value) -> byName.put(key.getKey(), value));
        return byName;
    }
}
