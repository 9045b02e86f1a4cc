package dev.tracedshop.cdk;

import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** What the inventory team keeps: tables and the topic, apart from the functions so that those can come and go. */
final class InventoryDataStack extends ShopStack {

    InventoryDataStack(Construct scope, String id, Settings settings, ParameterNames parameters) {
        super(scope, id, settings, "inventory-data", true, "the inventory team's tables and topic");
        Table stock = ShopTable.create(this, "Stock", settings, "stock", "productId");
        parameters.stockTableName().publish(this, "StockTableName", stock.getTableName());
        Table idempotency = ShopTable.forIdempotency(this, "Idempotency", settings, "inventory-idempotency");
        parameters.inventoryIdempotencyTableName().publish(this, "IdempotencyTableName", idempotency.getTableName());
        Topic added = ShopTopic.create(this, "NewProductAdded", settings, "new-product-added");
        parameters.newProductAddedTopicArn().publish(this, "NewProductAddedTopicArn", added.getTopicArn());
    }
}
