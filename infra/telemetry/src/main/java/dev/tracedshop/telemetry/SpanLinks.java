package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.TraceId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the tag {@code _dd.span_links}: a JSON array in which the Java tracer writes ids as hex texts and the extension writes them as
 * numbers. An entry with the attribute {@code link.kind=span-pointer} points to stored state and not to a span.
 */
final class SpanLinks {

    static final String TAG = "_dd.span_links";

    private static final String POINTER = "span-pointer";

    private final ObjectMapper json = new ObjectMapper();

    /** Moves the tag's entries into the span's links and pointers; a tag that cannot be read stays a tag. */
    void takeFromTag(SpanBuilder span) {
        String text = span.tags.get(TAG);
        if (text == null) {
            return;
        }
        List<SpanLink> links = new ArrayList<>();
        List<SpanPointer> pointers = new ArrayList<>();
        try {
            JsonNode array = json.readTree(text);
            if (!array.isArray()) {
                return;
            }
            for (JsonNode entry : array) {
                Map<String, String> attributes = new TreeMap<>();
                entry.path("attributes")
                        .properties()
                        .forEach(e -> attributes.put(e.getKey(), e.getValue().asText()));
                add(traceId(entry), spanId(entry.path("span_id")), attributes, links, pointers);
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return;
        }
        span.links.addAll(links);
        span.pointers.addAll(pointers);
        span.tags.remove(TAG);
    }

    /** Returns a pointer's attributes, with which it goes as a link to nowhere: both of its ids are zero. */
    static Map<String, String> attributes(SpanPointer pointer) {
        return new TreeMap<>(Map.of(
                "link.kind", POINTER,
                "ptr.kind", pointer.kind(),
                "ptr.dir", pointer.direction(),
                "ptr.hash", pointer.hash()));
    }

    /** Adds one entry to the list that it belongs to. */
    static void add(
            TraceId traceId,
            long spanId,
            Map<String, String> attributes,
            List<SpanLink> links,
            List<SpanPointer> pointers) {
        if (POINTER.equals(attributes.get("link.kind"))) {
            pointers.add(new SpanPointer(
                    attributes.getOrDefault("ptr.kind", ""),
                    attributes.getOrDefault("ptr.dir", ""),
                    attributes.getOrDefault("ptr.hash", "")));
        } else {
            links.add(new SpanLink(traceId, spanId, attributes));
        }
    }

    private static TraceId traceId(JsonNode entry) {
        JsonNode low = entry.path("trace_id");
        return low.isTextual()
                ? TraceId.parse(low.textValue())
                : new TraceId(number(entry.path("trace_id_high")), number(low));
    }

    private static long spanId(JsonNode id) {
        return id.isTextual() ? HexFormat.fromHexDigitsToLong(id.textValue()) : number(id);
    }

    private static long number(JsonNode id) {
        return id.isMissingNode() ? 0 : id.bigIntegerValue().longValue();
    }
}
