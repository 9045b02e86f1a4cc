package dev.tracedshop.local.s3;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.UUID;

/**
 * What happened to an object.
 *
 * @param name what happened, for example {@code ObjectCreated:Put}
 * @param bucket the bucket
 * @param key the object's key
 * @param size its length in bytes; negative when it is gone
 * @param eTag its tag without quotes, or empty
 * @param caller who did it
 * @param requestId the request
 * @param sequencer grows with every change
 * @param at when
 */
record ObjectChange(
        String name,
        String bucket,
        String key,
        long size,
        String eTag,
        String caller,
        String requestId,
        String sequencer,
        Instant at) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the event as <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">S3 documents it</a>. */
    ObjectNode event(String notificationId, String region, String account) {
        ObjectNode event = JSON.createObjectNode();
        ObjectNode record = event.putArray("Records").addObject();
        record.put("eventVersion", "2.1");
        record.put("eventSource", "aws:s3");
        record.put("awsRegion", region);
        // Milliseconds always, also when they are none.
        record.put(
                "eventTime",
                new DateTimeFormatterBuilder().appendInstant(3).toFormatter().format(at));
        record.put("eventName", name);
        record.putObject("userIdentity").put("principalId", "AWS:" + caller);
        record.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
        record.putObject("responseElements")
                .put("x-amz-request-id", requestId)
                .put(
                        "x-amz-id-2",
                        UUID.nameUUIDFromBytes(requestId.getBytes(StandardCharsets.UTF_8))
                                .toString());
        ObjectNode s3 = record.putObject("s3");
        s3.put("s3SchemaVersion", "1.0");
        s3.put("configurationId", notificationId);
        ObjectNode told = s3.putObject("bucket");
        told.put("name", bucket);
        told.putObject("ownerIdentity").put("principalId", account);
        told.put("arn", "arn:aws:s3:::" + bucket);
        ObjectNode object = s3.putObject("object");
        // As in a form: a space is a plus sign. The slash stays.
        object.put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"));
        if (size >= 0) {
            object.put("size", size);
            object.put("eTag", eTag);
        }
        object.put("sequencer", sequencer);
        return event;
    }
}
