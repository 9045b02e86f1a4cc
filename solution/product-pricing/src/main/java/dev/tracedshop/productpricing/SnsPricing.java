package dev.tracedshop.productpricing;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.PricingEvent;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/** Publishes what was calculated to one SNS topic, each event as its JSON envelope. */
final class SnsPricing implements PricingPublisher {

    private final SnsClient sns;
    private final String topicArn;

    SnsPricing(SnsClient sns, String topicArn) {
        this.sns = sns;
        this.topicArn = topicArn;
    }

    @Override
    public void publish(CloudEvent<PricingEvent> event) {
        sns.publish(PublishRequest.builder()
                .topicArn(topicArn)
                .message(event.toJson())
                .build());
    }
}
