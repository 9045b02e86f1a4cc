package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads OTLP in JSON.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding">JSON Protobuf Encoding</a>
 */
final class OtlpJson {

    /*
     * It is the usual JSON of protobuf with one difference: the ids of traces and spans are in hex instead of base64. So these, and
     * nothing else, are written anew before protobuf's own reader sees them; an attribute may be called traceId as well, and bytes in a
     * value stay in base64. What is no hex becomes an id without bytes, which is left out like any id of a wrong size.
     */

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A sender may be newer than this reader: the specification asks to ignore what one does not know. */
    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();

    private OtlpJson() {}

    /**
     * Parses an export request.
     *
     * @throws MalformedPayload if it is none
     */
    static ExportTraceServiceRequest parse(byte[] body) throws MalformedPayload {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        try {
            JsonNode json = JSON.readTree(body);
            if (!json.isObject()) {
                throw new MalformedPayload("The " + body.length
                        + " bytes are no OTLP trace export in JSON: an object with resourceSpans is expected");
            }
            for (JsonNode resource : json.path("resourceSpans")) {
                for (JsonNode scope : resource.path("scopeSpans")) {
                    scope.path("spans").forEach(OtlpJson::writeIdsAnew);
                }
            }
            PARSER.merge(json.toString(), request);
            return request.build();
        } catch (JacksonException e) {
            throw malformed(body, e.getOriginalMessage(), e);
        } catch (InvalidProtocolBufferException e) {
            throw malformed(body, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw malformed(body, e.toString(), e);
        }
    }

    private static MalformedPayload malformed(byte[] body, String why, Exception cause) {
        return new MalformedPayload("The " + body.length + " bytes are no OTLP trace export in JSON: " + why, cause);
    }

    private static void writeIdsAnew(JsonNode span) {
        for (String id : List.of("traceId", "spanId", "parentSpanId")) {
            writeAnew(span, id);
        }
        for (JsonNode link : span.path("links")) {
            writeAnew(link, "traceId");
            writeAnew(link, "spanId");
        }
    }

    private static void writeAnew(JsonNode owner, String id) {
        if (owner instanceof ObjectNode object && object.path(id).isTextual()) {
            object.put(
                    id, Base64.getEncoder().encodeToString(bytes(object.path(id).asText())));
        }
    }

    private static byte[] bytes(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
