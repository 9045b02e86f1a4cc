package dev.tracedshop.cdk;

import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** What the product team keeps: the table and the topics, apart from the functions so that those can come and go. */
final class ProductDataStack extends Stack {

    ProductDataStack(Construct scope, String id, Settings settings, ParameterNames parameters) {
        super(
                scope,
                id,
                StackProps.builder()
                        .stackName(settings.named("product-data"))
                        .description("Trace the Shop: the product team's table and topics")
                        .terminationProtection(settings.isProduction())
                        .analyticsReporting(false)
                        .build());
        Table products = Table.Builder.create(this, "Products")
                .tableName(settings.named("products"))
                .partitionKey(Attribute.builder()
                        .name("productId")
                        .type(AttributeType.STRING)
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtection(settings.isProduction())
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
        parameters.productTableName().publish(this, "TableName", products.getTableName());

        Topic created = topic("ProductCreated", settings.named("product-created"));
        parameters.productCreatedTopicArn().publish(this, "CreatedTopicArn", created.getTopicArn());
        Topic updated = topic("ProductUpdated", settings.named("product-updated"));
        parameters.productUpdatedTopicArn().publish(this, "UpdatedTopicArn", updated.getTopicArn());
        Topic deleted = topic("ProductDeleted", settings.named("product-deleted"));
        parameters.productDeletedTopicArn().publish(this, "DeletedTopicArn", deleted.getTopicArn());
    }

    private Topic topic(String id, String name) {
        return Topic.Builder.create(this, id).topicName(name).enforceSsl(true).build();
    }
}
