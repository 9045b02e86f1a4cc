package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.delivery.MessageAttribute;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What SQS refuses. Sources: the developer guide's <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html">message quotas</a>, <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html">queue quotas</a>, and the API
 * reference of each operation.
 */
final class SqsLimits {
    /** A message with its attributes, and a batch of them: 1 MiB since August 2025, 256 KiB before. */
    static final int MESSAGE_BYTES = 1024 * 1024;

    static final int BATCH_ENTRIES = 10;
    static final int ATTRIBUTES = 10;
    static final int RECEIVED_AT_ONCE = 10;
    static final int VISIBILITY_SECONDS = 12 * 60 * 60;
    static final int DELAY_SECONDS = 15 * 60;
    static final int WAIT_SECONDS = 20;
    private static final Pattern ENTRY_ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");
    private static final Pattern ATTRIBUTE_NAME = Pattern.compile("(?!\\.)(?!.*\\.\\.)[A-Za-z0-9_.-]{1,256}(?<!\\.)");

    private SqsLimits() {}

    static AwsError error(String code, String message) {
        return new AwsError(400, code, message);
    }

    /** Checks that a number, if it is given, lies in a range. */
    static void range(JsonNode request, String name, int from, int to) {
        JsonNode value = request.path(name);
        if (!value.isMissingNode() && !value.isNull() && (value.asInt(-1) < from || value.asInt(-1) > to)) {
            throw error(
                    "InvalidParameterValue",
                    "Value " + value.asText() + " for parameter " + name + " is invalid. Reason: Must be between "
                            + from + " and " + to + ", if provided.");
        }
    }

    /** Checks a batch's entries and their ids, for any of the batch operations. */
    static void batch(JsonNode entries) {
        if (entries.isEmpty()) {
            throw error("EmptyBatchRequest", "There should be at least one entry in the request.");
        }
        if (entries.size() > BATCH_ENTRIES) {
            throw error(
                    "TooManyEntriesInBatchRequest",
                    "Maximum number of entries per request are " + BATCH_ENTRIES + ". You have sent " + entries.size()
                            + ".");
        }
        Set<String> ids = new HashSet<>();
        for (JsonNode entry : entries) {
            String id = entry.path("Id").asText();
            if (!ENTRY_ID.matcher(id).matches()) {
                throw error(
                        "InvalidBatchEntryId",
                        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");
            }
            if (!ids.add(id)) {
                throw error("BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
            }
        }
    }

    /** Checks that messages sent together are not too long together. */
    static void batchSize(JsonNode entries) {
        long size = 0;
        for (JsonNode entry : entries) {
            size += size(entry);
        }
        if (size > MESSAGE_BYTES) {
            throw error(
                    "BatchRequestTooLong",
                    "Batch requests cannot be longer than " + MESSAGE_BYTES + " bytes. You have sent " + size
                            + " bytes.");
        }
    }

    /** Checks one message, as it is sent. */
    static void message(JsonNode message) {
        String body = message.path("MessageBody").asText();
        if (body.isEmpty()) {
            throw error("MissingParameter", "The request must contain the parameter MessageBody.");
        }
        if (!body.codePoints().allMatch(SqsLimits::allowed)) {
            throw error(
                    "InvalidMessageContents",
                    "Invalid characters found. Valid unicode characters are "
                            + "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF");
        }
        JsonNode attributes = message.path("MessageAttributes");
        if (attributes.size() > ATTRIBUTES) {
            throw error(
                    "InvalidParameterValue",
                    "Number of message attributes [" + attributes.size() + "] exceeds the allowed maximum ["
                            + ATTRIBUTES + "].");
        }
        attributes.properties().forEach(attribute -> attribute(attribute.getKey(), attribute.getValue()));
        long size = size(message);
        if (size > MESSAGE_BYTES) {
            throw error(
                    "InvalidParameterValue",
                    "One or more parameters are invalid. Reason: Message must be shorter than " + MESSAGE_BYTES
                            + " bytes.");
        }
        range(message, "DelaySeconds", 0, DELAY_SECONDS);
    }

    private static void attribute(String name, JsonNode attribute) {
        if (!ATTRIBUTE_NAME.matcher(name).matches() || MessageAttribute.isReserved(name)) {
            throw error("InvalidParameterValue", "The message attribute name '" + name + "' is invalid.");
        }
        String type = attribute.path("DataType").asText();
        if (!TYPE.matcher(type).matches()) {
            throw error(
                    "InvalidParameterValue",
                    "The type of message (user) attribute '" + name + "' is invalid. You must use only the following "
                            + "supported type prefixes: Binary, Number, String.");
        }
        String value = type.startsWith("Binary") ? "BinaryValue" : "StringValue";
        if (attribute.path(value).asText().isEmpty()) {
            throw error(
                    "InvalidParameterValue",
                    "The message (user) attribute '" + name + "' must contain a non-empty value of type '" + type
                            + "'.");
        }
        if (type.startsWith("Number")
                && !MessageAttribute.isNumber(attribute.path(value).asText())) {
            throw error(
                    "InvalidParameterValue",
                    "Can't cast the value of message (user) attribute '" + name + "' to a number.");
        }
    }

    private static boolean allowed(int character) {
        return character == 0x9
                || character == 0xA
                || character == 0xD
                || (character >= 0x20 && character <= 0xD7FF)
                || (character >= 0xE000 && character <= 0xFFFD)
                || character >= 0x10000;
    }

    /** Returns what counts of a message: its body, and name, type and value of each attribute. */
    static long size(JsonNode message) {
        long size = bytes(message.path("MessageBody").asText());
        for (var attribute : message.path("MessageAttributes").properties()) {
            size += bytes(attribute.getKey())
                    + bytes(attribute.getValue().path("DataType").asText())
                    + bytes(attribute.getValue().path("StringValue").asText())
                    // Four letters of base64 stand for three bytes.
                    + bytes(attribute.getValue().path("BinaryValue").asText()) * 3 / 4;
        }
        return size;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
