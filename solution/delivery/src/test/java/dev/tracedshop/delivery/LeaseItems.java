package dev.tracedshop.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Stands in for the table of leases: PutItem alone, with the two conditions that there are. */
final class LeaseItems implements DynamoDbClient {

    final Map<String, Map<String, AttributeValue>> items = new LinkedHashMap<>();
    final List<PutItemRequest> puts = new ArrayList<>();
    // The call takes place and its answer is lost: the SDK then repeats it, which is done here as well.
    boolean losesOneAnswer;
    boolean isGone;

    @Override
    public PutItemResponse putItem(PutItemRequest put) {
        if (isGone) {
            throw SdkClientException.create("the table is gone");
        }
        puts.add(put);
        String id = value(put.item(), "id").s();
        @Nullable Map<String, AttributeValue> item = items.get(id);
        if (!holds(put, item)) {
            throw ConditionalCheckFailedException.builder()
                    .message("The conditional request failed")
                    .item(
                            item != null
                                            && put.returnValuesOnConditionCheckFailure()
                                                    == ReturnValuesOnConditionCheckFailure.ALL_OLD
                                    ? item
                                    : Map.of())
                    .build();
        }
        items.put(id, put.item());
        if (losesOneAnswer) {
            losesOneAnswer = false;
            return putItem(put);
        }
        return PutItemResponse.builder().build();
    }

    private static boolean holds(PutItemRequest put, @Nullable Map<String, AttributeValue> item) {
        String condition = put.conditionExpression();
        if (condition == null) {
            return true;
        }
        Map<String, AttributeValue> values = put.expressionAttributeValues();
        return switch (condition) {
            case "attribute_not_exists(id) OR (done = :false AND leasedUntil <= :now)" ->
                item == null
                        || (value(values, ":false").equals(item.get("done"))
                                && number(item, "leasedUntil") <= number(values, ":now"));
            case "#owner = :owner AND done = :false" ->
                item != null
                        && value(values, ":owner")
                                .equals(item.get(put.expressionAttributeNames().get("#owner")))
                        && value(values, ":false").equals(item.get("done"));
            default -> throw new IllegalArgumentException("The table of the tests does not know " + condition);
        };
    }

    private static long number(Map<String, AttributeValue> values, String name) {
        return Long.parseLong(value(values, name).n());
    }

    private static AttributeValue value(Map<String, AttributeValue> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}
