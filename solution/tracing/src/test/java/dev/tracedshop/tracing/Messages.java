package dev.tracedshop.tracing;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes messages as Lambda hands them over. */
final class Messages {

    private Messages() {}

    static SQSMessage message(String id, String body) {
        SQSMessage message = new SQSMessage();
        message.setMessageId(id);
        message.setBody(body);
        message.setEventSourceArn("arn:aws:sqs:eu-west-1:111111111111:dev-orders");
        message.setAttributes(Map.of("SentTimestamp", Long.toString(System.currentTimeMillis() - 1000)));
        message.setMessageAttributes(new LinkedHashMap<>());
        return message;
    }

    static SQSMessage with(SQSMessage message, String name, String value) {
        MessageAttribute attribute = new MessageAttribute();
        attribute.setDataType("String");
        attribute.setStringValue(value);
        message.getMessageAttributes().put(name, attribute);
        return message;
    }

    static SQSMessage carrying(String id, String traceparent) {
        return with(message(id, "{}"), Carrier.NAME, "{\"traceparent\":\"" + traceparent + "\"}");
    }
}
