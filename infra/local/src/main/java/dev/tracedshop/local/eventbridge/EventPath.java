package dev.tracedshop.local.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tracedshop.local.pattern.EventPaths;
import java.util.ArrayList;
import java.util.List;

/**
 * A path into an event, in the part of JSONPath that EventBridge understands: names after dots, indices and {@code *} in brackets.
 */
final class EventPath {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> steps;

    /**
     * @param path for example {@code $.detail.items[0].name}
     * @throws IllegalArgumentException if it is no such path
     */
    EventPath(String path) {
        this.steps = EventPaths.steps(path)
                .orElseThrow(() -> new IllegalArgumentException(path + " is not a path that EventBridge understands."));
    }

    /** Returns what the path finds: a value, for a path with {@code *} the array of all, or nothing. */
    JsonNode in(JsonNode event) {
        List<JsonNode> found = List.of(event);
        for (String step : steps) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : found) {
                if (step.equals(EventPaths.EVERY)) {
                    node.forEach(next::add);
                } else {
                    JsonNode child = node.isArray() ? element(node, step) : node.path(step);
                    if (!child.isMissingNode()) {
                        next.add(child);
                    }
                }
            }
            found = next;
        }
        if (steps.contains(EventPaths.EVERY)) {
            ArrayNode all = JSON.createArrayNode();
            found.forEach(all::add);
            return all;
        }
        return found.isEmpty() ? MissingNode.getInstance() : found.get(0);
    }

    private static JsonNode element(JsonNode array, String step) {
        return step.matches("\\d{1,6}") ? array.path(Integer.parseInt(step)) : MissingNode.getInstance();
    }
}
