package dev.tracedshop.tracing;

import static dev.tracedshop.tracing.Messages.message;
import static dev.tracedshop.tracing.Messages.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarrierTest {

    private static final String TRACE = "6a00000000000000112210f47de98115";
    private static final String SPAN = "56a27731687509c9";
    private static final String JSON = "{\"traceparent\":\"00-" + TRACE + "-" + SPAN + "-01\"}";
    private static final Carrier CARRIER = new Carrier(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"));

    @Test
    void isInTheMessagesOwnAttribute() {
        assertThat(Carrier.ofMessage(with(message("m1", "{}"), "_datadog", JSON)))
                .isEqualTo(CARRIER);
        SQSMessage binary = message("m1", "{}");
        MessageAttribute attribute = new MessageAttribute();
        attribute.setDataType("Binary");
        attribute.setBinaryValue(ByteBuffer.wrap(JSON.getBytes(StandardCharsets.UTF_8)));
        binary.getMessageAttributes().put("_datadog", attribute);
        assertThat(Carrier.ofMessage(binary)).isEqualTo(CARRIER);
        assertThat(Carrier.ofMessage(binary)).as("read a second time").isEqualTo(CARRIER);
    }

    @Test
    void isInTheAttributeOfWhatSnsPutsAroundAMessage() {
        String base64 = Base64.getEncoder().encodeToString(JSON.getBytes(StandardCharsets.UTF_8));
        String body = "{\"Type\":\"Notification\",\"Message\":\"{}\",\"MessageAttributes\":"
                + "{\"_datadog\":{\"Type\":\"Binary\",\"Value\":\"" + base64 + "\"}}}";
        assertThat(Carrier.ofMessage(message("m1", body))).isEqualTo(CARRIER);
    }

    @Test
    void isInTheDetailOfAnEventOfTheBus() {
        String body = "{\"detail-type\":\"t\",\"detail\":{\"id\":\"1\",\"_datadog\":" + JSON + "}}";
        assertThat(Carrier.ofMessage(message("m1", body))).isEqualTo(CARRIER);
    }

    @Test
    void anAttributeCountsMoreThanTheBody() {
        String body = "{\"detail\":{\"_datadog\":{\"traceparent\":\"other\"}}}";
        assertThat(Carrier.ofMessage(with(message("m1", body), "_datadog", JSON)))
                .isEqualTo(CARRIER);
    }

    @Test
    void theHeaderOfXRayIsNoCarrier() {
        SQSMessage message = message("m1", "{}");
        message.setAttributes(Map.of("AWSTraceHeader", "Root=1-6b014928-00000000112210f47de98115;Parent=" + SPAN));
        assertThat(Carrier.ofMessage(message).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "[]",
                "{",
                "{\"detail\":7}",
                "{\"detail\":{\"_datadog\":\"x\"}}",
                "{\"MessageAttributes\":{\"_datadog\":{\"Type\":\"Binary\",\"Value\":\"%%\"}}}",
                "{\"MessageAttributes\":{\"_datadog\":{\"Type\":\"Binary\"}}}"
            })
    void whatCannotBeReadIsAsGoodAsNone(String body) {
        assertThat(Carrier.ofMessage(message("m1", body))).isEqualTo(Carrier.none());
        assertThat(Carrier.ofMessage(with(message("m1", "{}"), "_datadog", body)))
                .isEqualTo(Carrier.none());
    }

    @Test
    void aMessageOfAnEmptySenderHasNone() {
        assertThat(Carrier.ofMessage(new SQSMessage())).isEqualTo(Carrier.none());
    }

    @Test
    void namesItsSenderForALink() {
        assertThat(CARRIER.producer()).hasValueSatisfying(CarrierTest::isTheSender);
        Carrier datadog = new Carrier(Map.of(
                "x-datadog-trace-id", "1234567890123456789",
                "x-datadog-parent-id", Long.toUnsignedString(Long.parseUnsignedLong(SPAN, 16)),
                "x-datadog-tags", "_dd.p.dm=-1,_dd.p.tid=6a00000000000000"));
        assertThat(datadog.producer()).hasValueSatisfying(CarrierTest::isTheSender);
        assertThat(Carrier.none().producer()).isEmpty();
        assertThat(new Carrier(Map.of("traceparent", "00-0-0-01")).producer()).isEmpty();
        assertThat(new Carrier(Map.of("x-datadog-trace-id", "x", "x-datadog-parent-id", "1")).producer())
                .isEmpty();
    }

    @Test
    void isWrittenAsTheTracerWritesIt() {
        assertThat(CARRIER.toJson()).isEqualTo(JSON);
    }

    private static void isTheSender(SpanContext sender) {
        assertThat(sender.getTraceId()).isEqualTo(TRACE);
        assertThat(sender.getSpanId()).isEqualTo(SPAN);
        assertThat(sender.isSampled()).isTrue();
        assertThat(sender.isRemote()).isTrue();
    }
}
