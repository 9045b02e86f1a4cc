package dev.tracedshop.cdk;

/** Knows every name by which the services tell each other values: the only coupling between their stacks. */
final class ParameterNames {
    private final String environment;

    ParameterNames(Settings settings) {
        this.environment = settings.environment();
    }

    ParameterName eventBusName() {
        return name("shared", "event-bus-name");
    }

    ParameterName productTableName() {
        return name("product", "table-name");
    }

    /** The stream of the table of products, with what was and what is. */
    ParameterName productTableStreamArn() {
        return name("product", "table-stream-arn");
    }

    ParameterName productAuditTableName() {
        return name("product", "audit-table-name");
    }

    ParameterName productCreatedTopicArn() {
        return name("product", "created-topic-arn");
    }

    ParameterName productUpdatedTopicArn() {
        return name("product", "updated-topic-arn");
    }

    ParameterName productDeletedTopicArn() {
        return name("product", "deleted-topic-arn");
    }

    ParameterName priceCalculatedTopicArn() {
        return name("product", "price-calculated-topic-arn");
    }

    ParameterName productIdempotencyTableName() {
        return name("product", "idempotency-table-name");
    }

    ParameterName newProductAddedTopicArn() {
        return name("inventory", "new-product-added-topic-arn");
    }

    ParameterName inventoryIdempotencyTableName() {
        return name("inventory", "idempotency-table-name");
    }

    ParameterName stockTableName() {
        return name("inventory", "stock-table-name");
    }

    ParameterName supplierUrl() {
        return name("supplier", "url");
    }

    /** What the supplier's function reads while it runs: how it is to behave. */
    ParameterName supplierBehaviour() {
        return name("supplier", "behaviour");
    }

    private ParameterName name(String owner, String name) {
        return new ParameterName("/" + environment + "/" + owner + "/" + name);
    }
}
