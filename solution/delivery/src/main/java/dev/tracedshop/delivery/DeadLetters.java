package dev.tracedshop.delivery;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.tracing.Carrier;
import dev.tracedshop.tracing.TraceParent;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Sends messages to the dead-letter queue of their queue, with the attributes {@code reason} and {@code traceparent} (the
 * current span, which refused it).
 *
 * <p>The body stays as it is, and so does the message's own carrier, as the attribute {@code _datadog}: redriven, the
 * message continues the trace that it came from, and is linked to the span that refused it.
 */
public final class DeadLetters implements DeadLetterQueue {

    /** The attribute that says why the message was refused. */
    public static final String REASON = "reason";

    // SQS counts attributes to the size of a message; a reason can quote from the body.
    private static final int LONGEST_REASON = 1000;
    private static final int MOST_ATTRIBUTES = 10;

    private final SqsClient sqs;
    private final String queueUrl;

    public DeadLetters(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
    }

    @Override
    public void send(SQSMessage message, String reason) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        // region:reason
        attributes.put(REASON, text(sendable(reason)));
        // endregion:reason
        // region:span
        TraceParent.current().ifPresent(span -> attributes.put(TraceParent.NAME, text(span)));
        // endregion:span
        // region:carrier
        // On SQS the tracer leaves a carrier alone that is there already.
        Carrier carrier = Carrier.ofMessage(message);
        if (!carrier.isEmpty()) {
            attributes.put(Carrier.NAME, text(carrier.toJson()));
        }
        // endregion:carrier
        addOthers(message, attributes);
        sqs.sendMessage(SendMessageRequest.builder()
                .queueUrl(queueUrl)
                .messageBody(message.getBody())
                .messageAttributes(attributes)
                .build());
    }

    /** Keeps the message's other attributes, as far as SQS takes so many. */
    private static void addOthers(SQSMessage message, Map<String, MessageAttributeValue> attributes) {
        Map<String, MessageAttribute> others = message.getMessageAttributes();
        if (others == null) {
            return;
        }
        others.forEach((name, value) -> {
            if (attributes.size() < MOST_ATTRIBUTES) {
                attributes.putIfAbsent(name, copy(value));
            }
        });
    }

    private static MessageAttributeValue copy(MessageAttribute attribute) {
        MessageAttributeValue.Builder copy = MessageAttributeValue.builder().dataType(attribute.getDataType());
        return attribute.getBinaryValue() == null
                ? copy.stringValue(attribute.getStringValue()).build()
                : copy.binaryValue(SdkBytes.fromByteBuffer(
                                attribute.getBinaryValue().duplicate()))
                        .build();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    /** Replaces what SQS takes in no text, cuts what is too long, and never leaves nothing. */
    private static String sendable(String reason) {
        StringBuilder text = new StringBuilder();
        reason.codePoints()
                .limit(LONGEST_REASON)
                .map(character -> isSendable(character) ? character : '?')
                .forEach(text::appendCodePoint);
        return text.isEmpty() ? "unknown" : text.toString();
    }

    private static boolean isSendable(int character) {
        return character == '\t'
                || character == '\n'
                || character == '\r'
                || (character >= 0x20 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || character >= 0x10000;
    }
}
