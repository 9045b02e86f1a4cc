package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads an event as strictly as the extension does: a field that is absent or of another type makes the whole event one of unknown
 * type.
 *
 * @param node the part of the event that is read
 * @param path where that part is, for messages
 */
record EventFields(JsonNode node, String path) {

    /** Returns an object inside. */
    EventFields object(String name) throws EventMismatch {
        JsonNode value = node.path(name);
        if (!value.isObject()) {
            throw mismatch(name, "an object", value);
        }
        return new EventFields(value, path + name + ".");
    }

    /** Returns the first element of an array inside. */
    EventFields first(String name) throws EventMismatch {
        JsonNode value = node.path(name).path(0);
        if (!value.isObject()) {
            throw mismatch(name + "[0]", "an object", value);
        }
        return new EventFields(value, path + name + "[0].");
    }

    String text(String name) throws EventMismatch {
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw mismatch(name, "a text", value);
        }
        return value.textValue();
    }

    Optional<String> optionalText(String name) throws EventMismatch {
        JsonNode value = node.path(name);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(text(name));
    }

    /** Returns where this part is, for people. */
    String place() {
        return path.isEmpty() ? "event" : path.substring(0, path.length() - 1);
    }

    /** Returns a text that is a time with an offset. */
    Instant time(String name) throws EventMismatch {
        String text = text(name);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new EventMismatch(path + name + " is not a time: '" + text + "'");
        }
    }

    /** Returns a text that is a number of milliseconds since the epoch. */
    long milliseconds(String name) throws EventMismatch {
        String text = text(name);
        if (!text.matches("[0-9]{1,13}")) {
            throw new EventMismatch(path + name + " is not a number of milliseconds: '" + text + "'");
        }
        return Long.parseLong(text);
    }

    /** Returns the JSON object in a text, if it is one. */
    static Optional<JsonNode> parse(JsonNode text, ObjectMapper json) {
        // Most messages are no objects of interest; a look at the first character spares parsing them.
        if (!text.isTextual() || !text.textValue().stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        try {
            JsonNode parsed = json.readTree(text.textValue());
            return parsed.isObject() ? Optional.of(parsed) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    double number(String name) throws EventMismatch {
        JsonNode value = node.path(name);
        if (!value.isNumber()) {
            throw mismatch(name, "a number", value);
        }
        return value.doubleValue();
    }

    long integer(String name) throws EventMismatch {
        JsonNode value = node.path(name);
        if (!value.isIntegralNumber()) {
            throw mismatch(name, "a whole number", value);
        }
        return value.longValue();
    }

    /** Returns an object of texts with its names in lower case. */
    Map<String, String> headers(String name) throws EventMismatch {
        EventFields object = object(name);
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, JsonNode> header : object.node.properties()) {
            headers.put(header.getKey().toLowerCase(Locale.ROOT), object.text(header.getKey()));
        }
        return headers;
    }

    private EventMismatch mismatch(String name, String wanted, JsonNode found) {
        String what = found.isMissingNode() ? "is absent" : "is " + found.getNodeType();
        return new EventMismatch(path + name + " is to be " + wanted + ", but " + what);
    }
}
