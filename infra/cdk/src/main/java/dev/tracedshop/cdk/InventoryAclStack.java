package dev.tracedshop.cdk;

import dev.tracedshop.cdk.FunctionProps.Trigger;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.events.EventBus;
import software.constructs.Construct;

/** The inventory team's anti-corruption layer: it checks other teams' public events and turns them into the team's own. */
final class InventoryAclStack extends ShopStack {
    private static final String SERVICE = "inventory-acl";

    InventoryAclStack(
            Construct scope, String id, Settings settings, ParameterNames parameters, SolutionFiles solution) {
        super(scope, id, settings, SERVICE, false, "the inventory team's anti-corruption layer");
        String addedTopic = parameters.newProductAddedTopicArn().valueIn(this);
        String idempotencyTable = parameters.inventoryIdempotencyTableName().valueIn(this);
        ResilientQueue queue =
                new ResilientQueue(this, "Events", settings, SERVICE, FunctionProps.USUAL_TIMEOUT_SECONDS);
        new ProductCreatedRule(
                this,
                "ProductCreated",
                settings,
                EventBus.fromEventBusName(this, "Bus", parameters.eventBusName().valueIn(this)),
                queue,
                SERVICE);

        TracedFunction layer = new TracedFunction(
                this,
                "InventoryAcl",
                settings,
                new FunctionProps(
                        SERVICE,
                        SERVICE,
                        "dev.tracedshop.inventoryacl.InventoryAcl",
                        solution.packageOf(SERVICE),
                        Trigger.QUEUE,
                        Map.of(
                                "NEW_PRODUCT_ADDED_TOPIC_ARN",
                                addedTopic,
                                "IDEMPOTENCY_TABLE_NAME",
                                idempotencyTable,
                                "DEAD_LETTER_QUEUE_URL",
                                queue.deadLetters().getQueueUrl())));
        layer.consume(queue, Duration.seconds(0));
        layer.allow(Table.fromTableName(this, "Idempotency", idempotencyTable).getTableArn(), "dynamodb:PutItem");
        layer.allow(queue.deadLetters().getQueueArn(), "sqs:SendMessage");
        layer.allow(addedTopic, "sns:Publish");
    }
}
