package dev.tracedshop.productapi;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;

/**
 * Answers {@code POST /product}: 201 with the new product, or 400 with every broken rule.
 *
 * <p>What you need is there: OpenTelemetry's API makes spans ({@code GlobalOpenTelemetry}, {@code Span}, {@code Scope}), {@link
 * Spans} has the names of the shop's tags, {@link Log} writes log lines of JSON.
 */
public final class CreateProduct implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

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
        // An exception that comes this far is answered: with 400 if it is a refusal, with 500 if it is a fault of ours.
        // The span that is active here, aws.lambda, is told of a fault.
        return HttpResponses.answer(context, () -> {
            Product product = Product.first(ProductId.next(), ProductDetails.read(JsonBody.of(event)));
            // TODO 2: a tag by which one finds the requests of one product.
            Spans.tag(Spans.PRODUCT_ID, product.toString());
            return create(product);
        });
    }

    private APIGatewayV2HTTPResponse create(Product product) {
        // TODO 1: what this method does, in a span of its own named product.create.
        // TODO 2: on that span, the product's id and its price as tags.
        // TODO 3: an exception that leaves this method, recorded on that span.
        // TODO 4: a log line that leads to that span.
        catalogue.create(product);
        System.out.println("product created: " + product);
        return HttpResponses.created(product);
    }
}
