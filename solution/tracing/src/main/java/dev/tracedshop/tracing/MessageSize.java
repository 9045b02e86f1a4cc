package dev.tracedshop.tracing;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says how large a message is, in bytes.
 *
 * @param body the body in UTF-8
 * @param envelope what SQS counts: the body, and the name, the type and the value of every attribute
 */
record MessageSize(long body, long envelope) {

    static MessageSize of(SQSMessage message) {
        long body = bytes(message.getBody());
        long envelope = body;
        Map<String, MessageAttribute> attributes = message.getMessageAttributes();
        if (attributes != null) {
            for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
                MessageAttribute value = attribute.getValue();
                envelope += bytes(attribute.getKey()) + bytes(value.getDataType()) + bytes(value.getStringValue());
                envelope += value.getBinaryValue() == null
                        ? 0
                        : value.getBinaryValue().remaining();
            }
        }
        return new MessageSize(body, envelope);
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
