package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.Map;

/** Answers {@code POST /product}: 201 with the new product, or 400 with every broken rule. */
public final class CreateProduct implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private static final Log LOG = new Log(CreateProduct.class);

    private final ProductCatalogue catalogue;

    /** Makes the function as Lambda does; the environment names the table and the topic. */
    public CreateProduct() {
        this(ProductEnvironment.catalogue("PRODUCT_CREATED_TOPIC_ARN"));
    }

    public CreateProduct(ProductCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        return HttpResponses.answer(context, () -> {
            Product product = Product.first(ProductId.next(), ProductDetails.read(JsonBody.of(event)));
            // region:find
            // On the invocation's span as well: it is where one looks first, and a search for the id finds it.
            Spans.tag(Spans.PRODUCT_ID, product.productId());
            // endregion:find
            return create(product);
        });
    }

    private APIGatewayV2HTTPResponse create(Product product) {
        // region:span
        return Spans.inSpan("product.create", () -> {
            // region:tags
            Spans.tag(Spans.PRODUCT_ID, product.productId());
            Spans.tag(Spans.PRODUCT_PRICE, product.price().doubleValue());
            // endregion:tags
            catalogue.create(product);
            // region:log
            LOG.info("product created", Map.of(Spans.PRODUCT_ID, product.productId()));
            // endregion:log
            return HttpResponses.created(product);
        });
        // endregion:span
    }
}
