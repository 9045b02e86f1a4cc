package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.Map;

/** Answers {@code PUT /product}: 200 with the product as it is now, 400 with every broken rule, 404, or 409. */
public final class UpdateProduct implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private static final Log LOG = new Log(UpdateProduct.class);

    private final ProductCatalogue catalogue;

    /** Makes the function as Lambda does; the environment names the table and the topic. */
    public UpdateProduct() {
        this(ProductEnvironment.catalogue("PRODUCT_UPDATED_TOPIC_ARN"));
    }

    public UpdateProduct(ProductCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        return HttpResponses.answer(context, () -> {
            Replacement wanted = Replacement.read(JsonBody.of(event));
            if (ProductId.of(wanted.productId()).isEmpty()) {
                return HttpResponses.notFound();
            }
            Spans.tag(Spans.PRODUCT_ID, wanted.productId());
            return Spans.inSpan("product.update", () -> {
                Spans.tag(Spans.PRODUCT_ID, wanted.productId());
                return answer(catalogue.update(wanted));
            });
        });
    }

    private static APIGatewayV2HTTPResponse answer(UpdateOutcome outcome) {
        if (outcome instanceof UpdateOutcome.Updated updated) {
            Product product = updated.product();
            LOG.info("product updated", Map.of(Spans.PRODUCT_ID, product.productId(), "version", product.version()));
            return HttpResponses.ok(product);
        }
        if (outcome instanceof UpdateOutcome.Unchanged unchanged) {
            return HttpResponses.unchanged(unchanged.product());
        }
        if (outcome instanceof UpdateOutcome.Conflict conflict) {
            return HttpResponses.conflict(conflict.reason());
        }
        return HttpResponses.notFound();
    }
}
