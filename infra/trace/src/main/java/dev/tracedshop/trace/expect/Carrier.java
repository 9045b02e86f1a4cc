package dev.tracedshop.trace.expect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tracedshop.trace.TraceId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a message carried of its trace, as it was on the wire.
 *
 * @param place where it was, for example {@code MessageAttributes._datadog (Binary)}; empty when there was none
 * @param text its text as it was, JSON as a rule; empty when there was none
 * @param attributes how many message attributes there were beside it
 * @param traceHeader AWS's own header {@code X-Amzn-Trace-Id}, or empty
 */
public record Carrier(String place, String text, int attributes, String traceHeader) {
    /** A message without any. */
    public static final Carrier NONE = new Carrier("", "", 0, "");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-.*");
    private static final Pattern UPPER_HALF = Pattern.compile("_dd\\.p\\.tid=([0-9a-fA-F]{1,16})");

    /** Tells whether there is one, readable or not. */
    public boolean isPresent() {
        return !place.isEmpty();
    }

    /** Tells whether it has a field. */
    public boolean has(String field) {
        return json().has(field);
    }

    /** Returns the trace that it belongs to; empty when it names none. Datadog's fields count before W3C's, as for the tracer. */
    public Optional<TraceId> traceId() {
        JsonNode fields = json();
        Optional<Long> low = unsigned(fields.path("x-datadog-trace-id").asText());
        if (low.isPresent()) {
            Matcher upper = UPPER_HALF.matcher(fields.path("x-datadog-tags").asText());
            return Optional.of(new TraceId(upper.find() ? Long.parseUnsignedLong(upper.group(1), 16) : 0, low.get()));
        }
        return parent(fields).map(parent -> TraceId.parse(parent.group(1)));
    }

    /** Returns the span that it was made by, or 0. */
    public long spanId() {
        JsonNode fields = json();
        return unsigned(fields.path("x-datadog-parent-id").asText())
                .or(() -> parent(fields).map(parent -> Long.parseUnsignedLong(parent.group(2), 16)))
                .orElse(0L);
    }

    private static Optional<Matcher> parent(JsonNode fields) {
        return Optional.of(TRACEPARENT.matcher(fields.path("traceparent").asText()))
                .filter(Matcher::matches);
    }

    private static Optional<Long> unsigned(String decimal) {
        try {
            return Optional.of(Long.parseUnsignedLong(decimal)).filter(id -> id != 0);
        } catch (NumberFormatException e) {
            return Optional.empty(); // No such field, or one that no tracer could read.
        }
    }

    private JsonNode json() {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance(); // A carrier that nobody can read carries nothing.
        }
    }
}
