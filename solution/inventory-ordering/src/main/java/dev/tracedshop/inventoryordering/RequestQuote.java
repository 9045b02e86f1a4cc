package dev.tracedshop.inventoryordering;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.Map;

/**
 * Asks the supplier for a quote: {@code {productId}} is answered with {@code {quoteId, quantity, unitPrice,
 * deliverySeconds}}.
 *
 * <p>It is a task of the state machine. What it throws tells the state machine whether to ask again later: {@link
 * SupplierUnavailable} or something else.
 */
public final class RequestQuote implements RequestHandler<Map<String, Object>, Map<String, Object>> {

    private static final Log LOG = new Log(RequestQuote.class);
    private static final String SUPPLIER_URL = "SUPPLIER_URL";

    private final Supplier supplier;

    /** Makes the function as Lambda does; SUPPLIER_URL says where the supplier's API is. */
    public RequestQuote() {
        this(new Supplier(FunctionEnvironment.ofProcess(SUPPLIER_URL).value(SUPPLIER_URL), Supplier.TRY_LIMIT));
    }

    RequestQuote(Supplier supplier) {
        this.supplier = supplier;
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        if (!(event.get("productId") instanceof String productId) || productId.isBlank()) {
            throw new IllegalArgumentException(
                    "The event's productId must be a string with the id of a product, not " + event.get("productId"));
        }
        Spans.tag(Spans.PRODUCT_ID, productId);
        Quote quote = Spans.inSpan("supplier.quote", () -> {
            Spans.tag(Spans.PRODUCT_ID, productId);
            Quote answer = supplier.quote(productId);
            Spans.tag("quote.id", answer.quoteId());
            Spans.tag("quote.quantity", answer.quantity());
            return answer;
        });
        LOG.info("quote received", Map.of(Spans.PRODUCT_ID, productId, "quote.quantity", quote.quantity()));
        return quote.toJson();
    }
}
