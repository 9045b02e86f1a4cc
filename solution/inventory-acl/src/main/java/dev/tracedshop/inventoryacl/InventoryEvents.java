package dev.tracedshop.inventoryacl;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.InventoryEvent;

/** Tells the rest of the inventory team what has come in. */
@FunctionalInterface
public interface InventoryEvents {

    /** Publishes one event, or throws. */
    void publish(CloudEvent<InventoryEvent> event);
}
