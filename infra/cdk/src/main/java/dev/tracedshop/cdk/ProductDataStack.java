package dev.tracedshop.cdk;

import java.util.Objects;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** What the product team keeps: tables and topics, apart from the functions so that those can come and go. */
final class ProductDataStack extends ShopStack {

    ProductDataStack(Construct scope, String id, Settings settings, ParameterNames parameters) {
        super(scope, id, settings, "product-data", true, "the product team's tables and topics");
        Table products = ShopTable.withStream(this, "Products", settings, "products", "productId");
        parameters.productTableName().publish(this, "TableName", products.getTableName());
        parameters
                .productTableStreamArn()
                .publish(this, "TableStreamArn", Objects.requireNonNull(products.getTableStreamArn()));
        Table audit = ShopTable.create(this, "Audit", settings, "product-audit", "eventId");
        parameters.productAuditTableName().publish(this, "AuditTableName", audit.getTableName());
        Table idempotency = ShopTable.forIdempotency(this, "Idempotency", settings, "product-idempotency");
        parameters.productIdempotencyTableName().publish(this, "IdempotencyTableName", idempotency.getTableName());

        Topic created = ShopTopic.create(this, "ProductCreated", settings, "product-created");
        parameters.productCreatedTopicArn().publish(this, "CreatedTopicArn", created.getTopicArn());
        Topic updated = ShopTopic.create(this, "ProductUpdated", settings, "product-updated");
        parameters.productUpdatedTopicArn().publish(this, "UpdatedTopicArn", updated.getTopicArn());
        Topic deleted = ShopTopic.create(this, "ProductDeleted", settings, "product-deleted");
        parameters.productDeletedTopicArn().publish(this, "DeletedTopicArn", deleted.getTopicArn());
        Topic priced = ShopTopic.create(this, "PriceCalculated", settings, "price-calculated");
        parameters.priceCalculatedTopicArn().publish(this, "PriceCalculatedTopicArn", priced.getTopicArn());
    }
}
