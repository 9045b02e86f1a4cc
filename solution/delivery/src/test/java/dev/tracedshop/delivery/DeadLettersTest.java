package dev.tracedshop.delivery;

import static dev.tracedshop.delivery.Messages.message;
import static dev.tracedshop.delivery.Messages.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

class DeadLettersTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final String CARRIER =
            "{\"traceparent\":\"00-6a000000000000000000000000000001-00000000000000aa-01\"}";

    private final SentMessages queue = new SentMessages();
    private final DeadLetters deadLetters = new DeadLetters(queue, "https://queue");

    @Test
    void keepsTheBodyTheReasonTheRefusingSpanAndTheCarrier() {
        SQSMessage message = with(message("m0", "{\"a\": 1}"), "_datadog", CARRIER);
        refuse(message, "a must be a text");

        SendMessageRequest sent = queue.sent.get(0);
        SpanData refusing = TRACER.getSpans().get(0);
        assertThat(sent.queueUrl()).isEqualTo("https://queue");
        assertThat(sent.messageBody()).isEqualTo("{\"a\": 1}");
        assertThat(texts(sent))
                .isEqualTo(Map.of(
                        "reason",
                        "a must be a text",
                        "traceparent",
                        "00-" + refusing.getTraceId() + "-" + refusing.getSpanId() + "-"
                                + refusing.getSpanContext().getTraceFlags().asHex(),
                        "_datadog",
                        CARRIER));
    }

    @Test
    void keepsACarrierThatWasInTheBodyAsAnAttribute() {
        refuse(message("m0", "{\"detail\":{\"_datadog\":" + CARRIER + "}}"), "bad");
        assertThat(texts(queue.sent.get(0))).containsEntry("_datadog", CARRIER);
    }

    @Test
    void aMessageThatIsRefusedAgainHasTheNewReasonAndKeepsItsOtherAttributes() {
        SQSMessage message = with(with(message("m0", "{}"), "reason", "old"), "traceparent", "old");
        MessageAttribute binary = new MessageAttribute();
        binary.setDataType("Binary");
        binary.setBinaryValue(ByteBuffer.wrap(new byte[] {1, 2}));
        message.getMessageAttributes().put("bytes", binary);
        refuse(message, "new");

        SendMessageRequest sent = queue.sent.get(0);
        assertThat(texts(sent)).containsEntry("reason", "new").containsOnlyKeys("reason", "traceparent", "bytes");
        assertThat(texts(sent).get("traceparent")).startsWith("00-");
        assertThat(sent.messageAttributes())
                .hasEntrySatisfying(
                        "bytes",
                        bytes -> assertThat(bytes.binaryValue().asByteArray()).containsExactly(1, 2));
    }

    @Test
    void sendsNoMoreAttributesThanSqsTakes() {
        SQSMessage message = with(message("m0", "{}"), "_datadog", CARRIER);
        for (int i = 0; i < 9; i++) {
            with(message, "own" + i, "x");
        }
        refuse(message, "bad");
        assertThat(texts(queue.sent.get(0))).hasSize(10).containsKeys("reason", "traceparent", "_datadog");
    }

    @Test
    void makesAnyReasonATextThatSqsTakes() {
        refuse(message("m0", "{}"), "");
        refuse(message("m0", "{}"), "a\u0000b\ud800c\n" + "d".repeat(2000));
        assertThat(texts(queue.sent.get(0))).containsEntry("reason", "unknown");
        assertThat(texts(queue.sent.get(1)).get("reason"))
                .startsWith("a?b?c\nd")
                .hasSize(1000);
    }

    private void refuse(SQSMessage message, String reason) {
        String unused = Spans.inSpan("refusing", () -> {
            deadLetters.send(message, reason);
            return "done";
        });
    }

    private static Map<String, String> texts(SendMessageRequest sent) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, MessageAttributeValue> attribute :
                sent.messageAttributes().entrySet()) {
            texts.put(attribute.getKey(), String.valueOf(attribute.getValue().stringValue()));
        }
        return texts;
    }
}
