package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.trace.PointerHash;
import dev.tracedshop.trace.SpanPointer;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A bucket tells the function what happened to an object. An event without ETag or size, as of a removed object, is of unknown type.
 *
 * @param eventSource {@code aws:s3}; stands in the place of an ARN
 * @param key as in the notification, URL-encoded
 * @param records how many there are in the notification
 */
record S3Trigger(
        String eventSource,
        Instant time,
        String eventName,
        String bucket,
        String bucketArn,
        String key,
        long size,
        String etag,
        int records)
        implements Trigger {

    private static final String NAME = "aws.s3";

    /** Recognises {@code Records[0].s3}. */
    static final class Type implements TriggerType {

        @Override
        public String name() {
            return "an S3 notification";
        }

        @Override
        public boolean matches(JsonNode event) {
            return event.path("Records").path(0).has("s3");
        }

        @Override
        public Trigger read(JsonNode event) throws EventMismatch {
            EventFields record = new EventFields(event, "").first("Records");
            EventFields s3 = record.object("s3");
            EventFields bucket = s3.object("bucket");
            EventFields object = s3.object("object");
            return new S3Trigger(
                    record.text("eventSource"),
                    record.time("eventTime"),
                    record.text("eventName"),
                    bucket.text("name"),
                    bucket.text("arn"),
                    object.text("key"),
                    object.integer("size"),
                    object.text("eTag"),
                    event.path("Records").size());
        }
    }

    @Override
    public String source() {
        return "s3";
    }

    @Override
    public List<Carrier> carriers() {
        return Trigger.nothingCarried(records, "s3");
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public List<InferredSpan> inferredSpans(FunctionProfile profile) {
        Map<String, String> tags = Map.of(
                "operation_name", NAME,
                "event_name", eventName,
                "bucketname", bucket,
                "bucket_arn", bucketArn,
                "object_key", key,
                "object_size", Long.toString(size),
                "object_etag", etag);
        String service = Trigger.serviceName(profile, bucket, "lambda_s3", bucket, source());
        return List.of(new InferredSpan(NAME, service, bucket, "web", Nanos.of(time), tags));
    }

    @Override
    public List<SpanPointer> pointers() {
        return bucket.isEmpty() || key.isEmpty() || etag.replace("\"", "").isEmpty()
                ? List.of()
                : List.of(new SpanPointer(
                        PointerHash.S3_OBJECT, SpanPointer.READER, PointerHash.ofObject(bucket, key, etag)));
    }

    @Override
    public Map<String, String> tags(FunctionProfile profile) {
        return Map.of(EVENT_SOURCE, source(), EVENT_SOURCE_ARN, eventSource);
    }
}
