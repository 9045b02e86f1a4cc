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
 * Sends messages to the dead-letter queue of their queue.
 *
 * <p>What you need: {@link TraceParent#current()} writes the current span as a text, and {@link TraceParent#NAME} is where a later
 * delivery looks for it; {@link Carrier#ofMessage} finds a message's carrier, {@link Carrier#toJson()} writes it as the tracer does,
 * and {@link Carrier#NAME} is where it belongs. {@link #text} makes an attribute of a text.
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
        // TODO 1: say why the message was refused.
        // TODO 2: name the span that refuses it.
        // TODO 3: keep the carrier that the message came with.
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

    static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    /** Replaces what SQS takes in no text, cuts what is too long, and never leaves nothing. */
    static String sendable(String reason) {
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
