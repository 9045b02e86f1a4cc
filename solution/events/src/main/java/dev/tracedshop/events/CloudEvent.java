package dev.tracedshop.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Wraps what happened in the envelope of <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">
 * CloudEvents 1.0</a>, in structured JSON.
 *
 * @param id names the fact, and is its idempotency key: a second delivery of the fact has the same id
 * @param source who says so
 * @param type what kind of fact it is
 * @param time when it happened
 * @param data what happened
 */
public record CloudEvent<D extends EventData>(UUID id, String source, String type, Instant time, D data) {

    /** The version of the CloudEvents specification. */
    public static final String SPEC_VERSION = "1.0";

    /** The media type of {@code data}. */
    public static final String DATA_CONTENT_TYPE = "application/json";

    /** Wraps data as a new fact of the data's own type. */
    public static <D extends EventData> CloudEvent<D> of(UUID id, String source, Instant time, D data) {
        return new CloudEvent<>(id, source, data.type(), time, data);
    }

    /** Writes the event in structured JSON: {@code {specversion,id,source,type,time,datacontenttype,data}}. */
    public String toJson() {
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("specversion", SPEC_VERSION);
        envelope.put("id", id.toString());
        envelope.put("source", source);
        envelope.put("type", type);
        envelope.put("time", time.toString());
        envelope.put("datacontenttype", DATA_CONTENT_TYPE);
        envelope.put("data", data.toJson());
        return Json.write(envelope);
    }

    /**
     * Reads an event from structured JSON; fields beside the envelope's, such as {@code _datadog}, are ignored.
     *
     * @param data reads the data of one type: given the event's type, it returns how to read that type's data, or throws
     *     {@link MalformedJsonException} for a type that it does not know
     * @throws MalformedJsonException if the text is not such an event; the message names the field
     */
    public static <D extends EventData> CloudEvent<D> read(
            String text, Function<String, Function<JsonObject, D>> data) {
        JsonObject envelope = Json.readObject(text);
        String version = envelope.string("specversion");
        if (!version.equals(SPEC_VERSION)) {
            throw new MalformedJsonException("specversion must be " + SPEC_VERSION + ", not " + version);
        }
        String type = envelope.string("type");
        return new CloudEvent<>(
                envelope.uuid("id"),
                envelope.string("source"),
                type,
                instant(envelope.string("time")),
                data.apply(type).apply(envelope.object("data")));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedJsonException("time must be an instant such as 2026-01-31T12:00:00Z, not " + text, e);
        }
    }
}
