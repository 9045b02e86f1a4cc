package dev.tracedshop.events;

import java.util.Map;
import java.util.function.Function;

/** Tells the other teams what became of an order of stock: public, versioned, on the shared bus. */
public sealed interface PublicInventoryEvent extends EventData {

    /** Returns the product whose stock was ordered. */
    String productId();

    /**
     * Reads a public inventory event of any type.
     *
     * @throws MalformedJsonException if the text is no such event; the message names the field
     */
    static CloudEvent<PublicInventoryEvent> read(String text) {
        return CloudEvent.read(text, PublicInventoryEvent::reader);
    }

    private static Function<JsonObject, PublicInventoryEvent> reader(String type) {
        return switch (type) {
            case StockOrdered.TYPE -> data -> new StockOrdered(data.string("productId"), data.whole("quantity"));
            case StockOrderFailed.TYPE -> data -> new StockOrderFailed(data.string("productId"), data.string("reason"));
            default -> throw new MalformedJsonException("type is " + type + ", which is no public inventory event");
        };
    }

    /**
     * Stock was ordered, and has come.
     *
     * @param quantity the number of pieces, from 1
     */
    record StockOrdered(String productId, long quantity) implements PublicInventoryEvent {

        public static final String TYPE = "inventory.stockOrdered.v1";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> toJson() {
            return Map.of("productId", productId, "quantity", quantity);
        }
    }

    /** No stock could be ordered. */
    record StockOrderFailed(String productId, String reason) implements PublicInventoryEvent {

        public static final String TYPE = "inventory.stockOrderFailed.v1";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> toJson() {
            return Map.of("productId", productId, "reason", reason);
        }
    }
}
