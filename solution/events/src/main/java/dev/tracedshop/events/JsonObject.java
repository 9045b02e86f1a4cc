package dev.tracedshop.events;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a JSON object whose shape is agreed.
 *
 * <p>Each method throws {@link MalformedJsonException}, naming the field by its path, if the field is missing or of
 * another type. Fields that nobody asks for are ignored, so a sender may add some.
 */
public final class JsonObject {

    private final Map<?, ?> fields;
    private final String path;

    private JsonObject(Map<?, ?> fields, String path) {
        this.fields = fields;
        this.path = path;
    }

    static JsonObject of(@Nullable Object value, String path) {
        if (value instanceof Map<?, ?> fields) {
            return new JsonObject(fields, path);
        }
        throw new MalformedJsonException(path + " must be an object");
    }

    /** Returns a field as it is; null if it is missing or null. */
    public @Nullable Object value(String name) {
        return fields.get(name);
    }

    /** Returns a field that holds a text. */
    public String string(String name) {
        if (value(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "a string");
    }

    /** Returns a field that holds a UUID. */
    public UUID uuid(String name) {
        String text = string(name);
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedJsonException(pathOf(name) + " must be a UUID", e);
        }
    }

    /** Returns a field that holds a number. */
    public BigDecimal number(String name) {
        if (value(name) instanceof BigDecimal number) {
            return number;
        }
        throw wrong(name, "a number");
    }

    /** Returns a field that holds a whole number. */
    public long whole(String name) {
        BigDecimal number = number(name);
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            throw new MalformedJsonException(pathOf(name) + " must be a whole number of at most 64 bits", e);
        }
    }

    /** Returns a field that holds an object. */
    public JsonObject object(String name) {
        return of(value(name), pathOf(name));
    }

    /** Returns a field that holds an array of objects. */
    public List<JsonObject> objects(String name) {
        if (!(value(name) instanceof List<?> array)) {
            throw wrong(name, "an array");
        }
        List<JsonObject> objects = new ArrayList<>(array.size());
        for (Object element : array) {
            objects.add(of(element, pathOf(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    private MalformedJsonException wrong(String name, String expected) {
        return new MalformedJsonException(
                pathOf(name) + (value(name) == null ? " is missing; it must be " : " must be ") + expected);
    }

    private String pathOf(String name) {
        return path.equals("the text") ? name : path + "." + name;
    }
}
