package dev.tracedshop.inventoryacl;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.InventoryEvent;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** Publishes events to one SNS topic, each as its JSON envelope. */
final class SnsInventoryEvents implements InventoryEvents {

    private final SnsClient sns;
    private final String topicArn;

    SnsInventoryEvents(SnsClient sns, String topicArn) {
        this.sns = sns;
        this.topicArn = topicArn;
    }

    @Override
    public void publish(CloudEvent<InventoryEvent> event) {
        sns.publish(PublishRequest.builder()
                .topicArn(topicArn)
                .message(event.toJson())
                .build());
    }
}
