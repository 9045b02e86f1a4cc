package dev.tracedshop.productpublisher;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.delivery.DeadLetters;
import dev.tracedshop.delivery.DynamoDbLeases;
import dev.tracedshop.delivery.Idempotency;
import dev.tracedshop.delivery.MessageBatch;
import dev.tracedshop.delivery.SnsEnvelope;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.events.PublicProductEvent;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.ProcessSpans;
import dev.tracedshop.tracing.Spans;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Translates each private event of a product into its public one and puts it on the shared bus. */
public final class PublicEventPublisher implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final String BUS = "EVENT_BUS_NAME";
    private static final String SOURCE = "EVENT_SOURCE";
    private static final String IDEMPOTENCY_TABLE = "IDEMPOTENCY_TABLE_NAME";
    private static final String DEAD_LETTER_QUEUE = "DEAD_LETTER_QUEUE_URL";
    private static final Log LOG = new Log(PublicEventPublisher.class);

    private final MessageBatch batch;
    private final Idempotency idempotency;
    private final PublicEventBus bus;
    private final String source;

    /** Makes the function as Lambda does; the environment names bus, source, table of leases and dead-letter queue. */
    public PublicEventPublisher() {
        this(FunctionEnvironment.ofProcess(BUS, SOURCE, IDEMPOTENCY_TABLE, DEAD_LETTER_QUEUE));
    }

    private PublicEventPublisher(FunctionEnvironment environment) {
        this(
                new MessageBatch(
                        ProcessSpans.continuing(),
                        new DeadLetters(
                                environment.client(SqsClient.builder()).build(), environment.value(DEAD_LETTER_QUEUE))),
                new Idempotency(
                        new DynamoDbLeases(
                                environment.client(DynamoDbClient.builder()).build(),
                                environment.value(IDEMPOTENCY_TABLE)),
                        "public-event-publisher"),
                // The bus would hand the invocation's trace header on to every consumer, analytics among them.
                new EventBridgeBus(
                        environment
                                .clientWithoutTraceHeader(EventBridgeClient.builder())
                                .build(),
                        environment.value(BUS)),
                environment.value(SOURCE));
    }

    public PublicEventPublisher(MessageBatch batch, Idempotency idempotency, PublicEventBus bus, String source) {
        this.batch = batch;
        this.idempotency = idempotency;
        this.bus = bus;
        this.source = source;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return batch.handle(event, message -> publish(message, context));
    }

    private void publish(SQSMessage message, Context context) {
        CloudEvent<ProductEvent> cause = ProductEvent.read(SnsEnvelope.message(message));
        Spans.tag(Spans.PRODUCT_ID, cause.data().productId());
        idempotency.once(cause, context, () -> {
            PublicProductEvent told = PublicProductEvent.of(cause.data());
            // It is the same fact, so it happened at the same time.
            bus.put(CloudEvent.of(DerivedIds.ofEvent(cause.id(), told.type()), source, cause.time(), told));
            LOG.info("public event published", Map.of(Spans.PRODUCT_ID, told.productId(), "event.type", told.type()));
        });
    }
}
