package dev.tracedshop.productpricing;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.events.SNSEvent.SNSRecord;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.tracing.Spans;
import org.jspecify.annotations.Nullable;

/**
 * Calculates the brackets of every new product.
 *
 * <p>An exception is Lambda's to deal with: it repeats the invocation, and keeps the event at last.
 */
public final class ProductCreated implements RequestHandler<SNSEvent, @Nullable Void> {

    private final Pricing pricing;

    /** Makes the function as Lambda does; the environment names the topic and the table of leases. */
    public ProductCreated() {
        this(Pricing.ofProcess());
    }

    public ProductCreated(Pricing pricing) {
        this.pricing = pricing;
    }

    @Override
    public @Nullable Void handleRequest(SNSEvent event, Context context) {
        for (SNSRecord notification : event.getRecords()) {
            CloudEvent<ProductEvent> cause =
                    ProductEvent.read(notification.getSNS().getMessage());
            Spans.tag(Spans.PRODUCT_ID, cause.data().productId());
            if (!(cause.data() instanceof ProductEvent.Created created)) {
                throw new MalformedJsonException("type is " + cause.type() + ", not " + ProductEvent.Created.TYPE);
            }
            pricing.price(cause, created.product(), context);
        }
        return null;
    }
}
