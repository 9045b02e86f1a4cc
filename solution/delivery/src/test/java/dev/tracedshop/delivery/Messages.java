package dev.tracedshop.delivery;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes messages as Lambda hands them over. */
final class Messages {

    private Messages() {}

    static SQSEvent batch(SQSMessage... messages) {
        SQSEvent event = new SQSEvent();
        event.setRecords(List.of(messages));
        return event;
    }

    static SQSMessage message(String id, String body) {
        SQSMessage message = new SQSMessage();
        message.setMessageId(id);
        message.setBody(body);
        message.setEventSourceArn("arn:aws:sqs:eu-west-1:111111111111:dev-orders");
        message.setAttributes(Map.of("SentTimestamp", "1769860800000"));
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

    /** Makes a message whose sender's span is {@code 00000000000000aa} of the given trace. */
    static SQSMessage carrying(String id, String trace) {
        return with(message(id, "{}"), "_datadog", "{\"traceparent\":\"00-" + trace + "-00000000000000aa-01\"}");
    }
}
