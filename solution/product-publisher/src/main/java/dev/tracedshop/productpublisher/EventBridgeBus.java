package dev.tracedshop.productpublisher;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.PublicProductEvent;
import java.util.List;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** Puts events on an EventBridge bus: the detail is the whole envelope, the detail type the event's type. */
final class EventBridgeBus implements PublicEventBus {

    private final EventBridgeClient eventBridge;
    private final String bus;

    EventBridgeBus(EventBridgeClient eventBridge, String bus) {
        this.eventBridge = eventBridge;
        this.bus = bus;
    }

    @Override
    public void put(CloudEvent<PublicProductEvent> event) {
        PutEventsResponse response = eventBridge.putEvents(PutEventsRequest.builder()
                .entries(PutEventsRequestEntry.builder()
                        .eventBusName(bus)
                        .source(event.source())
                        .detailType(event.type())
                        .time(event.time())
                        .detail(event.toJson())
                        .build())
                .build());
        // The call succeeds even if an entry did not.
        if (response.failedEntryCount() != null && response.failedEntryCount() > 0) {
            throw new EventNotPutException(event.type() + " of product "
                    + event.data().productId() + " was not taken by bus " + bus + ": " + reason(response.entries()));
        }
    }

    private static String reason(List<PutEventsResultEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.errorCode() != null)
                .map(entry -> entry.errorCode() + ", " + entry.errorMessage())
                .findFirst()
                .orElse("no reason was given");
    }
}
