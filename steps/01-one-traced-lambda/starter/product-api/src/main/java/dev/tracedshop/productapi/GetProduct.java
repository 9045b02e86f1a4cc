package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.tracing.Spans;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Answers {@code GET /product/{productId}}: 200 with the product, or 404.
 *
 * <p>What you need is there: {@link ProductRepository} keeps the products and answers with an {@link Optional}, {@link Spans}
 * puts tags on the trace, {@link HttpResponses} makes the answers.
 */
public final class GetProduct implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    @SuppressWarnings("unused") // until you use it; then take this line out
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
        // TODO 1: answer the product that the repository keeps under this id. This one is made up.
        // TODO 2: answer 404 when the repository has none.
        // TODO 3: put the product's id on the trace.
        return HttpResponses.ok(new Product(productId, "Fixed product", BigDecimal.ONE, List.of(), 1, 1));
    }
}
