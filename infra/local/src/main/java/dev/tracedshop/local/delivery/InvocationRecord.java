package dev.tracedshop.local.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tracedshop.local.function.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a destination is told of an asynchronous invocation. */
final class InvocationRecord {
    private static final ObjectMapper JSON = new ObjectMapper();

    private InvocationRecord() {}

    /** Returns the record as <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">Lambda documents it</a>. */
    static ObjectNode of(
            String requestId, String functionArn, String condition, int attempts, byte[] event, Outcome outcome) {
        ObjectNode record = JSON.createObjectNode();
        record.put("version", "1.0");
        record.put("timestamp", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
        ObjectNode request = record.putObject("requestContext");
        request.put("requestId", requestId);
        request.put("functionArn", functionArn);
        request.put("condition", condition);
        request.put("approximateInvokeCount", attempts);
        record.set("requestPayload", json(event));
        ObjectNode response = record.putObject("responseContext");
        response.put("statusCode", 200);
        response.put("executedVersion", "$LATEST");
        if (!outcome.succeeded()) {
            response.put("functionError", "Unhandled");
        }
        record.set("responsePayload", json(outcome.payload()));
        return record;
    }

    private static JsonNode json(byte[] text) {
        try {
            JsonNode parsed = JSON.readTree(text);
            return parsed.isMissingNode() ? NullNode.getInstance() : parsed;
        } catch (IOException e) {
            // A stream handler may write anything.
            return TextNode.valueOf(new String(text, StandardCharsets.UTF_8));
        }
    }
}
