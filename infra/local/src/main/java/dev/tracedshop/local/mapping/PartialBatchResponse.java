package dev.tracedshop.local.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Reads which messages of a batch a function could not handle, as <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting">Lambda reads
 * it</a>: no answer, an empty one and an empty or missing list mean that all went well; whatever Lambda cannot make sense of means that
 * nothing did.
 */
final class PartialBatchResponse {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PartialBatchResponse() {}

    /**
     * Returns the ids of the messages that failed.
     *
     * @param answer the function's answer
     * @param batch the ids of all messages of the batch
     */
    static Set<String> failed(byte[] answer, Set<String> batch) {
        JsonNode response;
        try {
            response = JSON.readTree(answer);
        } catch (IOException e) {
            return batch;
        }
        if (response == null || response.isMissingNode() || response.isNull()) {
            return Set.of();
        }
        JsonNode failures = response.path("batchItemFailures");
        if (!response.isObject() || !(failures.isArray() || failures.isNull() || failures.isMissingNode())) {
            return batch;
        }
        Set<String> failed = new LinkedHashSet<>();
        for (JsonNode failure : failures) {
            JsonNode id = failure.path("itemIdentifier");
            if (!id.isTextual() || !batch.contains(id.asText())) {
                return batch;
            }
            failed.add(id.asText());
        }
        return failed;
    }
}
