package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.trace.PointerHash;
import dev.tracedshop.trace.SpanPointer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A stream of a table calls the function with a batch of records. Only the first record drives the invocation: its span, its pointer.
 *
 * @param created nanoseconds since the epoch, in whole seconds on AWS
 * @param keys the item's key attributes as they count for a pointer; empty if there is none or one cannot be read
 * @param records how many there are in the batch
 */
record DynamoDbTrigger(
        String streamArn,
        String eventId,
        String eventName,
        String eventVersion,
        long created,
        long sizeInBytes,
        String viewType,
        Map<String, String> keys,
        int records)
        implements Trigger {

    private static final String NAME = "aws.dynamodb";

    DynamoDbTrigger {
        keys = Map.copyOf(keys);
    }

    /** Recognises {@code Records[0].dynamodb}. */
    static final class Type implements TriggerType {

        @Override
        public String name() {
            return "records of a DynamoDB stream";
        }

        @Override
        public boolean matches(JsonNode event) {
            return event.path("Records").path(0).has("dynamodb");
        }

        @Override
        public Trigger read(JsonNode event) throws EventMismatch {
            EventFields record = new EventFields(event, "").first("Records");
            EventFields change = record.object("dynamodb");
            return new DynamoDbTrigger(
                    record.text("eventSourceARN"),
                    record.text("eventID"),
                    record.text("eventName"),
                    record.text("eventVersion"),
                    Math.round(change.number("ApproximateCreationDateTime") * 1e9),
                    change.integer("SizeBytes"),
                    change.text("StreamViewType"),
                    keys(change.object("Keys")),
                    event.path("Records").size());
        }

        /** Returns the values as texts; one whose bytes are no text makes the keys useless, and one of another type the whole event. */
        private static Map<String, String> keys(EventFields keys) throws EventMismatch {
            Map<String, String> values = new TreeMap<>();
            boolean readable = true;
            for (Map.Entry<String, JsonNode> key : keys.node().properties()) {
                EventFields typed = keys.object(key.getKey());
                String type =
                        typed.node().size() == 1 ? typed.node().fieldNames().next() : "";
                if (!List.of("S", "N", "B").contains(type)) {
                    throw new EventMismatch(typed.place() + " is to be a value of the type S, N or B");
                }
                Optional<String> value = type.equals("B") ? decoded(typed.text(type)) : Optional.of(typed.text(type));
                readable &= value.isPresent();
                value.ifPresent(text -> values.put(key.getKey(), text));
            }
            return readable ? values : Map.of();
        }

        private static Optional<String> decoded(String base64) {
            try {
                byte[] bytes = Base64.getDecoder().decode(base64);
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            } catch (CharacterCodingException | IllegalArgumentException e) {
                // The extension makes no pointer of such a key either.
                return Optional.empty();
            }
        }
    }

    @Override
    public String source() {
        return "dynamodb";
    }

    @Override
    public List<Carrier> carriers() {
        return Trigger.nothingCarried(records, "dynamodb");
    }

    @Override
    public boolean isAsynchronous() {
        return true;
    }

    @Override
    public List<InferredSpan> inferredSpans(FunctionProfile profile) {
        String table = table();
        Map<String, String> tags = Map.of(
                "operation_name", NAME,
                "event_id", eventId,
                "event_name", eventName,
                "event_version", eventVersion,
                "event_source_arn", streamArn,
                "size_bytes", Long.toString(sizeInBytes),
                "stream_view_type", viewType,
                "table_name", table);
        String service = Trigger.serviceName(profile, table, "lambda_dynamodb", table, source());
        return List.of(new InferredSpan(NAME, service, eventName + " " + table, "web", created, tags));
    }

    @Override
    public List<SpanPointer> pointers() {
        return keys.isEmpty()
                ? List.of()
                : List.of(new SpanPointer(
                        PointerHash.DYNAMODB_ITEM, SpanPointer.READER, PointerHash.ofItem(table(), keys)));
    }

    @Override
    public Map<String, String> tags(FunctionProfile profile) {
        return Map.of(EVENT_SOURCE, source(), EVENT_SOURCE_ARN, streamArn);
    }

    private String table() {
        String[] parts = streamArn.split("/", -1);
        return parts.length > 1 ? parts[1] : "";
    }
}
