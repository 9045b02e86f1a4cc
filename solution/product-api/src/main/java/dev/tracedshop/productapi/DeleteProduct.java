package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.Map;

/** Answers {@code DELETE /product/{productId}}: 200, or 404. */
public final class DeleteProduct implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private static final Log LOG = new Log(DeleteProduct.class);

    private final ProductCatalogue catalogue;

    /** Makes the function as Lambda does; the environment names the table and the topic. */
    public DeleteProduct() {
        this(ProductEnvironment.catalogue("PRODUCT_DELETED_TOPIC_ARN"));
    }

    public DeleteProduct(ProductCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        return HttpResponses.answer(
                context, () -> ProductId.inPathOf(event).map(this::delete).orElseGet(HttpResponses::notFound));
    }

    private APIGatewayV2HTTPResponse delete(String productId) {
        Spans.tag(Spans.PRODUCT_ID, productId);
        return Spans.inSpan("product.delete", () -> {
            Spans.tag(Spans.PRODUCT_ID, productId);
            if (!catalogue.delete(productId)) {
                return HttpResponses.notFound();
            }
            LOG.info("product deleted", Map.of(Spans.PRODUCT_ID, productId));
            return HttpResponses.deleted();
        });
    }
}
