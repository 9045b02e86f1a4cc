package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.events.SNSEvent.SNSRecord;
import dev.tracedshop.events.PricingEvent;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores the brackets that were calculated for a product's price, if it still has that price.
 *
 * <p>It needs no lease: the same brackets written twice are the same brackets. It publishes nothing, so that pricing is
 * not asked again. An exception is Lambda's to deal with: it repeats the invocation, and keeps the event at last.
 */
public final class PricingChanged implements RequestHandler<SNSEvent, @Nullable Void> {

    /** The tag of a span whose brackets came too late: {@code true}. */
    static final String STALE = "pricing.stale";

    private static final Log LOG = new Log(PricingChanged.class);

    private final ProductRepository products;

    /** Makes the function as Lambda does; the environment names the table. */
    public PricingChanged() {
        this(ProductEnvironment.products());
    }

    public PricingChanged(ProductRepository products) {
        this.products = products;
    }

    @Override
    public @Nullable Void handleRequest(SNSEvent event, Context context) {
        for (SNSRecord notification : event.getRecords()) {
            PricingEvent pricing =
                    PricingEvent.read(notification.getSNS().getMessage()).data();
            Spans.tag(Spans.PRODUCT_ID, pricing.productId());
            if (pricing instanceof PricingEvent.Calculated calculated) {
                Spans.inSpan("product.price", () -> store(calculated));
            }
        }
        return null;
    }

    private boolean store(PricingEvent.Calculated calculated) {
        Spans.tag(Spans.PRODUCT_ID, calculated.productId());
        boolean stored = products.setBrackets(calculated.productId(), calculated.priceVersion(), calculated.brackets());
        Spans.tag(STALE, !stored);
        LOG.info(
                stored ? "pricing brackets stored" : "pricing brackets were calculated for a price that is gone",
                Map.of(Spans.PRODUCT_ID, calculated.productId(), "priceVersion", calculated.priceVersion()));
        return stored;
    }
}
