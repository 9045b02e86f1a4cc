package dev.tracedshop.cdk;

import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.StreamViewType;
import software.amazon.awscdk.services.dynamodb.Table;
import software.constructs.Construct;

/** Makes the shop's tables: one string as the key, paid per request, recoverable, and kept when production is torn down. */
final class ShopTable {
    private ShopTable() {}

    /** Makes the table {@code <env>-<name>}. */
    static Table create(Construct scope, String id, Settings settings, String name, String key) {
        return table(scope, id, settings, name, key).build();
    }

    /** Makes the table {@code <env>-<name>} with a stream of its changes: what was there before, and what is there now. */
    static Table withStream(Construct scope, String id, Settings settings, String name, String key) {
        return table(scope, id, settings, name, key).stream(StreamViewType.NEW_AND_OLD_IMAGES)
                .build();
    }

    /** Makes a team's table of leases and done marks, whose items go away by themselves after {@code expiresAt}. */
    static Table forIdempotency(Construct scope, String id, Settings settings, String name) {
        return table(scope, id, settings, name, "id")
                .timeToLiveAttribute("expiresAt")
                .build();
    }

    private static Table.Builder table(Construct scope, String id, Settings settings, String name, String key) {
        return Table.Builder.create(scope, id)
                .tableName(settings.named(name))
                .partitionKey(
                        Attribute.builder().name(key).type(AttributeType.STRING).build())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .pointInTimeRecoverySpecification(PointInTimeRecoverySpecification.builder()
                        .pointInTimeRecoveryEnabled(true)
                        .build())
                .deletionProtection(settings.isProduction())
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    }
}
