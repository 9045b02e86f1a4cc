package dev.tracedshop.delivery;

import static dev.tracedshop.delivery.Messages.batch;
import static dev.tracedshop.delivery.Messages.carrying;
import static dev.tracedshop.delivery.Messages.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.events.Json;
import dev.tracedshop.tracing.ProcessSpans;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageBatchTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final String FIRST = "6a000000000000000000000000000001";
    private static final String SECOND = "6a000000000000000000000000000002";
    private static final String THIRD = "6a000000000000000000000000000003";

    private final List<String> handled = new ArrayList<>();
    private final List<String> deadLetters = new ArrayList<>();
    private final MessageBatch batch = new MessageBatch(ProcessSpans.continuing(), this::deadLetter);

    @Test
    void oneFailsOneIsBadAndOneIsHandled() {
        SQSBatchResponse response = Spans.inSpan(
                "invocation",
                () -> batch.handle(
                        batch(carrying("fails", FIRST), carrying("bad", SECOND), carrying("good", THIRD)),
                        this::handle));

        assertThat(failures(response)).containsExactly("fails");
        assertThat(handled).containsExactly("good");
        assertThat(deadLetters).containsExactly("bad: the name is missing, in trace " + SECOND);
        assertThat(span("fails").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span("fails").getEvents()).hasSize(1);
        assertThat(span("bad").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span("bad").getStatus().getDescription()).contains("the name is missing");
        assertThat(span("good").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span("good").getTraceId()).isEqualTo(THIRD);
        SpanData invocation = TRACER.getSpans().get(3);
        assertThat(invocation.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(invocation.getAttributes().get(AttributeKey.longKey(ProcessSpans.BATCH_COUNT)))
                .isEqualTo(3);
    }

    @Test
    void whatIsNotTheAgreedJsonIsBadForGood() {
        SQSBatchResponse response = batch.handle(
                batch(message("m0", "{")),
                message -> assertThat(Json.readObject(message.getBody())).isNotNull());
        assertThat(failures(response)).isEmpty();
        assertThat(deadLetters).singleElement().asString().startsWith("m0: Unexpected end-of-input");
    }

    @Test
    void aMessageThatCannotBeDeadLetteredIsDeliveredAgain() {
        MessageBatch noQueue = new MessageBatch(ProcessSpans.continuing(), (message, reason) -> {
            throw new IllegalStateException("the queue is gone");
        });
        SQSBatchResponse response =
                noQueue.handle(batch(carrying("bad", FIRST), carrying("good", SECOND)), this::handle);
        assertThat(failures(response)).containsExactly("bad");
        assertThat(handled).containsExactly("good");
        assertThat(span("bad").getEvents()).hasSize(2);
    }

    @Test
    void aHeldLeaseIsDeliveredAgain() {
        SQSBatchResponse response = batch.handle(batch(message("m0", "{}")), message -> {
            throw new LeaseHeldException("acl/t/1");
        });
        assertThat(failures(response)).containsExactly("m0");
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void anErrorOfTheProcessEndsTheInvocation() {
        OutOfMemoryError error = new OutOfMemoryError("test");
        assertThatThrownBy(() -> batch.handle(batch(message("m0", "{}")), message -> {
                    throw error;
                }))
                .isSameAs(error);
    }

    @Test
    void readsWhatSnsAndTheBusPutAroundAnEvent() {
        assertThat(SnsEnvelope.message(message("m0", "{\"Type\":\"Notification\",\"Message\":\"{\\\"a\\\":1}\"}")))
                .isEqualTo("{\"a\":1}");
        assertThatThrownBy(() -> SnsEnvelope.message(message("m0", "{\"a\":1}")))
                .hasMessageContaining("Message is missing");
        assertThat(BusEvent.read("{\"source\":\"dev.products\",\"detail-type\":\"t\",\"detail\":{\"a\":1.50}}"))
                .isEqualTo(new BusEvent("dev.products", "t", "{\"a\":1.50}"));
        assertThatThrownBy(() -> BusEvent.read("{\"source\":\"dev.products\"}"))
                .hasMessageContaining("detail-type is missing");
    }

    private void handle(SQSMessage message) {
        switch (message.getMessageId()) {
            case "fails" -> throw new IllegalStateException("no topic");
            case "bad" -> throw new PermanentlyBadMessageException("the name is missing");
            default -> handled.add(message.getMessageId());
        }
    }

    private void deadLetter(SQSMessage message, String reason) {
        deadLetters.add(message.getMessageId() + ": " + reason + ", in trace " + Spans.traceId());
    }

    private static List<String> failures(SQSBatchResponse response) {
        return response.getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private static SpanData span(String messageId) {
        AttributeKey<String> id = AttributeKey.stringKey("messaging.message.id");
        return TRACER.getSpans().stream()
                .filter(span -> messageId.equals(span.getAttributes().get(id)))
                .findFirst()
                .orElseThrow();
    }
}
