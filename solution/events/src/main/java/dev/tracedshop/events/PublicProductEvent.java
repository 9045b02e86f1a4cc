package dev.tracedshop.events;

import java.util.Map;
import java.util.function.Function;

/** Tells the other teams what happened to a product: public, versioned, on the shared bus. */
public sealed interface PublicProductEvent extends EventData {

    /** Returns the product that it happened to. */
    String productId();

    /** Returns what the other teams are told of a private event. */
    static PublicProductEvent of(ProductEvent event) {
        if (event instanceof ProductEvent.Created) {
            return new Created(event.productId());
        }
        if (event instanceof ProductEvent.Updated) {
            return new Updated(event.productId());
        }
        return new Deleted(event.productId());
    }

    /**
     * Reads a public product event of any type.
     *
     * @throws MalformedJsonException if the text is no such event; the message names the field
     */
    static CloudEvent<PublicProductEvent> read(String text) {
        return CloudEvent.read(text, PublicProductEvent::reader);
    }

    private static Function<JsonObject, PublicProductEvent> reader(String type) {
        return switch (type) {
            case Created.TYPE -> data -> new Created(data.string("productId"));
            case Updated.TYPE -> data -> new Updated(data.string("productId"));
            case Deleted.TYPE -> data -> new Deleted(data.string("productId"));
            default -> throw new MalformedJsonException("type is " + type + ", which is no public product event");
        };
    }

    @Override
    default Map<String, Object> toJson() {
        return Map.of("productId", productId());
    }

    /** A product was made. */
    record Created(String productId) implements PublicProductEvent {

        public static final String TYPE = "product.productCreated.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A product was changed. */
    record Updated(String productId) implements PublicProductEvent {

        public static final String TYPE = "product.productUpdated.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /** A product was removed. */
    record Deleted(String productId) implements PublicProductEvent {

        public static final String TYPE = "product.productDeleted.v1";

        @Override
        public String type() {
            return TYPE;
        }
    }
}
