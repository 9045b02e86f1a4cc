package dev.tracedshop.analytics;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.EventData;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.MalformedJsonException;
import java.util.Map;
import java.util.Optional;

/**
 * Holds what analytics reads of an event's data, whatever its type.
 *
 * @param productId the product that it is about, if it is about one
 */
record CountedEvent(String type, Optional<String> productId) implements EventData {

    /**
     * Reads an event of any type: types that come later are counted as well.
     *
     * @throws MalformedJsonException if the text is no event; the message names the field
     */
    static CloudEvent<CountedEvent> read(String text) {
        return CloudEvent.read(text, type -> data -> new CountedEvent(type, productId(data)));
    }

    @Override
    public Map<String, Object> toJson() {
        return productId.<Map<String, Object>>map(id -> Map.of("productId", id)).orElse(Map.of());
    }

    private static Optional<String> productId(JsonObject data) {
        return data.value("productId") instanceof String id ? Optional.of(id) : Optional.empty();
    }
}
