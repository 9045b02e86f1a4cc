package dev.tracedshop.inventoryordering;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.InventoryEvent;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.PublicInventoryEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Holds what the state machine is started with.
 *
 * @param eventId the id of the event that caused the order; it names the execution
 * @param stockOrderedId the id that the event of a good end will have
 * @param stockOrderFailedId the id that the event of a bad end will have
 */
record StockOrder(UUID eventId, String productId, UUID stockOrderedId, UUID stockOrderFailedId, Instant orderedAt) {

    /** Makes the order that an event leads to; the state machine cannot derive ids, so it gets those of both ends. */
    static StockOrder of(CloudEvent<InventoryEvent> event, Instant now) {
        return new StockOrder(
                event.id(),
                event.data().productId(),
                DerivedIds.ofEvent(event.id(), PublicInventoryEvent.StockOrdered.TYPE),
                DerivedIds.ofEvent(event.id(), PublicInventoryEvent.StockOrderFailed.TYPE),
                now);
    }

    /** Returns the execution's name: 36 characters, and Step Functions takes 80. */
    String executionName() {
        return eventId.toString();
    }

    /** Returns the execution's input; the tracer adds its carrier to it. */
    String toJson() {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("eventId", eventId.toString());
        input.put("productId", productId);
        input.put("stockOrderedId", stockOrderedId.toString());
        input.put("stockOrderFailedId", stockOrderFailedId.toString());
        input.put("orderedAt", orderedAt.toString());
        return Json.write(input);
    }
}
