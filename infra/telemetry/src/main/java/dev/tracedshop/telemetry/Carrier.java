package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pairs of texts that may hold a trace context.
 *
 * @param place where in the event they were
 * @param names every name found at that place, tracing or not
 * @param pairs the texts by name; empty if any value of a JSON carrier is not a text, as with the extension
 * @param problem why what is there could not be read, or empty
 */
record Carrier(String place, List<String> names, Map<String, String> pairs, String problem) {

    static final String DATADOG = "_datadog";

    Carrier {
        names = List.copyOf(names);
        pairs = Map.copyOf(pairs);
    }

    /** Makes a carrier of headers. */
    static Carrier ofHeaders(String place, Map<String, String> headers) {
        return new Carrier(place, List.copyOf(headers.keySet()), headers, "");
    }

    /** Makes a carrier of a JSON object in a text, found among {@code names}. */
    static Carrier ofJson(String place, List<String> names, String text, ObjectMapper json) {
        JsonNode object;
        try {
            object = json.readTree(text);
        } catch (JsonProcessingException e) {
            return new Carrier(place, names, Map.of(), "_datadog is not JSON: " + e.getOriginalMessage());
        }
        return ofObject(place, names, object);
    }

    /** Makes a carrier of a JSON object in a text that is base64, found among {@code names}. */
    static Carrier ofBase64(String place, List<String> names, String base64, ObjectMapper json) {
        try {
            String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
            return ofJson(place, names, text, json);
        } catch (IllegalArgumentException e) {
            return new Carrier(place, names, Map.of(), "_datadog is not base64: " + e.getMessage());
        }
    }

    /** Makes a carrier of the member {@code _datadog} of an object, or of something that has none. */
    static Carrier ofMember(String place, JsonNode object) {
        List<String> names = new ArrayList<>();
        object.properties().forEach(field -> names.add(field.getKey()));
        JsonNode member = object.path(DATADOG);
        return member.isMissingNode() ? new Carrier(place, names, Map.of(), "") : ofObject(place, names, member);
    }

    private static Carrier ofObject(String place, List<String> names, JsonNode object) {
        if (!object.isObject()) {
            return new Carrier(place, names, Map.of(), "_datadog is not a JSON object");
        }
        Map<String, String> pairs = new TreeMap<>();
        List<String> others = new ArrayList<>();
        object.properties().forEach(field -> {
            if (field.getValue().isTextual()) {
                pairs.put(field.getKey(), field.getValue().textValue());
            } else {
                others.add(field.getKey());
            }
        });
        return others.isEmpty()
                ? new Carrier(place, names, pairs, "")
                : new Carrier(place, names, Map.of(), "_datadog holds values that are not texts: " + others);
    }

    /** Returns the pairs that belong to tracing; all others may be secrets and are nobody's business. */
    Map<String, String> tracingPairs() {
        Map<String, String> tracing = new TreeMap<>();
        pairs.forEach((name, value) -> {
            if (name.startsWith("x-datadog-")
                    || name.startsWith("dd-pathway-ctx")
                    || name.equals("traceparent")
                    || name.equals("tracestate")
                    || name.equals("x-amzn-trace-id")) {
                tracing.put(name, value);
            }
        });
        return tracing;
    }
}
