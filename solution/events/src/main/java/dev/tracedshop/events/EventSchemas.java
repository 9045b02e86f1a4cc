package dev.tracedshop.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Finds the JSON Schemas (draft 2020-12) of the public events; each describes the whole envelope of one type. */
public final class EventSchemas {

    /** The types of the public events. */
    public static final List<String> TYPES = List.of(
            PublicProductEvent.Created.TYPE,
            PublicProductEvent.Updated.TYPE,
            PublicProductEvent.Deleted.TYPE,
            PublicInventoryEvent.StockOrdered.TYPE,
            PublicInventoryEvent.StockOrderFailed.TYPE);

    private EventSchemas() {}

    /**
     * Returns the schema of a public event type, as JSON. It is self-contained: it refers to no other document.
     *
     * @throws IllegalArgumentException if there is no public event of that type
     */
    public static String of(String type) {
        // Only known types become part of a path.
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException(type + " is no public event; there are " + TYPES);
        }
        String name = "schemas/" + type + ".json";
        try (InputStream schema = EventSchemas.class.getResourceAsStream(name)) {
            if (schema == null) {
                throw new IllegalStateException(name + " is missing in the package of the events");
            }
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be read", e);
        }
    }
}
