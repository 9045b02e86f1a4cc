package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.services.apigatewayv2.HttpMethod;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;

/** The product team's HTTP API and the functions behind it; the README of the workshop says why it asks for no login. */
final class ProductApiStack extends ShopStack {
    private static final String SERVICE = "product-api";
    private static final String HANDLERS = "dev.tracedshop.productapi.";

    private final Settings settings;
    private final Code code;
    private final String tableName;

    ProductApiStack(Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, false, "the product team's HTTP API and its functions");
        this.settings = settings;
        code = solution.packageOf(SERVICE);
        tableName = parameters.productTableName().valueIn(this);
        String tableArn = Table.fromTableName(this, "Products", tableName).getTableArn();
        String createdTopic = parameters.productCreatedTopicArn().valueIn(this);
        String updatedTopic = parameters.productUpdatedTopicArn().valueIn(this);
        String deletedTopic = parameters.productDeletedTopicArn().valueIn(this);
        String pricedTopic = parameters.priceCalculatedTopicArn().valueIn(this);
        ThrottledHttpApi api = new ThrottledHttpApi(
                this,
                "HttpApi",
                settings,
                SERVICE,
                "The shop's products",
                "Unauthenticated on purpose: learners call the API with curl and a load test; it is throttled and serves"
                        + " made-up products only.");

        // The actions beyond the obvious one undo the write when its event cannot be published.
        TracedFunction create = function(
                "CreateProduct", "create-product", Trigger.HTTP_API, Map.of("PRODUCT_CREATED_TOPIC_ARN", createdTopic));
        create.allow(tableArn, "dynamodb:UpdateItem", "dynamodb:DeleteItem");
        create.allow(createdTopic, "sns:Publish");
        api.route(HttpMethod.POST, "/product", create);

        TracedFunction get = function("GetProduct", "get-product", Trigger.HTTP_API, Map.of());
        get.allow(tableArn, "dynamodb:GetItem");
        api.route(HttpMethod.GET, "/product/{productId}", get);

        TracedFunction list = function("ListProducts", "list-product", Trigger.HTTP_API, Map.of());
        list.allow(tableArn, "dynamodb:Scan");
        api.route(HttpMethod.GET, "/product", list);

        TracedFunction update = function(
                "UpdateProduct", "update-product", Trigger.HTTP_API, Map.of("PRODUCT_UPDATED_TOPIC_ARN", updatedTopic));
        update.allow(tableArn, "dynamodb:GetItem", "dynamodb:UpdateItem");
        update.allow(updatedTopic, "sns:Publish");
        api.route(HttpMethod.PUT, "/product", update);

        TracedFunction delete = function(
                "DeleteProduct", "delete-product", Trigger.HTTP_API, Map.of("PRODUCT_DELETED_TOPIC_ARN", deletedTopic));
        delete.allow(tableArn, "dynamodb:DeleteItem", "dynamodb:UpdateItem");
        delete.allow(deletedTopic, "sns:Publish");
        api.route(HttpMethod.DELETE, "/product/{productId}", delete);

        TracedFunction priced = function("PricingChanged", "pricing-changed", Trigger.TOPIC, Map.of());
        priced.allow(tableArn, "dynamodb:UpdateItem");
        new FunctionSubscription(this, "PriceCalculated", settings, pricedTopic, priced, "pricing-changed");

        CfnOutput.Builder.create(this, "ApiEndpoint")
                .description("Where the shop's HTTP API answers")
                .value(api.endpoint())
                .build();
    }

    private TracedFunction function(String handler, String name, Trigger trigger, Map<String, String> ownVariables) {
        Map<String, String> environment = new TreeMap<>(ownVariables);
        environment.put("TABLE_NAME", tableName);
        return new TracedFunction(
                this,
                handler,
                settings,
                new FunctionProps(name, SERVICE, HANDLERS + handler, code, trigger, environment));
    }
}
