package dev.tracedshop.productapi;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.PublishRequest;

/**
 * Publishes events to one SNS topic, each as its JSON envelope.
 *
 * <p>What you need is there: the envelope, {@link CloudEvent#toJson}, says all of the event; whoever calls {@link #publish} undoes
 * its write when that throws; {@link Spans} puts tags on the current span.
 */
final class SnsEvents implements EventPublisher {

    /** The id that SNS gave the message; a tag of the span that published it. */
    static final String MESSAGE_ID = "messaging.message.id";

    private static final Log LOG = new Log(SnsEvents.class);

    private final SnsClient sns;
    private final String topicArn;

    SnsEvents(SnsClient sns, String topicArn) {
        this.sns = sns;
        this.topicArn = topicArn;
    }

    @Override
    public void publish(CloudEvent<ProductEvent> event) {
        PublishRequest request = PublishRequest.builder()
                .topicArn(topicArn)
                .message(event.toJson())
                .messageAttributes(attributes(event))
                .build();
        try {
            sns.publish(request);
            // TODO 3: put the id that SNS answers with on the trace.
        } catch (SdkException failure) {
            // TODO 2: nobody hears of this but the log, and the client gets a 201.
            LOG.error("event not published", failure, Map.of("event.type", event.type()));
        }
    }

    // TODO 1: ten attributes, so that every subscriber finds something to filter by. The trace ends at this message.
    // Why?
    private static Map<String, MessageAttributeValue> attributes(CloudEvent<ProductEvent> event) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("id", text(event.id().toString()));
        attributes.put("source", text(event.source()));
        attributes.put("type", text(event.type()));
        attributes.put("time", text(event.time().toString()));
        attributes.put("specversion", text(CloudEvent.SPEC_VERSION));
        attributes.put("datacontenttype", text(CloudEvent.DATA_CONTENT_TYPE));
        attributes.put("subject", text(event.data().productId()));
        attributes.put("team", text("product"));
        attributes.put("domain", text("catalogue"));
        attributes.put("visibility", text("private"));
        return attributes;
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
