package dev.tracedshop.productpublisher;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.PublicProductEvent;

/** Tells the other teams what happened to a product. */
public interface PublicEventBus {

    /** Puts one event on the bus, or throws. */
    void put(CloudEvent<PublicProductEvent> event);
}
