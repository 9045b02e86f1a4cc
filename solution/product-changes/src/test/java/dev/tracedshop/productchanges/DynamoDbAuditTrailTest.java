package dev.tracedshop.productchanges;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

class DynamoDbAuditTrailTest {

    private final Table table = new Table();
    private final DynamoDbAuditTrail trail = new DynamoDbAuditTrail(table, "dev-product-audit");

    @Test
    void anEntryIsAnItemWithWhatWasAndWhatIs() {
        assertThat(trail.add(AuditEntry.of(
                        TableStream.batch(TableStream.updated(3)).getRecords().get(0))))
                .isTrue();

        PutItemRequest put = table.puts.get(0);
        assertThat(put.tableName()).isEqualTo("dev-product-audit");
        assertThat(put.conditionExpression()).isEqualTo("attribute_not_exists(eventId)");
        assertThat(put.item())
                .containsEntry("eventId", AttributeValue.fromS("event-3"))
                .containsEntry("productId", AttributeValue.fromS(TableStream.PRODUCT))
                .containsEntry("eventName", AttributeValue.fromS("MODIFY"))
                .containsEntry("sequenceNumber", AttributeValue.fromS("000000000000000000003"))
                .containsEntry(
                        "changed",
                        AttributeValue.fromL(List.of(
                                AttributeValue.fromS("name"),
                                AttributeValue.fromS("price"),
                                AttributeValue.fromS("priceVersion"),
                                AttributeValue.fromS("version"))))
                .containsEntry("at", AttributeValue.fromS("2026-11-21T07:32:58Z"))
                .containsEntry(
                        "before",
                        AttributeValue.fromM(Map.of(
                                "name", AttributeValue.fromS("Tea"),
                                "price", AttributeValue.fromN("12.5"),
                                "version", AttributeValue.fromN("1"))))
                .containsEntry(
                        "after",
                        AttributeValue.fromM(Map.of(
                                "name", AttributeValue.fromS("Green tea"),
                                "price", AttributeValue.fromN("13"),
                                "version", AttributeValue.fromN("2"))));
    }

    @Test
    void whereThereWasOrIsNoProductTheItemSaysNothing() {
        trail.add(AuditEntry.of(
                TableStream.batch(TableStream.inserted(1)).getRecords().get(0)));
        trail.add(AuditEntry.of(
                TableStream.batch(TableStream.removed(2)).getRecords().get(0)));
        assertThat(table.puts.get(0).item()).containsKey("after").doesNotContainKey("before");
        assertThat(table.puts.get(1).item()).containsKey("before").doesNotContainKey("after");
    }

    @Test
    void anEntryThatIsThereIsNoError() {
        AuditEntry entry = AuditEntry.of(
                TableStream.batch(TableStream.inserted(1)).getRecords().get(0));
        assertThat(trail.add(entry)).isTrue();
        assertThat(trail.add(entry)).isFalse();
    }

    /** Stands in for DynamoDB: takes each key once. */
    private static final class Table implements DynamoDbClient {

        final List<PutItemRequest> puts = new ArrayList<>();
        private final Set<AttributeValue> keys = new HashSet<>();

        @Override
        public PutItemResponse putItem(PutItemRequest request) {
            if (!keys.add(request.item().get("eventId"))) {
                throw ConditionalCheckFailedException.builder()
                        .message("The conditional request failed")
                        .build();
            }
            puts.add(request);
            return PutItemResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
