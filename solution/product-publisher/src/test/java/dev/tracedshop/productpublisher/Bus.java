package dev.tracedshop.productpublisher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** Stands in for EventBridge: keeps the entries it takes, and reports the others as it does, in a call that succeeds. */
final class Bus implements EventBridgeClient {

    final List<PutEventsRequestEntry> taken = new ArrayList<>();
    Predicate<PutEventsRequestEntry> refuses = entry -> false;

    @Override
    public PutEventsResponse putEvents(PutEventsRequest request) {
        List<PutEventsResultEntry> results = new ArrayList<>();
        int failed = 0;
        for (PutEventsRequestEntry entry : request.entries()) {
            if (refuses.test(entry)) {
                failed++;
                results.add(PutEventsResultEntry.builder()
                        .errorCode("ThrottlingException")
                        .errorMessage("Rate exceeded")
                        .build());
            } else {
                taken.add(entry);
                results.add(PutEventsResultEntry.builder().eventId("1").build());
            }
        }
        return PutEventsResponse.builder()
                .failedEntryCount(failed)
                .entries(results)
                .build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
