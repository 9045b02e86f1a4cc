package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.tracedshop.local.aws.AwsError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Calls the engine, in SQS's JSON protocol. An engine that does not answer, or answers that it cannot, is called again for a while, as AWS
 * does out of its callers' sight: SNS, the bus and a mapping have no other way to try again. A message may be sent twice by that.
 */
final class SqsEngine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final RetryPolicy<HttpResponse<byte[]>> AGAIN = RetryPolicy.<HttpResponse<byte[]>>builder()
            .handle(IOException.class)
            .handleResultIf(response -> response.statusCode() >= 500)
            .withDelay(Duration.ofMillis(200))
            .withMaxRetries(-1)
            .withMaxDuration(PATIENCE)
            .build();

    private final URI uri;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    SqsEngine(URI uri) {
        this.uri = uri;
    }

    /**
     * Makes a call.
     *
     * @return the answer; an empty object where SQS answers nothing
     * @throws AwsError if the engine refuses, with the engine's own code; also if it cannot answer for {@link #PATIENCE}
     * @throws UncheckedIOException if it is not to be reached for so long
     */
    ObjectNode call(String operation, ObjectNode request) {
        HttpRequest http = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(50))
                .header("X-Amz-Target", "AmazonSQS." + operation)
                .header("Content-Type", "application/x-amz-json-1.0")
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build();
        HttpResponse<byte[]> response;
        try {
            response = Failsafe.with(AGAIN).get(() -> client.send(http, HttpResponse.BodyHandlers.ofByteArray()));
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw new UncheckedIOException(
                        "The SQS engine at " + uri + " does not answer: " + failure.getMessage(), failure);
            }
            // What else is checked is that somebody wants this thread to end.
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the SQS engine worked", e);
        }
        JsonNode answer = json(response.body());
        if (response.statusCode() != 200) {
            String type = answer.path("__type").asText();
            throw new AwsError(
                    response.statusCode(),
                    type.isEmpty() ? "InternalFailure" : type.substring(type.indexOf('#') + 1),
                    answer.path("Message")
                            .asText("The SQS engine answers " + operation + " with " + response.statusCode()));
        }
        return answer.isObject() ? (ObjectNode) answer : JSON.createObjectNode();
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            return JSON.createObjectNode().put("Message", new String(body, StandardCharsets.UTF_8));
        }
    }
}
