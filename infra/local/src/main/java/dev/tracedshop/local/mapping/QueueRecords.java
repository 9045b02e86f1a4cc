package dev.tracedshop.local.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.sqs.Queue;

/** Writes messages as records of <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">the event that Lambda documents</a>. */
final class QueueRecords {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Queue queue;
    private final Place place;

    QueueRecords(Queue queue, Place place) {
        this.queue = queue;
        this.place = place;
    }

    /** Turns a message as ReceiveMessage answers it into a record. */
    ObjectNode record(JsonNode message) {
        ObjectNode record = JSON.createObjectNode();
        record.set("messageId", message.path("MessageId"));
        record.set("receiptHandle", message.path("ReceiptHandle"));
        record.set("body", message.path("Body"));
        ObjectNode attributes = record.putObject("attributes");
        message.path("Attributes").properties().forEach(one -> attributes.set(one.getKey(), one.getValue()));
        ObjectNode messageAttributes = record.putObject("messageAttributes");
        message.path("MessageAttributes").properties().forEach(one -> {
            ObjectNode attribute = messageAttributes.putObject(one.getKey());
            String type = one.getValue().path("DataType").asText();
            if (type.startsWith("Binary")) {
                attribute.set("binaryValue", one.getValue().path("BinaryValue"));
            } else {
                attribute.set("stringValue", one.getValue().path("StringValue"));
            }
            attribute.putArray("stringListValues");
            attribute.putArray("binaryListValues");
            attribute.put("dataType", type);
        });
        if (message.has("MD5OfMessageAttributes")) {
            record.set("md5OfMessageAttributes", message.path("MD5OfMessageAttributes"));
        }
        record.set("md5OfBody", message.path("MD5OfBody"));
        record.put("eventSource", "aws:sqs");
        record.put("eventSourceARN", queue.definition().arn());
        record.put("awsRegion", place.region());
        return record;
    }
}
