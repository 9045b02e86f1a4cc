package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.tracing.Spans;

/** Answers {@code GET /product}: 200 with every product. */
public final class ListProducts implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private final ProductRepository products;

    /** Makes the function as Lambda does; the environment names the table. */
    public ListProducts() {
        this(ProductEnvironment.products());
    }

    public ListProducts(ProductRepository products) {
        this.products = products;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        return HttpResponses.answer(
                context, () -> Spans.inSpan("product.list", () -> HttpResponses.list(products.findAll())));
    }
}
