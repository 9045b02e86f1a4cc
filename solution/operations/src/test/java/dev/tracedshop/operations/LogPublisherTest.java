package dev.tracedshop.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tracedshop.operations.Collector.Answer;
import dev.tracedshop.testing.Invocation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lines of a log the publisher takes for spans, and what it does when the collector does not take them. */
class LogPublisherTest {

    private static final String SCOPE = "{\"scopeSpans\":[{\"spans\":[{\"name\":\"%s\"}]}]}";
    private static final Answer TAKEN = new Answer(200, "{}");

    private final List<String> sent = new ArrayList<>();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final LogPublisher publisher = new LogPublisher(export -> {
        sent.add(export);
        return answers.isEmpty() ? TAKEN : answers.remove();
    });

    private Map<String, Object> publish(String... lines) {
        return publisher.handleRequest(CloudWatch.event(lines), new Invocation());
    }

    /** Returns one line, or what is sent for several. */
    private static String spans(String... names) {
        return Stream.of(names).map(SCOPE::formatted).collect(Collectors.joining(",", "{\"resourceSpans\":[", "]}"));
    }

    @Test
    void spansAreForwardedTogetherAndThePlatformsAndOtherLinesAreCounted() {
        Map<String, Object> answer = publish(
                "START RequestId: 1 Version: $LATEST",
                spans("a"),
                "hello",
                "{\"level\":\"info\",\"message\":\"resourceSpans\"}",
                spans("b"),
                "END RequestId: 1",
                "REPORT RequestId: 1\tDuration: 9.41 ms\tBilled Duration: 10 ms\tMemory Size: 128 MB");
        assertThat(sent).containsExactly(spans("a", "b"));
        assertThat(answer).isEqualTo(Map.of("forwarded", 2, "skipped", 5, "refused", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[",
                "{\"resourceSpans\":\"none\"}",
                "{\"resourceSpans\":[]} and more",
                "resourceSpans",
                "",
                "[{\"resourceSpans\":[]}]"
            })
    void aBadLineNeverStopsItsNeighbours(String bad) {
        assertThat(publish(spans("a"), bad, spans("b"))).isEqualTo(Map.of("forwarded", 2, "skipped", 1, "refused", 0));
        assertThat(sent).containsExactly(spans("a", "b"));
    }

    @Test
    void whateverElseTheApplicationWritesIntoTheLineDoesNotCount() {
        publish("{\"api-key\":\"any text\",\"resourceSpans\":[{\"big\":12345678901234567890,\"id\":\"ü\"}]}");
        assertThat(sent).containsExactly("{\"resourceSpans\":[{\"big\":12345678901234567890,\"id\":\"ü\"}]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void aLineThatTheCollectorFindsMalformedDoesNotTakeItsNeighboursAlong(int status) {
        answers.add(new Answer(status, "no such field"));
        answers.add(new Answer(status, "no such field"));
        assertThat(publish(spans("a"), spans("b"))).isEqualTo(Map.of("forwarded", 1, "skipped", 0, "refused", 1));
        assertThat(sent).containsExactly(spans("a", "b"), spans("a"), spans("b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 403, 404, 429, 500, 503})
    void aCollectorThatRefusesMakesTheInvocationFail(int status) {
        answers.add(new Answer(status, " wrong key \n"));
        assertThatExceptionOfType(CollectorException.class)
                .isThrownBy(() -> publish(spans("a"), "hello", spans("b"), spans("c")))
                .withMessage(
                        "3 of 3 lines with spans of /aws/lambda/dev-supplier-quote were not taken. The collector answered "
                                + status
                                + ": wrong key. If it is about the key: it is that of the secret named in OTLP_KEY_SECRET_ARN.");
        assertThat(sent).containsExactly(spans("a", "b", "c"));
    }

    @Test
    void whatFailsBetweenLinesThatAreSentAloneIsCounted() {
        answers.add(new Answer(400, "no such field"));
        answers.add(TAKEN);
        answers.add(new Answer(503, "busy"));
        assertThatExceptionOfType(CollectorException.class)
                .isThrownBy(() -> publish(spans("a"), spans("b"), spans("c")))
                .withMessageStartingWith(
                        "1 of 3 lines with spans of /aws/lambda/dev-supplier-quote were not taken. The collector answered 503: busy.");
        assertThat(sent).containsExactly(spans("a", "b", "c"), spans("a"), spans("b"), spans("c"));
    }

    @Test
    void aCollectorThatCannotBeReachedEndsTheInvocationAtOnce() {
        LogPublisher alone = new LogPublisher(export -> {
            sent.add(export);
            throw new CollectorException("gone");
        });
        assertThatExceptionOfType(CollectorException.class)
                .isThrownBy(() -> alone.handleRequest(CloudWatch.event(spans("a"), spans("b")), new Invocation()))
                .withMessage("gone");
        assertThat(sent).hasSize(1);
    }

    @Test
    void theMessageByWhichCloudWatchTriesTheFunctionOutHasNoLines() {
        Map<String, Object> event =
                CloudWatch.event("CONTROL_MESSAGE", List.of("CWL CONTROL MESSAGE: Checking health of destination"));
        assertThat(publisher.handleRequest(event, new Invocation()))
                .isEqualTo(Map.of("forwarded", 0, "skipped", 0, "refused", 0));
    }

    @Test
    void anEventOfSomebodyElseIsRefusedWithWhatItHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publisher.handleRequest(Map.of("Records", List.of()), new Invocation()))
                .withMessage("The event is none of CloudWatch Logs: it has no awslogs.data, but [Records]."
                        + " Only a subscription filter may invoke this function.");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> publisher.handleRequest(Map.of("awslogs", Map.of("data", "bm8gemlw")), new Invocation()))
                .withMessageStartingWith("The event's awslogs.data cannot be unpacked: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publisher.handleRequest(CloudWatch.wrapped("{}"), new Invocation()))
                .withMessage("The event's awslogs.data cannot be unpacked: logGroup is missing; it must be a string");
    }
}
