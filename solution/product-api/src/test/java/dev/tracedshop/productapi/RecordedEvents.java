package dev.tracedshop.productapi;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;
import java.util.ArrayList;
import java.util.List;

/** Keeps what is published, or refuses it. */
final class RecordedEvents implements EventPublisher {

    final List<CloudEvent<ProductEvent>> published = new ArrayList<>();
    boolean refuses;
    // What another writer does while the publishing fails.
    Runnable meanwhile = () -> {};

    @Override
    public void publish(CloudEvent<ProductEvent> event) {
        if (refuses) {
            meanwhile.run();
            throw new IllegalStateException("the topic is gone");
        }
        published.add(event);
    }

    /** Returns the data of each published event. */
    List<ProductEvent> data() {
        return published.stream().map(CloudEvent::data).toList();
    }
}
