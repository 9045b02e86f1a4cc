package dev.tracedshop.analytics;

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
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.ProcessSpans;
import dev.tracedshop.tracing.Spans;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Counts every event of the bus once.
 *
 * <p>What you need is there: {@link MessageBatch} handles each message in its process span, which {@link
 * ProcessSpans#linking()} joins to its sender by {@code LinkedTrace}, your other file; {@link Metrics} counts.
 */
public final class Analytics implements RequestHandler<SQSEvent, SQSBatchResponse> {

    /** The tag that holds the type of the event that a span is about. */
    static final String EVENT_TYPE = "event.type";

    private static final String IDEMPOTENCY_TABLE = "IDEMPOTENCY_TABLE_NAME";
    private static final String DEAD_LETTER_QUEUE = "DEAD_LETTER_QUEUE_URL";
    private static final Log LOG = new Log(Analytics.class);

    private final MessageBatch batch;
    private final Idempotency idempotency;

    @SuppressWarnings("unused") // until you use it; then take this line out
    private final Metrics metrics;

    /** Makes the function as Lambda does; the environment names table of leases and dead-letter queue. */
    public Analytics() {
        this(FunctionEnvironment.ofProcess(IDEMPOTENCY_TABLE, DEAD_LETTER_QUEUE));
    }

    private Analytics(FunctionEnvironment environment) {
        this(
                new MessageBatch(
                        ProcessSpans.linking(),
                        new DeadLetters(
                                // With it, a dead letter that is redriven would lead back into this invocation.
                                environment
                                        .clientWithoutTraceHeader(SqsClient.builder())
                                        .build(),
                                environment.value(DEAD_LETTER_QUEUE))),
                new Idempotency(
                        new DynamoDbLeases(
                                environment.client(DynamoDbClient.builder()).build(),
                                environment.value(IDEMPOTENCY_TABLE)),
                        "analytics"),
                new DatadogMetrics());
    }

    public Analytics(MessageBatch batch, Idempotency idempotency, Metrics metrics) {
        this.batch = batch;
        this.idempotency = idempotency;
        this.metrics = metrics;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return batch.handle(event, message -> count(message, context));
    }

    private void count(SQSMessage message, Context context) {
        BusEvent delivered = BusEvent.read(message.getBody());
        CloudEvent<CountedEvent> event = CountedEvent.read(delivered.detail());
        Spans.tag(EVENT_TYPE, event.type());
        event.data().productId().ifPresent(productId -> Spans.tag(Spans.PRODUCT_ID, productId));
        idempotency.once(event, context, () -> {
            // TODO 3: count the event, by who put it on the bus and by its type.
            LOG.info("event seen", Map.of("event.source", delivered.source(), EVENT_TYPE, event.type()));
        });
    }
}
