package dev.tracedshop.productpricing;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.PricingEvent;

/** Tells the rest of the product team what was calculated. */
public interface PricingPublisher {

    /** Publishes one event, or throws. */
    void publish(CloudEvent<PricingEvent> event);
}
