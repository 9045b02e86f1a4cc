package dev.tracedshop.events;

import java.util.Map;
import java.util.function.Function;

/** Says what happened to a product; private to the product team, on SNS. */
public sealed interface ProductEvent extends EventData {

    /** Returns the product that it happened to. */
    String productId();

    /**
     * Reads a product event of any type.
     *
     * @throws MalformedJsonException if the text is no product event; the message names the field
     */
    static CloudEvent<ProductEvent> read(String text) {
        return CloudEvent.read(text, ProductEvent::reader);
    }

    private static Function<JsonObject, ProductEvent> reader(String type) {
        return switch (type) {
            case Created.TYPE -> data -> new Created(ProductSnapshot.read(data.object("product")));
            case Updated.TYPE ->
                data -> new Updated(
                        data.string("productId"),
                        ProductSnapshot.read(data.object("previous")),
                        ProductSnapshot.read(data.object("updated")));
            case Deleted.TYPE -> data -> new Deleted(data.string("productId"));
            default -> throw new MalformedJsonException("type is " + type + ", which is no product event");
        };
    }

    /** A product was made. */
    record Created(ProductSnapshot product) implements ProductEvent {

        public static final String TYPE = "product.created";

        @Override
        public String productId() {
            return product.productId();
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> toJson() {
            return Map.of("product", product.toJson());
        }
    }

    /** A product was changed. Both states are whole: what did not change is in both. */
    record Updated(String productId, ProductSnapshot previous, ProductSnapshot updated) implements ProductEvent {

        public static final String TYPE = "product.updated";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> toJson() {
            return Map.of("productId", productId, "previous", previous.toJson(), "updated", updated.toJson());
        }
    }

    /** A product was removed. */
    record Deleted(String productId) implements ProductEvent {

        public static final String TYPE = "product.deleted";

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
