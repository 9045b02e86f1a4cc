package dev.tracedshop.productpricing;

import com.amazonaws.services.lambda.runtime.Context;
import dev.tracedshop.delivery.DynamoDbLeases;
import dev.tracedshop.delivery.Idempotency;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.PricingEvent;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.events.ProductSnapshot;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.time.Clock;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;

/** Calculates the brackets of a product's price and publishes them, once per event that tells of a new price. */
public final class Pricing {

    /** Where the events say that they come from. */
    static final String SOURCE = "pricing";

    private static final String TOPIC = "PRICE_CALCULATED_TOPIC_ARN";
    private static final String IDEMPOTENCY_TABLE = "IDEMPOTENCY_TABLE_NAME";
    private static final Log LOG = new Log(Pricing.class);

    private final Idempotency idempotency;
    private final PricingPublisher publisher;
    private final Clock clock;

    public Pricing(Idempotency idempotency, PricingPublisher publisher, Clock clock) {
        this.idempotency = idempotency;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Makes the pricing of this process; the environment names the topic and the table of leases. */
    static Pricing ofProcess() {
        FunctionEnvironment environment = FunctionEnvironment.ofProcess(TOPIC, IDEMPOTENCY_TABLE);
        DynamoDbLeases leases = new DynamoDbLeases(
                environment.client(DynamoDbClient.builder()).build(), environment.value(IDEMPOTENCY_TABLE));
        SnsClient sns = environment.client(SnsClient.builder()).build();
        return new Pricing(
                new Idempotency(leases, "product-pricing"),
                new SnsPricing(sns, environment.value(TOPIC)),
                Clock.systemUTC());
    }

    /** Calculates and publishes the brackets of a price that an event tells of; for the same event only once. */
    void price(CloudEvent<ProductEvent> cause, ProductSnapshot product, Context context) {
        Spans.inSpan("pricing.calculate", () -> {
            Spans.tag(Spans.PRODUCT_ID, product.productId());
            Spans.tag(Spans.PRODUCT_PRICE, product.price().doubleValue());
            return idempotency.once(cause, context, () -> publish(cause, product));
        });
    }

    private void publish(CloudEvent<ProductEvent> cause, ProductSnapshot product) {
        PricingEvent calculated =
                new PricingEvent.Calculated(product.productId(), product.priceVersion(), Discounts.of(product.price()));
        publisher.publish(
                CloudEvent.of(DerivedIds.ofEvent(cause.id(), calculated.type()), SOURCE, clock.instant(), calculated));
        LOG.info(
                "pricing brackets calculated",
                Map.of(Spans.PRODUCT_ID, product.productId(), "priceVersion", product.priceVersion()));
    }
}
