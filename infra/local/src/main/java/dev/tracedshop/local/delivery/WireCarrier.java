package dev.tracedshop.local.delivery;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a message carried of its trace, as it was on the wire.
 *
 * @param place where the tracer's carrier was, for example {@code Detail._datadog}; empty when there was none
 * @param text the carrier's text, its beginning when it is long; empty when there was none
 * @param attributes how many message attributes there were beside it
 * @param traceHeader AWS's own header {@code X-Amzn-Trace-Id}, or empty
 */
public record WireCarrier(String place, String text, int attributes, String traceHeader) {
    /** The name under which Datadog's tracers put a carrier. */
    public static final String NAME = "_datadog";

    private static final int MOST_CHARACTERS = 1_000;
    private static final String QUOTED_NAME = '"' + NAME + '"';
    private static final ObjectMapper JSON = new ObjectMapper();

    public WireCarrier {
        text = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }

    /**
     * Describes a message that has its carrier in an attribute.
     *
     * @param place where the attributes are, for example {@code MessageAttributes}
     */
    public static WireCarrier ofAttributes(String place, Map<String, MessageAttribute> attributes, String traceHeader) {
        MessageAttribute own = attributes.get(NAME);
        return own == null
                ? new WireCarrier("", "", attributes.size(), traceHeader)
                : new WireCarrier(
                        place + "." + NAME + " (" + own.type() + ")",
                        own.isBinary() ? decoded(own.value()) : own.value(),
                        attributes.size() - 1,
                        traceHeader);
    }

    /**
     * Describes a message that has its carrier as a member of its JSON.
     *
     * @param place where the object is, for example {@code Detail}
     */
    public static WireCarrier ofMember(String place, JsonNode object, String traceHeader) {
        JsonNode own = object.path(NAME);
        return own.isMissingNode()
                ? new WireCarrier("", "", 0, traceHeader)
                : new WireCarrier(place + "." + NAME, own.isTextual() ? own.asText() : own.toString(), 0, traceHeader);
    }

    /** Describes a text that may be the envelope of a topic, the event of a bus, or an object with a carrier of its own. */
    public static WireCarrier ofBody(String place, String body, String traceHeader) {
        // Most bodies without the name need no parser to say so.
        JsonNode object = body.contains(QUOTED_NAME) ? parsed(body) : MissingNode.getInstance();
        JsonNode attribute = object.path("MessageAttributes").path(NAME);
        if (attribute.isObject()) {
            String type = attribute.path("Type").asText();
            String value = attribute.path("Value").asText();
            return new WireCarrier(
                    place + ".MessageAttributes." + NAME + " (" + type + ")",
                    type.startsWith("Binary") ? decoded(value) : value,
                    object.path("MessageAttributes").size() - 1,
                    traceHeader);
        }
        JsonNode detail = object.path("detail");
        return detail.has(NAME)
                ? ofMember(place + ".detail", detail, traceHeader)
                : ofMember(place, object, traceHeader);
    }

    /** Describes a record of the event that Lambda makes of a queue's messages. */
    public static WireCarrier ofRecord(JsonNode queueRecord) {
        JsonNode attributes = queueRecord.path("messageAttributes");
        String traceHeader =
                queueRecord.path("attributes").path("AWSTraceHeader").asText();
        JsonNode own = attributes.path(NAME);
        if (!own.isObject()) {
            WireCarrier inBody = ofBody("body", queueRecord.path("body").asText(), traceHeader);
            return new WireCarrier(
                    inBody.place, inBody.text, Math.max(inBody.attributes, attributes.size()), traceHeader);
        }
        String type = own.path("dataType").asText();
        return new WireCarrier(
                "messageAttributes." + NAME + " (" + type + ")",
                type.startsWith("Binary")
                        ? decoded(own.path("binaryValue").asText())
                        : own.path("stringValue").asText(),
                attributes.size() - 1,
                traceHeader);
    }

    /** Describes a request over HTTP, whose carrier is those of its headers that belong to tracing. */
    public static WireCarrier ofHeaders(Map<String, List<String>> headers, String traceHeader) {
        ObjectNode found = JSON.createObjectNode();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-datadog-") || lower.equals("traceparent") || lower.equals("tracestate")) {
                found.put(lower, values.get(0));
            }
        });
        return found.isEmpty() ? ofHeader(traceHeader) : new WireCarrier("headers", found.toString(), 0, traceHeader);
    }

    /** Describes a message that has at most AWS's own header. */
    public static WireCarrier ofHeader(String traceHeader) {
        return new WireCarrier("", "", 0, traceHeader);
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            return MissingNode.getInstance(); // A body need not be JSON; then nothing is in it.
        }
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return base64;
        }
    }
}
