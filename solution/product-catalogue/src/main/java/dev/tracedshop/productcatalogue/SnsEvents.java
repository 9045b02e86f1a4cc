package dev.tracedshop.productcatalogue;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * Publishes events to one SNS topic, each as its JSON envelope.
 *
 * <p>One by one: a batch is one call with one span, and all its messages would carry the context of one row.
 */
final class SnsEvents implements EventPublisher {

    private final SnsClient sns;
    private final String topicArn;

    SnsEvents(SnsClient sns, String topicArn) {
        this.sns = sns;
        this.topicArn = topicArn;
    }

    @Override
    public void publish(CloudEvent<ProductEvent> event) {
        sns.publish(PublishRequest.builder()
                .topicArn(topicArn)
                .message(event.toJson())
                .build());
    }
}
