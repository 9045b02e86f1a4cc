package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
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
