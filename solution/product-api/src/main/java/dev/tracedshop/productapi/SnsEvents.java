package dev.tracedshop.productapi;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.tracing.Spans;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

/**
 * Publishes events to one SNS topic, each as its JSON envelope.
 *
 * <p>The message has no attributes of ours: what a consumer needs is in the envelope, and a message that has ten of them has no
 * room for the tracer's carrier.
 */
final class SnsEvents implements EventPublisher {

    /** The id that SNS gave the message; a tag of the span that published it. */
    static final String MESSAGE_ID = "messaging.message.id";

    private final SnsClient sns;
    private final String topicArn;

    SnsEvents(SnsClient sns, String topicArn) {
        this.sns = sns;
        this.topicArn = topicArn;
    }

    @Override
    public void publish(CloudEvent<ProductEvent> event) {
        // region:publish
        PublishRequest request = PublishRequest.builder()
                .topicArn(topicArn)
                .message(event.toJson())
                .build();
        // endregion:publish
        // region:announce
        // What goes wrong here is the caller's to know: it undoes the write.
        PublishResponse published = sns.publish(request);
        // endregion:announce
        // region:tag
        Spans.tag(MESSAGE_ID, published.messageId());
        // endregion:tag
    }
}
