package dev.tracedshop.events;

import java.util.Map;
import java.util.function.Function;

/** Says that the inventory has a product to care for; private to the inventory team, on SNS. */
public sealed interface InventoryEvent extends EventData {

    /** Returns the product that it is about. */
    String productId();

    /**
     * Reads an inventory event.
     *
     * @throws MalformedJsonException if the text is no such event; the message names the field
     */
    static CloudEvent<InventoryEvent> read(String text) {
        return CloudEvent.read(text, InventoryEvent::reader);
    }

    private static Function<JsonObject, InventoryEvent> reader(String type) {
        if (!type.equals(NewProductAdded.TYPE)) {
            throw new MalformedJsonException("type is " + type + ", which is no inventory event");
        }
        return data -> new NewProductAdded(data.string("productId"));
    }

    /** The inventory has got to know a new product. */
    record NewProductAdded(String productId) implements InventoryEvent {

        public static final String TYPE = "inventory.newProductAdded";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> toJson() {
            return Map.of("productId", productId);
        }
    }
}
