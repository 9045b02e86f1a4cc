package dev.tracedshop.delivery;

import dev.tracedshop.tracing.ExpectedRefusals;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * Keeps leases in a DynamoDB table whose key is {@code id} and whose time to live is {@code expiresAt}.
 *
 * <p>An item is {@code {id, owner, done, leasedUntil, expiresAt}}; {@code leasedUntil} in milliseconds since 1970,
 * {@code expiresAt} in seconds.
 */
public final class DynamoDbLeases implements Leases {

    /*
     * Every write is a PutItem: on UpdateItem and DeleteItem the tracer leaves a span pointer, and bookkeeping is nothing
     * that a reader of the trace wants to be led to. So a lease is given back by a lease that has run out.
     *
     * Time to live only cleans up, days later. Whether a lease runs is compared in the condition, with the caller's clock.
     */

    // Longer than a message can wait anywhere: SQS keeps one for 14 days at most.
    private static final Duration KEPT = Duration.ofDays(15);

    private static final String FREE = "attribute_not_exists(id) OR (done = :false AND leasedUntil <= :now)";
    private static final Instant NEVER = Instant.EPOCH;

    private final DynamoDbClient dynamoDb;
    private final String table;

    public DynamoDbLeases(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public Claim take(String key, String owner, Instant now, Instant until) {
        PutItemRequest put = item(key, owner, false, until, now)
                .conditionExpression(FREE)
                .expressionAttributeValues(
                        Map.of(":false", AttributeValue.fromBool(false), ":now", number(now.toEpochMilli())))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            dynamoDb.putItem(put);
            return Claim.TAKEN;
        } catch (ConditionalCheckFailedException e) {
            ExpectedRefusals.expect("PutItem", table, e);
            return claimOf(e.item(), owner);
        }
    }

    @Override
    public void done(String key, String owner, Instant now) {
        // Without a condition: the effect has taken place, whoever has the lease meanwhile.
        dynamoDb.putItem(item(key, owner, true, NEVER, now).build());
    }

    @Override
    public void release(String key, String owner, Instant now) {
        PutItemRequest put = item(key, owner, false, NEVER, now)
                // "owner" is one of DynamoDB's reserved words.
                .conditionExpression("#owner = :owner AND done = :false")
                .expressionAttributeNames(Map.of("#owner", "owner"))
                .expressionAttributeValues(
                        Map.of(":owner", AttributeValue.fromS(owner), ":false", AttributeValue.fromBool(false)))
                .build();
        try {
            dynamoDb.putItem(put);
        } catch (ConditionalCheckFailedException e) {
            // The lease had run out and is another's now, or it is done: there is nothing to give back.
            ExpectedRefusals.expect("PutItem", table, e);
        }
    }

    private static Claim claimOf(Map<String, AttributeValue> item, String owner) {
        AttributeValue done = item.get("done");
        if (done != null && Boolean.TRUE.equals(done.bool())) {
            return Claim.DONE;
        }
        // The SDK repeats a call whose answer was lost: then it is our own lease that is in the way.
        return AttributeValue.fromS(owner).equals(item.get("owner")) ? Claim.TAKEN : Claim.HELD;
    }

    private PutItemRequest.Builder item(String key, String owner, boolean done, Instant leasedUntil, Instant now) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(Map.of(
                        "id", AttributeValue.fromS(key),
                        "owner", AttributeValue.fromS(owner),
                        "done", AttributeValue.fromBool(done),
                        "leasedUntil", number(leasedUntil.toEpochMilli()),
                        "expiresAt", number(now.plus(KEPT).getEpochSecond())));
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }
}
