package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Events as AWS gives them to functions, for tests; times are around 2026-01-02T03:04:05Z. */
final class Events {

    static final String LOW = "1234567890123456789";
    static final String CARRIER = "{\"x-datadog-trace-id\":\"" + LOW + "\",\"x-datadog-parent-id\":\"99\","
            + "\"x-datadog-sampling-priority\":\"1\",\"x-datadog-tags\":\"_dd.p.tid=6a00000000000000\"}";
    static final String QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders";
    static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:created";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Events() {}

    static ObjectNode object(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("A test's JSON is malformed: " + json, e);
        }
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A batch of messages. */
    static ObjectNode sqs(ObjectNode... messages) {
        ObjectNode event = JSON.createObjectNode();
        for (ObjectNode message : messages) {
            event.withArray("Records").add(message);
        }
        return event;
    }

    static ObjectNode message(String body) {
        ObjectNode message = JSON.createObjectNode();
        message.put("messageId", "m1");
        message.put("receiptHandle", "handle");
        message.put("body", body);
        message.putObject("attributes")
                .put("ApproximateReceiveCount", "2")
                .put("SentTimestamp", "1767323045400")
                .put("SenderId", "AIDA")
                .put("ApproximateFirstReceiveTimestamp", "1767323045450");
        message.putObject("messageAttributes");
        message.put("md5OfBody", "0");
        message.put("eventSource", "aws:sqs");
        message.put("eventSourceARN", QUEUE);
        message.put("awsRegion", "eu-west-1");
        return message;
    }

    static ObjectNode attribute(ObjectNode message, String type, String field, String value) {
        message.withObject("/messageAttributes/_datadog").put("dataType", type).put(field, value);
        return message;
    }

    /** An SNS message, as in a function's record and in a queue's body. */
    static ObjectNode notification(String text) {
        ObjectNode sns = JSON.createObjectNode();
        sns.put("Type", "Notification");
        sns.put("MessageId", "n1");
        sns.put("TopicArn", TOPIC);
        sns.put("Message", text);
        sns.put("Timestamp", "2026-01-02T03:04:05.300Z");
        sns.putObject("MessageAttributes");
        return sns;
    }

    static ObjectNode withCarrier(ObjectNode notification, String carrier) {
        notification
                .withObject("/MessageAttributes/_datadog")
                .put("Type", "Binary")
                .put("Value", base64(carrier));
        return notification;
    }

    static ObjectNode sns(ObjectNode notification) {
        ObjectNode event = JSON.createObjectNode();
        ObjectNode one = event.withArray("Records").addObject();
        one.put("EventSource", "aws:sns");
        one.put("EventSubscriptionArn", TOPIC + ":s1");
        one.set("Sns", notification);
        return event;
    }

    static ObjectNode bridged(String detail) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "0");
        event.put("id", "e1");
        event.put("detail-type", "product.created.v1");
        event.put("source", "dev.products");
        event.put("account", "123456789012");
        event.put("time", "2026-01-02T03:04:05Z");
        event.put("region", "eu-west-1");
        event.putArray("resources");
        event.set("detail", object(detail));
        return event;
    }

    static final String STREAM =
            "arn:aws:dynamodb:eu-west-1:123456789012:table/TestTable/stream/2026-01-01T00:00:00.000";

    /** A record of a table's stream; its keys are JSON. */
    static ObjectNode change(String eventName, String keys) {
        ObjectNode record = JSON.createObjectNode();
        record.put("eventID", "c4ca4238a0b923820dcc509a6f75849b");
        record.put("eventName", eventName);
        record.put("eventVersion", "1.1");
        record.put("eventSource", "aws:dynamodb");
        record.put("awsRegion", "eu-west-1");
        record.put("eventSourceARN", STREAM);
        ObjectNode change = record.putObject("dynamodb");
        change.put("ApproximateCreationDateTime", 1_767_323_045);
        change.set("Keys", object(keys));
        change.put("SequenceNumber", "100000000005391461882");
        change.put("SizeBytes", 26);
        change.put("StreamViewType", "NEW_AND_OLD_IMAGES");
        return record;
    }

    /** What a bucket tells of an object. */
    static ObjectNode object(String bucket, String key, String etag) {
        ObjectNode record = JSON.createObjectNode();
        record.put("eventVersion", "2.1");
        record.put("eventSource", "aws:s3");
        record.put("awsRegion", "eu-west-1");
        record.put("eventTime", "2026-01-02T03:04:05.250Z");
        record.put("eventName", "ObjectCreated:Put");
        ObjectNode s3 = record.putObject("s3");
        s3.putObject("bucket").put("name", bucket).put("arn", "arn:aws:s3:::" + bucket);
        s3.putObject("object").put("key", key).put("size", 1024).put("eTag", etag);
        return record;
    }

    /** A batch of whatever records. */
    static ObjectNode records(ObjectNode... records) {
        return sqs(records);
    }

    /** The detail of an event whose producer's tracer said when and where to it was sent. */
    static String detail() {
        return "{\"id\":\"p1\",\"_datadog\":" + CARRIER.substring(0, CARRIER.length() - 1)
                + ",\"x-datadog-start-time\":\"1767323045100.5\",\"x-datadog-resource-name\":\"dev-shop\"}}";
    }
}
