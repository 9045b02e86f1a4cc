package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.tracing.Spans;
import java.util.Optional;

/** Answers {@code GET /product/{productId}}: 200 with the product, or 404. */
public final class GetProduct implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private final ProductRepository products;

    /** Makes the function as Lambda does; the environment names the table. */
    public GetProduct() {
        this(ProductEnvironment.products());
    }

    public GetProduct(ProductRepository products) {
        this.products = products;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        return HttpResponses.answer(
                context, () -> ProductId.inPathOf(event).map(this::get).orElseGet(HttpResponses::notFound));
    }

    private APIGatewayV2HTTPResponse get(String productId) {
        // region:tag
        // First of all, so that a request that fails is found by its product, too.
        Spans.tag(Spans.PRODUCT_ID, productId);
        // endregion:tag
        // region:ask
        Optional<Product> product = products.find(productId);
        // endregion:ask
        // region:answer
        return product.map(HttpResponses::ok).orElseGet(HttpResponses::notFound);
        // endregion:answer
    }
}
