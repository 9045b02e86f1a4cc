package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.lambda.Code;
import software.constructs.Construct;

/** The product team's pricing: it hears of new and changed products and answers with their price brackets. */
final class ProductPricingStack extends ShopStack {
    private static final String SERVICE = "product-pricing";
    private static final String HANDLERS = "dev.tracedshop.productpricing.";

    private final Settings settings;
    private final Code code;
    private final String pricedTopic;
    private final String idempotencyTable;
    private final String idempotencyTableArn;

    ProductPricingStack(
            Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, false, "the product team's pricing functions");
        this.settings = settings;
        code = solution.packageOf(SERVICE);
        pricedTopic = parameters.priceCalculatedTopicArn().valueIn(this);
        idempotencyTable = parameters.productIdempotencyTableName().valueIn(this);
        idempotencyTableArn =
                Table.fromTableName(this, "Idempotency", idempotencyTable).getTableArn();
        price("ProductCreated", "product-created", parameters.productCreatedTopicArn());
        price("ProductUpdated", "product-updated", parameters.productUpdatedTopicArn());
    }

    private void price(String handler, String name, ParameterName topic) {
        TracedFunction function = new TracedFunction(
                this,
                handler,
                settings,
                new FunctionProps(
                        name,
                        SERVICE,
                        HANDLERS + handler,
                        code,
                        Trigger.TOPIC,
                        Map.of("PRICE_CALCULATED_TOPIC_ARN", pricedTopic, "IDEMPOTENCY_TABLE_NAME", idempotencyTable)));
        function.allow(idempotencyTableArn, "dynamodb:PutItem");
        function.allow(pricedTopic, "sns:Publish");
        new FunctionSubscription(this, handler + "Topic", settings, topic.valueIn(this), function, name);
    }
}
