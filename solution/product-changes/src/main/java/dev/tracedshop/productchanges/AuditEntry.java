package dev.tracedshop.productchanges;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Says what one write has done to a product.
 *
 * @param eventId the stream's id of the record: the same write is told under the same id
 * @param eventName INSERT, MODIFY or REMOVE
 * @param sequenceNumber the place of the write in the stream; among the writes of one product a later one is higher
 * @param at when the write took place, to the second as DynamoDB tells it
 * @param changed the names of the attributes that the write has changed
 * @param before name, price and version before the write; empty if there was no product
 * @param after name, price and version after the write; empty if there is no product any more
 */
public record AuditEntry(
        String eventId,
        String productId,
        String eventName,
        String sequenceNumber,
        Instant at,
        List<String> changed,
        Map<String, Object> before,
        Map<String, Object> after) {

    private static final String KEY = "productId";
    private static final List<String> TOLD = List.of("name", "price", "version");

    public AuditEntry {
        changed = List.copyOf(changed);
        before = Map.copyOf(before);
        after = Map.copyOf(after);
    }

    /**
     * Reads a record of the stream of the table of products.
     *
     * @throws MalformedRecordException if it lacks what every such record has
     */
    static AuditEntry of(DynamodbStreamRecord record) {
        String eventId = required(record.getEventID(), "eventID");
        StreamRecord write = required(record.getDynamodb(), "dynamodb");
        Map<String, AttributeValue> keys = required(write.getKeys(), "dynamodb.Keys");
        String productId =
                Optional.ofNullable(keys.get(KEY)).map(AttributeValue::getS).orElse(null);
        Map<String, AttributeValue> before = Objects.requireNonNullElse(write.getOldImage(), Map.of());
        Map<String, AttributeValue> after = Objects.requireNonNullElse(write.getNewImage(), Map.of());
        return new AuditEntry(
                eventId,
                required(productId, "dynamodb.Keys." + KEY),
                required(record.getEventName(), "eventName"),
                required(write.getSequenceNumber(), "dynamodb.SequenceNumber"),
                required(write.getApproximateCreationDateTime(), "dynamodb.ApproximateCreationDateTime")
                        .toInstant(),
                changed(before, after),
                told(before),
                told(after));
    }

    private static List<String> changed(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
        return List.copyOf(names);
    }

    private static Map<String, Object> told(Map<String, AttributeValue> image) {
        Map<String, Object> told = new TreeMap<>();
        for (String name : TOLD) {
            AttributeValue value = image.get(name);
            if (value != null && value.getN() != null) {
                told.put(name, new BigDecimal(value.getN()));
            } else if (value != null && value.getS() != null) {
                told.put(name, value.getS());
            }
        }
        return told;
    }

    private static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new MalformedRecordException(
                    "The record has no " + field + ": it is not from the stream of the table of products");
        }
        return value;
    }
}
