package dev.tracedshop.local.sns;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What SNS writes around a message. */
final class Envelope {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String NO_SIGNATURE = "not-signed-on-this-machine";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Envelope() {}

    /** Returns the event as <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html">Lambda documents it</a>. */
    static ObjectNode forFunction(Topic topic, Subscription subscription, Message message) {
        ObjectNode event = JSON.createObjectNode();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("EventSource", "aws:sns");
        record.put("EventVersion", "1.0");
        record.put("EventSubscriptionArn", subscription.arn());
        ObjectNode sns = record.putObject("Sns");
        sns.put("Type", "Notification");
        sns.put("MessageId", message.id());
        sns.put("TopicArn", topic.arn());
        if (message.subject().isEmpty()) {
            sns.putNull("Subject");
        } else {
            sns.put("Subject", message.subject());
        }
        sns.put("Message", message.body());
        sns.put("Timestamp", TIMESTAMP.format(message.accepted()));
        sns.put("SignatureVersion", "1");
        sns.put("Signature", NO_SIGNATURE);
        sns.put("SigningCertUrl", "");
        sns.put("UnsubscribeUrl", "");
        attributes(sns, message);
        return event;
    }

    /**
     * Returns the body of a queue's message as
     * <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-sqs-as-subscriber.html">SNS documents it</a>: unlike in a function's event,
     * what a message lacks is left out, and the addresses are spelled URL.
     */
    static ObjectNode forQueue(Topic topic, Message message) {
        ObjectNode body = JSON.createObjectNode();
        body.put("Type", "Notification");
        body.put("MessageId", message.id());
        body.put("TopicArn", topic.arn());
        if (!message.subject().isEmpty()) {
            body.put("Subject", message.subject());
        }
        body.put("Message", message.body());
        body.put("Timestamp", TIMESTAMP.format(message.accepted()));
        body.put("SignatureVersion", "1");
        body.put("Signature", NO_SIGNATURE);
        body.put("SigningCertURL", "");
        body.put("UnsubscribeURL", "");
        if (!message.attributes().isEmpty()) {
            attributes(body, message);
        }
        return body;
    }

    private static void attributes(ObjectNode parent, Message message) {
        ObjectNode attributes = parent.putObject("MessageAttributes");
        message.attributes()
                .forEach((name, attribute) ->
                        attributes.putObject(name).put("Type", attribute.type()).put("Value", attribute.value()));
    }
}
