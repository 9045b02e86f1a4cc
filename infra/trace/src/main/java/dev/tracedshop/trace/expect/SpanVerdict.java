package dev.tracedshop.trace.expect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.trace.TraceId;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A sampler's verdict on a span.
 *
 * @param partition of the host that gave it
 * @param kept whether the span is kept
 */
record SpanVerdict(TraceId traceId, long spanId, int partition, boolean kept) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads a line as JSON; none when it is something that the program printed beside. */
    static Optional<JsonNode> json(String line) {
        try {
            return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Reads a verdict; none when the line is about something else. */
    static Optional<SpanVerdict> of(JsonNode line) {
        if (!line.has("verdict")) {
            return Optional.empty();
        }
        return Optional.of(new SpanVerdict(
                TraceId.parse(line.path("traceId").asText()),
                HexFormat.fromHexDigitsToLong(line.path("spanId").asText()),
                line.path("partition").asInt(),
                line.path("verdict").asText().equals("keep")));
    }
}
