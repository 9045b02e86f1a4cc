package dev.tracedshop.productchanges;

import dev.tracedshop.tracing.ExpectedRefusals;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Keeps the entries in a DynamoDB table whose key is {@code eventId}.
 *
 * <p>An item is {@code {eventId, productId, eventName, sequenceNumber, at, changed, before?, after?}}; {@code at} in
 * ISO 8601, {@code before} and {@code after} are {@code {name, price, version}}.
 *
 * <p>It writes by PutItem: on UpdateItem the tracer leaves a span pointer, and nobody reads this table from a stream, so
 * the pointer would lead nowhere.
 */
final class DynamoDbAuditTrail implements AuditTrail {

    private final DynamoDbClient dynamoDb;
    private final String table;

    DynamoDbAuditTrail(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public boolean add(AuditEntry entry) {
        // region:once
        try {
            dynamoDb.putItem(PutItemRequest.builder()
                    .tableName(table)
                    .item(item(entry))
                    .conditionExpression("attribute_not_exists(eventId)")
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            // Whoever wrote it wrote the same: the id is the record's.
            ExpectedRefusals.expect("PutItem", table, e);
            return false;
        }
        // endregion:once
    }

    private static Map<String, AttributeValue> item(AuditEntry entry) {
        Map<String, AttributeValue> item = new HashMap<>();
        // region:key
        item.put("eventId", AttributeValue.fromS(entry.eventId()));
        // endregion:key
        item.put("productId", AttributeValue.fromS(entry.productId()));
        item.put("eventName", AttributeValue.fromS(entry.eventName()));
        item.put("sequenceNumber", AttributeValue.fromS(entry.sequenceNumber()));
        item.put("at", AttributeValue.fromS(entry.at().toString()));
        item.put(
                "changed",
                AttributeValue.fromL(
                        entry.changed().stream().map(AttributeValue::fromS).toList()));
        if (!entry.before().isEmpty()) {
            item.put("before", state(entry.before()));
        }
        if (!entry.after().isEmpty()) {
            item.put("after", state(entry.after()));
        }
        return item;
    }

    private static AttributeValue state(Map<String, Object> state) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        state.forEach((name, value) -> attributes.put(
                name,
                value instanceof BigDecimal number
                        ? AttributeValue.fromN(number.toPlainString())
                        : AttributeValue.fromS(value.toString())));
        return AttributeValue.fromM(attributes);
    }
}
