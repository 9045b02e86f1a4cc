package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.aws.AwsError;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Receiving, and what is done with the receipts that it gives. A client's visibility time-out is never shortened: we do not know how long
 * the client needs.
 */
final class Receipts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern RECEIPT = Pattern.compile("[0-9a-f-]{36}#[0-9a-f-]{36}");
    private static final String INVALID = "ReceiptHandleIsInvalid";

    ObjectNode receive(Queue queue, ObjectNode request) {
        SqsLimits.range(request, "MaxNumberOfMessages", 1, SqsLimits.RECEIVED_AT_ONCE);
        SqsLimits.range(request, "VisibilityTimeout", 0, SqsLimits.VISIBILITY_SECONDS);
        SqsLimits.range(request, "WaitTimeSeconds", 0, SqsLimits.WAIT_SECONDS);
        JsonNode hidden = request.path("VisibilityTimeout");
        ObjectNode answer = queue.receive(
                request,
                hidden.isNumber()
                        ? Duration.ofSeconds(hidden.asInt())
                        : queue.definition().visibility());
        if (answer.path("Messages").isEmpty()) {
            answer.remove("Messages");
        }
        return answer;
    }

    ObjectNode delete(Queue queue, ObjectNode request) {
        String receipt = receipt(request);
        try {
            queue.call("DeleteMessage", request);
            queue.deleted(receipt);
        } catch (AwsError error) {
            if (!wasReceipt(error.code(), receipt)) {
                throw error;
            }
        }
        return JSON.createObjectNode();
    }

    ObjectNode deleteBatch(Queue queue, ObjectNode request) {
        Map<String, JsonNode> byId = entries(request);
        ObjectNode answer = queue.call("DeleteMessageBatch", request);
        answer.path("Successful")
                .forEach(
                        entry -> queue.deleted(receipt(byId.get(entry.path("Id").asText()))));
        ArrayNode successful = (ArrayNode) answer.path("Successful");
        for (Iterator<JsonNode> failed = answer.path("Failed").iterator(); failed.hasNext(); ) {
            JsonNode entry = failed.next();
            String id = entry.path("Id").asText();
            if (wasReceipt(entry.path("Code").asText(), receipt(byId.get(id)))) {
                failed.remove();
                successful.addObject().put("Id", id);
            }
        }
        return answer;
    }

    /**
     * Returns whether the engine refused a receipt that is merely not the last one, or whose message is gone: AWS says yes to it and does
     * nothing.
     */
    private static boolean wasReceipt(String code, String receipt) {
        return code.equals(INVALID) && RECEIPT.matcher(receipt).matches();
    }

    ObjectNode changeVisibility(Queue queue, ObjectNode request) {
        SqsLimits.range(request, "VisibilityTimeout", 0, SqsLimits.VISIBILITY_SECONDS);
        queue.call("ChangeMessageVisibility", request);
        queue.visibilityChanged(
                receipt(request),
                Duration.ofSeconds(request.path("VisibilityTimeout").asInt()));
        return JSON.createObjectNode();
    }

    ObjectNode changeVisibilityBatch(Queue queue, ObjectNode request) {
        Map<String, JsonNode> byId = entries(request);
        byId.values().forEach(entry -> SqsLimits.range(entry, "VisibilityTimeout", 0, SqsLimits.VISIBILITY_SECONDS));
        ObjectNode answer = queue.call("ChangeMessageVisibilityBatch", request);
        for (JsonNode entry : answer.path("Successful")) {
            JsonNode asked = byId.getOrDefault(entry.path("Id").asText(), JSON.createObjectNode());
            queue.visibilityChanged(
                    receipt(asked),
                    Duration.ofSeconds(asked.path("VisibilityTimeout").asInt()));
        }
        return answer;
    }

    private static Map<String, JsonNode> entries(ObjectNode request) {
        SqsLimits.batch(request.path("Entries"));
        Map<String, JsonNode> byId = new HashMap<>();
        request.path("Entries").forEach(entry -> byId.put(entry.path("Id").asText(), entry));
        return byId;
    }

    private static String receipt(@org.jspecify.annotations.Nullable JsonNode entry) {
        String receipt = entry == null ? "" : entry.path("ReceiptHandle").asText();
        if (receipt.isEmpty()) {
            throw SqsLimits.error("MissingParameter", "The request must contain the parameter ReceiptHandle.");
        }
        return receipt;
    }
}
