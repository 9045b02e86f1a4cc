package dev.tracedshop.productapi;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;

/** Tells the rest of the product team what happened to a product. */
public interface EventPublisher {

    /** Publishes one event, or throws. */
    void publish(CloudEvent<ProductEvent> event);
}
