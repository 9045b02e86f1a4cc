package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns a request or a response into flat tags, when {@code DD_CAPTURE_LAMBDA_PAYLOAD} is on. Names are joined by dots, elements of
 * arrays have their index as name; from a depth on the rest is one compact JSON text; texts that are JSON themselves are opened; texts
 * are cut at 4096 characters; texts under the name of a secret are replaced.
 */
final class PayloadCapture {

    private static final int LENGTH_LIMIT = 4096;
    private static final int DEFAULT_DEPTH = 10;
    private static final Set<String> SECRETS =
            Set.of("password", "passwd", "pwd", "secret", "token", "authorization", "x-authorization", "api_key");

    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Returns the tags under {@code root}, none unless the function's environment asks for them. */
    Map<String, String> tags(String root, JsonNode payload, FunctionProfile profile) {
        if (!profile.isOn("DD_CAPTURE_LAMBDA_PAYLOAD", false)) {
            return Map.of();
        }
        String depth = profile.environment().getOrDefault("DD_CAPTURE_LAMBDA_PAYLOAD_MAX_DEPTH", "");
        int maximum = depth.matches("[0-9]{1,4}") ? Integer.parseInt(depth) : DEFAULT_DEPTH;
        return flatten(root, payload, maximum);
    }

    /** Returns the tags of a payload down to a depth. */
    Map<String, String> flatten(String root, JsonNode payload, int maximumDepth) {
        Map<String, String> tags = new TreeMap<>();
        flatten(root, payload, 0, maximumDepth, tags);
        return tags;
    }

    private void flatten(String key, JsonNode value, int depth, int maximum, Map<String, String> tags) {
        if (value.isTextual()) {
            text(key, value.textValue(), depth, maximum, tags);
        } else if (!value.isContainerNode()) {
            tags.put(key, value.isMissingNode() ? "null" : value.asText());
        } else if (depth >= maximum) {
            tags.put(key, cut(value.toString()));
        } else if (value.isArray()) {
            if (value.isEmpty()) {
                tags.put(key, "[]");
            }
            for (int i = 0; i < value.size(); i++) {
                flatten(key + "." + i, value.path(i), depth + 1, maximum, tags);
            }
        } else {
            value.properties()
                    .forEach(field -> flatten(key + "." + field.getKey(), field.getValue(), depth + 1, maximum, tags));
        }
    }

    private void text(String key, String text, int depth, int maximum, Map<String, String> tags) {
        if (SECRETS.contains(key.substring(key.lastIndexOf('.') + 1))) {
            tags.put(key, "redacted");
            return;
        }
        JsonNode inner = depth < maximum ? parse(text) : NullNode.getInstance();
        if (inner.isContainerNode()) {
            flatten(key, inner, depth + 1, maximum, tags);
        } else {
            tags.put(key, cut(text));
        }
    }

    private JsonNode parse(String text) {
        try {
            JsonNode parsed = json.readTree(text);
            return parsed == null ? NullNode.getInstance() : parsed;
        } catch (JsonProcessingException e) {
            return NullNode.getInstance();
        }
    }

    private static String cut(String text) {
        return text.length() <= LENGTH_LIMIT ? text : text.substring(0, LENGTH_LIMIT);
    }
}
