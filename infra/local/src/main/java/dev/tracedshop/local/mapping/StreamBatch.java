package dev.tracedshop.local.mapping;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.streams.StreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of a stream that go to a function together.
 *
 * @param records the records as Lambda hands them over, in order
 * @param retries how often they have been tried again
 * @param saved by how much waiting for them was shortened: on AWS they would be older by that
 * @param invocation the request id of the last try, or empty
 * @param outcome how the last try ended; null before the first
 */
record StreamBatch(
        List<ObjectNode> records,
        int retries,
        Duration saved,
        String invocation,
        @Nullable Outcome outcome) {
    private static final ObjectMapper JSON = new ObjectMapper();

    StreamBatch {
        records = List.copyOf(records);
    }

    /** Makes a batch of records that were never tried. */
    static StreamBatch fresh(List<ObjectNode> records) {
        return new StreamBatch(records, 0, Duration.ZERO, "", null);
    }

    /** Returns some of the records, with the same past. */
    StreamBatch part(int from, int to) {
        return new StreamBatch(records.subList(from, to), retries, saved, invocation, outcome);
    }

    /** Returns the same records after a try. */
    StreamBatch tried(String requestId, Outcome result) {
        return new StreamBatch(records, retries, saved, requestId, result);
    }

    /** Returns the same records for another try. */
    StreamBatch again(int newRetries, Duration savedMore) {
        return new StreamBatch(records, newRetries, saved.plus(savedMore), invocation, outcome);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    int size() {
        return records.size();
    }

    /** Returns the sequence numbers of the records, in order. */
    List<String> sequenceNumbers() {
        List<String> numbers = new ArrayList<>();
        records.forEach(record -> numbers.add(sequenceNumber(record)));
        return numbers;
    }

    /** Returns how many of the first records have become too old. */
    int tooOld(Duration maximumAge) {
        int count = 0;
        while (count < size()
                && Duration.between(created(records.get(count)), Instant.now())
                                .plus(saved)
                                .compareTo(maximumAge)
                        > 0) {
            count++;
        }
        return count;
    }

    /** Returns the event for the function. */
    byte[] event() {
        ObjectNode event = JSON.createObjectNode();
        ArrayNode list = event.putArray("Records");
        records.forEach(list::add);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Returns what a destination is told, as <a
     * href="https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html">Lambda documents it</a>: where the records are, not
     * the records themselves.
     *
     * @param condition why they were given up
     */
    ObjectNode failure(StreamReader stream, String functionArn, String condition) {
        ObjectNode failure = JSON.createObjectNode();
        ObjectNode request = failure.putObject("requestContext");
        request.put("requestId", invocation);
        request.put("functionArn", functionArn);
        request.put("condition", condition);
        request.put("approximateInvokeCount", outcome == null ? 0 : retries + 1);
        if (outcome != null) {
            ObjectNode response = failure.putObject("responseContext");
            response.put("statusCode", 200);
            response.put("executedVersion", "$LATEST");
            if (!outcome.succeeded()) {
                response.put("functionError", "Unhandled");
            }
        }
        failure.put("version", "1.0");
        failure.put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        ObjectNode info = failure.putObject("DDBStreamBatchInfo");
        ObjectNode first = records.get(0);
        ObjectNode last = records.get(size() - 1);
        info.put("shardId", stream.shardId());
        info.put("startSequenceNumber", sequenceNumber(first));
        info.put("endSequenceNumber", sequenceNumber(last));
        info.put("approximateArrivalOfFirstRecord", created(first).toString());
        info.put("approximateArrivalOfLastRecord", created(last).toString());
        info.put("batchSize", size());
        info.put("streamArn", stream.streamArn());
        return failure;
    }

    private static String sequenceNumber(ObjectNode record) {
        return record.path("dynamodb").path("SequenceNumber").asText();
    }

    private static Instant created(ObjectNode record) {
        return Instant.ofEpochSecond(
                record.path("dynamodb").path("ApproximateCreationDateTime").asLong());
    }
}
