package dev.tracedshop.operations;

import dev.tracedshop.events.Json;
import dev.tracedshop.events.MalformedJsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recognizes the lines in which an application has logged spans: OTLP in JSON, {@code {"resourceSpans": […]}}. */
final class SpanLine {

    private static final String SPANS = "resourceSpans";

    private SpanLine() {}

    /**
     * Returns the spans in a line, without whatever else is in it: the application may write a key there, and it does not count.
     *
     * @return empty for any other line, such as START, REPORT or a plain message
     */
    static Optional<List<?>> spansIn(String line) {
        // Most lines are none, and this finds it out without reading them.
        if (!line.startsWith("{") || !line.contains(SPANS)) {
            return Optional.empty();
        }
        try {
            return Json.read(line) instanceof Map<?, ?> object && object.get(SPANS) instanceof List<?> spans
                    ? Optional.of(spans)
                    : Optional.empty();
        } catch (MalformedJsonException e) {
            // Cut off where a line became too long, or somebody's own text: no span that anybody could read.
            return Optional.empty();
        }
    }

    /** Returns the request by which the spans of some lines are exported together. */
    static String export(List<List<?>> lines) {
        return Json.write(Map.of(SPANS, lines.stream().flatMap(List::stream).toList()));
    }
}
