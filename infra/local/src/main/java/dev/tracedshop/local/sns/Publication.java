package dev.tracedshop.local.sns;

import dev.tracedshop.local.Account;
import dev.tracedshop.local.delivery.AsynchronousInvocations;
import dev.tracedshop.local.delivery.Deliveries;
import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.delivery.Queues;
import dev.tracedshop.local.delivery.WireCarrier;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Hands a topic's messages to those who subscribed.
 *
 * <p>A function's event goes to asynchronous invocation, which has its own retries and dead letters; to SNS the message is delivered once it
 * was accepted there. Every failure of a delivery to a queue is one that SNS would not try again (a queue that is not there, or that does
 * not take the message), so the message goes to the subscription's dead-letter queue at once.
 */
public final class Publication {
    /** What SQS takes; SNS itself has no such limit. */
    private static final int MAX_QUEUE_ATTRIBUTES = 10;

    private static final String RAW = "raw delivery";
    private static final String SERVICE = "sns.amazonaws.com";

    private final Queues queues;
    private final AsynchronousInvocations invocations;
    private final Deliveries deliveries;
    private final Account account;
    private final Hops hops;
    private final BiConsumer<String, String> published;

    /**
     * @param queues the queues of the assembly
     * @param invocations takes functions' events
     * @param deliveries does in the background what takes time
     * @param account counts what goes through
     * @param hops is told where messages go
     * @param published is told every accepted message: the topic's name and the message
     */
    public Publication(
            Queues queues,
            AsynchronousInvocations invocations,
            Deliveries deliveries,
            Account account,
            Hops hops,
            BiConsumer<String, String> published) {
        this.queues = queues;
        this.invocations = invocations;
        this.deliveries = deliveries;
        this.account = account;
        this.hops = hops;
        this.published = published;
    }

    void open(Topic topic) {
        account.open(topic.name());
    }

    void publish(Topic topic, Message message, String traceHeader) {
        account.published(topic.name());
        published.accept(topic.name(), message.body());
        for (Subscription subscription : topic.subscriptions()) {
            if (subscription.filter().accepts(message)) {
                deliver(topic, subscription, message, traceHeader);
            } else {
                hops.dropped(
                        topic.name(),
                        subscription.endpoint().name(),
                        "filter policy " + subscription.filter(),
                        message.id(),
                        WireCarrier.ofAttributes("MessageAttributes", message.attributes(), traceHeader));
            }
        }
    }

    private void deliver(Topic topic, Subscription subscription, Message message, String traceHeader) {
        if (subscription.endpoint() instanceof Subscription.FunctionEndpoint endpoint) {
            byte[] event = Envelope.forFunction(topic, subscription, message)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            try {
                permit(
                        topic,
                        "lambda:InvokeFunction",
                        endpoint.function().definition().arn(),
                        endpoint,
                        message);
                String invocation = invocations.accept(endpoint.function(), event, traceHeader, topic.name());
                hops.invoked(
                        topic.name(),
                        endpoint.name(),
                        "notification",
                        message.id(),
                        invocation,
                        WireCarrier.ofAttributes(
                                "Records[0].Sns.MessageAttributes", message.attributes(), traceHeader));
            } catch (DeliveryException e) {
                failed(topic, subscription, envelope(topic, message, traceHeader), e);
            }
        } else if (subscription.endpoint() instanceof Subscription.QueueEndpoint endpoint) {
            deliveries.begin(
                    "notification of " + topic.name() + " for " + endpoint.arn(),
                    () -> deliver(topic, subscription, endpoint, message, traceHeader));
        }
    }

    private void deliver(
            Topic topic,
            Subscription subscription,
            Subscription.QueueEndpoint endpoint,
            Message message,
            String traceHeader) {
        boolean tooMany = endpoint.raw() && message.attributes().size() > MAX_QUEUE_ATTRIBUTES;
        QueueMessage queued = endpoint.raw()
                ? new QueueMessage(message.body(), tooMany ? Map.of() : message.attributes(), traceHeader)
                : envelope(topic, message, traceHeader);
        try {
            if (tooMany) {
                hops.dropped(
                        topic.name(),
                        endpoint.name(),
                        RAW + ", which takes at most " + MAX_QUEUE_ATTRIBUTES + " attributes",
                        message.id(),
                        WireCarrier.ofAttributes("MessageAttributes", message.attributes(), traceHeader));
                throw new DeliveryException("With raw delivery a message has at most " + MAX_QUEUE_ATTRIBUTES
                        + " attributes; this one has " + message.attributes().size());
            }
            permit(topic, "sqs:SendMessage", endpoint.arn(), endpoint, message);
            String id = queues.send(endpoint.arn(), queued);
            hops.delivered(
                    topic.name(),
                    endpoint.name(),
                    form(endpoint),
                    message.id(),
                    id,
                    carried(endpoint, message, queued));
            account.delivered(topic.name());
        } catch (DeliveryException e) {
            failed(topic, subscription, queued, e);
        }
    }

    private void permit(Topic topic, String action, String target, Subscription.Endpoint endpoint, Message message) {
        try {
            deliveries.permit(Deliveries.Sender.of(SERVICE, topic.arn()), action, target);
        } catch (DeliveryException e) {
            hops.dropped(
                    topic.name(),
                    endpoint.name(),
                    String.valueOf(e.getMessage()),
                    message.id(),
                    WireCarrier.ofAttributes("MessageAttributes", message.attributes(), ""));
            throw e;
        }
    }

    private static String form(Subscription.QueueEndpoint endpoint) {
        return endpoint.raw() ? RAW : "envelope";
    }

    private static WireCarrier carried(Subscription.QueueEndpoint endpoint, Message message, QueueMessage queued) {
        return WireCarrier.ofAttributes(
                endpoint.raw() ? "MessageAttributes" : "body.MessageAttributes",
                endpoint.raw() ? queued.attributes() : message.attributes(),
                queued.traceHeader());
    }

    private static QueueMessage envelope(Topic topic, Message message, String traceHeader) {
        Map<String, MessageAttribute> none = Map.of();
        return new QueueMessage(Envelope.forQueue(topic, message).toString(), none, traceHeader);
    }

    private void failed(Topic topic, Subscription subscription, QueueMessage message, DeliveryException failure) {
        account.failed(topic.name());
        account.deadLettered(topic.name());
        deliveries.deadLetter(
                topic.name(),
                Deliveries.Sender.of(SERVICE, topic.arn()),
                subscription.deadLetterQueue(),
                message,
                failure);
    }
}
