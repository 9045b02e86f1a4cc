package dev.tracedshop.inventoryacl;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.delivery.BusEvent;
import dev.tracedshop.delivery.DeadLetters;
import dev.tracedshop.delivery.DynamoDbLeases;
import dev.tracedshop.delivery.Idempotency;
import dev.tracedshop.delivery.MessageBatch;
import dev.tracedshop.delivery.PermanentlyBadMessageException;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.InventoryEvent;
import dev.tracedshop.events.InventoryEvent.NewProductAdded;
import dev.tracedshop.events.PublicProductEvent;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.ProcessSpans;
import dev.tracedshop.tracing.Spans;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Lets the product team's news of a new product into the inventory: checked against its JSON Schema, and told on as the
 * inventory's own event.
 *
 * <p>What breaks the schema is dead-lettered with everything that is wrong about it: it does not get better by waiting.
 */
public final class InventoryAcl implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final String TOPIC = "NEW_PRODUCT_ADDED_TOPIC_ARN";
    private static final String IDEMPOTENCY_TABLE = "IDEMPOTENCY_TABLE_NAME";
    private static final String DEAD_LETTER_QUEUE = "DEAD_LETTER_QUEUE_URL";
    private static final String SOURCE = "inventory";
    private static final Log LOG = new Log(InventoryAcl.class);

    private final EventContract contract = new EventContract(PublicProductEvent.Created.TYPE);
    private final MessageBatch batch;
    private final Idempotency idempotency;
    private final InventoryEvents events;

    /** Makes the function as Lambda does; the environment names topic, table of leases and dead-letter queue. */
    public InventoryAcl() {
        this(FunctionEnvironment.ofProcess(TOPIC, IDEMPOTENCY_TABLE, DEAD_LETTER_QUEUE));
    }

    private InventoryAcl(FunctionEnvironment environment) {
        this(
                new MessageBatch(
                        ProcessSpans.continuing(),
                        new DeadLetters(
                                environment.client(SqsClient.builder()).build(), environment.value(DEAD_LETTER_QUEUE))),
                new Idempotency(
                        new DynamoDbLeases(
                                environment.client(DynamoDbClient.builder()).build(),
                                environment.value(IDEMPOTENCY_TABLE)),
                        "inventory-acl"),
                new SnsInventoryEvents(environment.client(SnsClient.builder()).build(), environment.value(TOPIC)));
    }

    public InventoryAcl(MessageBatch batch, Idempotency idempotency, InventoryEvents events) {
        this.batch = batch;
        this.idempotency = idempotency;
        this.events = events;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        // region:handle
        return batch.handle(event, message -> admit(message, context));
        // endregion:handle
    }

    private void admit(SQSMessage message, Context context) {
        String detail = BusEvent.read(message.getBody()).detail();
        List<String> breaches = contract.breaches(detail);
        // region:refuse
        if (!breaches.isEmpty()) {
            throw new PermanentlyBadMessageException("The event breaks the schema of " + PublicProductEvent.Created.TYPE
                    + ": " + String.join("; ", breaches));
        }
        // endregion:refuse
        CloudEvent<PublicProductEvent> cause = PublicProductEvent.read(detail);
        String productId = cause.data().productId();
        Spans.tag(Spans.PRODUCT_ID, productId);
        idempotency.once(cause, context, () -> {
            events.publish(CloudEvent.of(
                    DerivedIds.ofEvent(cause.id(), NewProductAdded.TYPE), SOURCE, cause.time(), (InventoryEvent)
                            new NewProductAdded(productId)));
            LOG.info("new product added", Map.of(Spans.PRODUCT_ID, productId));
        });
    }
}
