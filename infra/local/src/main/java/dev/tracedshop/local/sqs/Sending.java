package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.trouble.Trouble;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** SendMessage and SendMessageBatch. */
final class Sending implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE_HEADER = "AWSTraceHeader";

    private final Hurry hurry;
    private final Trouble trouble;
    private final ScheduledThreadPoolExecutor timer;

    Sending(Hurry hurry, Trouble trouble) {
        this.hurry = hurry;
        this.trouble = trouble;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sqs-delays");
            thread.setDaemon(true);
            return thread;
        });
    }

    ObjectNode one(Queue queue, ObjectNode message, String traceHeader) {
        SqsLimits.message(message);
        ObjectNode request = forEngine(queue, message, traceHeader);
        ObjectNode answer = JSON.createObjectNode();
        queue.send(1, () -> {
            answer.setAll(queue.call("SendMessage", request));
            arrived(queue, request, answer);
            return 1;
        });
        wake(queue, request);
        repeat(queue, request);
        return withDigest(answer, message);
    }

    /** Sends what a function is to receive once more. The engine gives the copy an id of its own; on AWS a copy has the same one. */
    private void repeat(Queue queue, ObjectNode request) {
        if (queue.isMapped() && trouble.repeats()) {
            queue.send(1, () -> {
                queue.call("SendMessage", request);
                return 1;
            });
            wake(queue, request);
        }
    }

    ObjectNode batch(Queue queue, ObjectNode request, String traceHeader) {
        JsonNode entries = request.path("Entries");
        SqsLimits.batch(entries);
        SqsLimits.batchSize(entries);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode successful = answer.putArray("Successful");
        ArrayNode failed = answer.putArray("Failed");
        ObjectNode forEngine = JSON.createObjectNode();
        ArrayNode good = forEngine.putArray("Entries");
        Map<String, JsonNode> byId = new HashMap<>();
        for (JsonNode entry : entries) {
            String id = entry.path("Id").asText();
            try {
                SqsLimits.message(entry);
                good.add(forEngine(queue, entry, traceHeader).put("Id", id));
                byId.put(id, entry);
            } catch (AwsError error) {
                // One bad message does not keep the others from being sent.
                failed.addObject()
                        .put("Id", id)
                        .put("Code", error.code())
                        .put("Message", error.getMessage())
                        .put("SenderFault", true);
            }
        }
        if (!good.isEmpty()) {
            queue.send(good.size(), () -> {
                ObjectNode told = queue.call("SendMessageBatch", forEngine);
                for (JsonNode entry : told.path("Successful")) {
                    JsonNode message = byId.getOrDefault(entry.path("Id").asText(), JSON.createObjectNode());
                    arrived(queue, message, entry);
                    successful.add(withDigest((ObjectNode) entry, message));
                }
                told.path("Failed").forEach(failed::add);
                return told.path("Successful").size();
            });
            good.forEach(entry -> {
                wake(queue, entry);
                repeat(queue, ((ObjectNode) entry).deepCopy().without("Id"));
            });
        }
        return answer;
    }

    /** Writes a message for the engine: with the trace's header, with the delay as long as it is here. */
    private ObjectNode forEngine(Queue queue, JsonNode message, String traceHeader) {
        ObjectNode request = JSON.createObjectNode();
        request.set("MessageBody", message.path("MessageBody"));
        if (message.path("MessageAttributes").isObject()) {
            request.set("MessageAttributes", message.path("MessageAttributes"));
        }
        JsonNode given = message.path("MessageSystemAttributes");
        ObjectNode system = request.putObject("MessageSystemAttributes");
        if (given.isObject()) {
            system.setAll((ObjectNode) given);
        }
        if (!traceHeader.isEmpty() && !system.has(TRACE_HEADER)) {
            system.putObject(TRACE_HEADER).put("DataType", "String").put("StringValue", traceHeader);
        }
        Duration delay = message.path("DelaySeconds").isNumber()
                ? Duration.ofSeconds(message.path("DelaySeconds").asInt())
                : queue.definition().delay();
        // The engine knows whole seconds only: rather too late than at once.
        request.put("DelaySeconds", hurry.shorten(delay).plusNanos(999_999_999).toSeconds());
        return request;
    }

    private static void arrived(Queue queue, JsonNode message, JsonNode answer) {
        String header = message.path("MessageSystemAttributes")
                .path(TRACE_HEADER)
                .path("StringValue")
                .asText();
        queue.arrived(WaitingMessage.sent(answer.path("MessageId").asText(), message, header));
    }

    /** The engine digests the attributes and forgets the system attributes that the sender gave. */
    private static ObjectNode withDigest(ObjectNode answer, JsonNode message) {
        JsonNode system = message.path("MessageSystemAttributes");
        if (!system.isEmpty()) {
            answer.put("MD5OfMessageSystemAttributes", AttributeDigest.of(system));
        }
        return answer;
    }

    private void wake(Queue queue, JsonNode request) {
        long delay = request.path("DelaySeconds").asLong();
        if (delay == 0) {
            queue.signal();
        } else {
            var unused = timer.schedule(queue::signal, delay * 1000 + 1, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
