package dev.tracedshop.workshop.transport;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.trace.TraceId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The spans in the lines of a log, where nobody has subscribed to it: what a publisher would find there. */
final class CapturedLines implements Arrivals {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<TraceId, List<Arrived>> spans = new ConcurrentHashMap<>();

    /** Takes a line; one that holds no spans is none of ours. */
    void take(String line) {
        if (!line.startsWith("{\"resourceSpans\":")) {
            return;
        }
        try {
            for (JsonNode resource : JSON.readTree(line).path("resourceSpans")) {
                for (JsonNode scope : resource.path("scopeSpans")) {
                    scope.path("spans").forEach(this::take);
                }
            }
        } catch (JsonProcessingException e) {
            // A line that was cut: its spans are lost, and the table says so.
        }
    }

    private void take(JsonNode span) {
        long nanos = span.path("endTimeUnixNano").asLong()
                - span.path("startTimeUnixNano").asLong();
        spans.computeIfAbsent(
                        TraceId.parse(span.path("traceId").asText()), ignored -> new CopyOnWriteArrayList<>())
                .add(new Arrived(span.path("name").asText(), nanos));
    }

    @Override
    public List<Arrived> spans(TraceId trace) {
        return spans.getOrDefault(trace, List.of());
    }
}
