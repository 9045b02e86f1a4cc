package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.events.EventBus;
import software.constructs.Construct;

/** The product team's publisher: a queue fed by the team's private topics, and the function that makes public events of them. */
final class ProductPublisherStack extends ShopStack {
    private static final String SERVICE = "product-publisher";
    private static final String FUNCTION = "public-event-publisher";

    ProductPublisherStack(
            Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, false, "the product team's publisher of public events");
        String busName = parameters.eventBusName().valueIn(this);
        String idempotencyTable = parameters.productIdempotencyTableName().valueIn(this);

        ResilientQueue queue =
                new ResilientQueue(this, "Events", settings, FUNCTION, FunctionProps.USUAL_TIMEOUT_SECONDS);
        DeadLetterQueue undelivered =
                new DeadLetterQueue(this, "SubscriptionDeadLetters", settings, FUNCTION + "-subscription");
        Map.of(
                        "ProductCreated", parameters.productCreatedTopicArn(),
                        "ProductUpdated", parameters.productUpdatedTopicArn(),
                        "ProductDeleted", parameters.productDeletedTopicArn())
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(topic -> new QueueSubscription(
                        this, topic.getKey(), topic.getValue().valueIn(this), queue.queue(), undelivered));

        TracedFunction publisher = new TracedFunction(
                this,
                "PublicEventPublisher",
                settings,
                new FunctionProps(
                                FUNCTION,
                                SERVICE,
                                "dev.tracedshop.productpublisher.PublicEventPublisher",
                                solution.packageOf(SERVICE),
                                Trigger.QUEUE,
                                Map.of(
                                        "EVENT_BUS_NAME",
                                        busName,
                                        "EVENT_SOURCE",
                                        EventSources.products(settings),
                                        "IDEMPOTENCY_TABLE_NAME",
                                        idempotencyTable,
                                        "DEAD_LETTER_QUEUE_URL",
                                        queue.deadLetters().getQueueUrl()))
                        .withTracerSettings(TracerSettings.WITHOUT_AWS_TRACE_HEADER));
        publisher.consume(queue, Duration.seconds(0));
        publisher.allow(
                Table.fromTableName(this, "Idempotency", idempotencyTable).getTableArn(), "dynamodb:PutItem");
        publisher.allow(queue.deadLetters().getQueueArn(), "sqs:SendMessage");
        publisher.allow(EventBus.fromEventBusName(this, "Bus", busName).getEventBusArn(), "events:PutEvents");
    }
}
