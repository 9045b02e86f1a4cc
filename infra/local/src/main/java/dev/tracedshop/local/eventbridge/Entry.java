package dev.tracedshop.local.eventbridge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.aws.AwsError;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * An entry of a PutEvents request.
 *
 * @param json as it came
 */
record Entry(JsonNode json) {
    /** Numbers stay as they were written; of a key that is there twice the last counts, as on AWS. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int BYTES_OF_TIME = 14;

    /** Returns what counts against the request's limit, by <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html">EventBridge's rule</a>. */
    long size() {
        long size = json.has("Time") ? BYTES_OF_TIME : 0;
        size += bytes("Source") + bytes("DetailType") + bytes("Detail");
        for (JsonNode resource : json.path("Resources")) {
            size += resource.asText().getBytes(StandardCharsets.UTF_8).length;
        }
        return size;
    }

    private long bytes(String field) {
        return json.path(field).asText().getBytes(StandardCharsets.UTF_8).length;
    }

    /** Returns the name or ARN of the bus; empty for the default one. */
    String bus() {
        return json.path("EventBusName").asText();
    }

    /** Returns the X-Ray header that the entry carries itself, or another. */
    String traceHeader(String otherwise) {
        return json.path("TraceHeader").asText(otherwise);
    }

    /**
     * Returns the event.
     *
     * @throws AwsError if the entry is none; the error is the entry's own, the others of the request are not touched by it
     */
    Event event() {
        for (String field : List.of("Source", "DetailType", "Detail")) {
            if (json.path(field).asText().isEmpty()) {
                throw new AwsError(
                        400,
                        "InvalidArgument",
                        "Parameter " + field + " is not valid. Reason: " + field + " is a required argument.");
            }
        }
        String source = json.path("Source").asText();
        if (source.startsWith("aws.")) {
            throw new AwsError(400, "NotAuthorizedForSource", "Not authorized for the source.");
        }
        List<String> resources = new ArrayList<>();
        json.path("Resources").forEach(resource -> resources.add(resource.asText()));
        Instant now = Instant.now();
        Instant time = json.path("Time").isNumber()
                ? Instant.ofEpochMilli(Math.round(json.path("Time").asDouble() * 1000))
                : now;
        return new Event(
                UUID.randomUUID().toString(), source, json.path("DetailType").asText(), time, resources, detail(), now);
    }

    private ObjectNode detail() {
        try {
            if (JSON.readTree(json.path("Detail").asText()) instanceof ObjectNode detail) {
                return detail;
            }
        } catch (JacksonException e) {
            // Answered below: EventBridge does not tell one kind of malformed detail from another.
        }
        throw new AwsError(400, "MalformedDetail", "Detail is malformed.");
    }
}
