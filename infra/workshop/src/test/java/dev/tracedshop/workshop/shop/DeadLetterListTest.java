package dev.tracedshop.workshop.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.sqs.WaitingMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of a dead letter, however it became one. */
class DeadLetterListTest {
    private static final String TRACE = "68029e8a00000000358e774943fd9d01";
    private static final String TRACE_PARENT = "00-" + TRACE + "-76c040bdc454a7ac-01";
    private static final String CARRIER = "{\"traceparent\":\"" + TRACE_PARENT + "\"}";
    private static final String BINARY = Base64.getEncoder().encodeToString(CARRIER.getBytes(StandardCharsets.UTF_8));
    private static final String EVENT = "{\\\"id\\\":\\\"event-1\\\",\\\"type\\\":\\\"product.created\\\"}";
    private static final String NOTIFICATION = "{\"Message\":\"" + EVENT
            + "\",\"MessageAttributes\":{\"_datadog\":{\"Type\":\"Binary\",\"Value\":\"" + BINARY + "\"}}}";

    private static DeadLetterList.DeadLetter told(
            String body, Map<String, MessageAttribute> attributes, String header, int receives, String source) {
        return DeadLetterList.letter(
                "dev-dead-letters",
                new WaitingMessage(
                        "id", body, attributes, header, Instant.parse("2026-01-31T12:00:00Z"), receives, source));
    }

    private static MessageAttribute text(String value) {
        return new MessageAttribute("String", value);
    }

    @Test
    void whatAHandlerRefusedHasItsReasonAndTheTraceOfTheRefusal() {
        assertThat(told(
                        "{\"detail-type\":\"product.created\",\"detail\":{\"id\":\"event-1\",\"type\":\"product.created\"}}",
                        Map.of("reason", text("no productId"), "traceparent", text(TRACE_PARENT)),
                        "",
                        0,
                        ""))
                .isEqualTo(new DeadLetterList.DeadLetter(
                        "dev-dead-letters",
                        "id",
                        "2026-01-31T12:00:00Z",
                        0,
                        "no productId",
                        TRACE,
                        "product.created",
                        "event-1"));
    }

    @Test
    void whatCameBackTooOftenSaysHowOften() {
        DeadLetterList.DeadLetter letter = told(NOTIFICATION, Map.of(), "", 3, "arn:aws:sqs:us-east-1:1:dev-work");
        assertThat(letter.reason()).isEqualTo("received 3 times without success");
        assertThat(letter.trace()).isEqualTo(TRACE);
        assertThat(letter.type()).isEqualTo("product.created");
        assertThat(letter.event()).isEqualTo("event-1");
    }

    @Test
    void whatAFunctionFailedToHandleSaysWithWhichError() {
        String record =
                "{\"requestContext\":{\"condition\":\"RetriesExhausted\"},\"requestPayload\":{\"Records\":[{\"Sns\":"
                        + NOTIFICATION + "}]},\"responsePayload\":{\"errorMessage\":\"broken\"}}";
        DeadLetterList.DeadLetter letter = told(record, Map.of(), "", 0, "");
        assertThat(letter.reason()).isEqualTo("RetriesExhausted: broken");
        assertThat(letter.trace()).isEqualTo(TRACE);
        assertThat(letter.event()).isEqualTo("event-1");
    }

    @Test
    void garbageHasNoEventAndMaybeATraceByItsHeader() {
        DeadLetterList.DeadLetter letter = told(
                "garbage",
                Map.of(),
                "Root=1-68029e8a-00000000358e774943fd9d01;Parent=76c040bdc454a7ac;Sampled=1",
                0,
                "");
        assertThat(letter.type()).isEmpty();
        assertThat(letter.trace()).isEqualTo(TRACE);
        assertThat(letter.reason()).contains("does not say why");
        assertThat(told("[1]", Map.of(), "", 0, "").trace()).isEmpty();
    }

    @Test
    void aCarrierOfDatadogsOwnStyleIsReadWithBothHalves() {
        long lower = Long.parseUnsignedLong("358e774943fd9d01", 16);
        assertThat(told(
                                "{}",
                                Map.of(
                                        "_datadog",
                                        text("{\"x-datadog-trace-id\":\"" + Long.toUnsignedString(lower)
                                                + "\",\"x-datadog-tags\":\"_dd.p.tid=68029e8a00000000,_dd.p.dm=-1\"}")),
                                "",
                                0,
                                "")
                        .trace())
                .isEqualTo(TRACE);
    }
}
