package dev.tracedshop.productcatalogue;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;

/** Tells the rest of the product team that a product was created. */
public interface EventPublisher {

    /** Publishes one event, or throws. */
    void publish(CloudEvent<ProductEvent> event);
}
