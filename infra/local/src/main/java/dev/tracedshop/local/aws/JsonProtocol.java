package dev.tracedshop.local.aws;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** AWS's JSON protocol, version 1.1: the operation is in the header {@code X-Amz-Target}, and everything else is JSON. */
public final class JsonProtocol {
    private static final String TYPE = "application/x-amz-json-1.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonProtocol() {}

    /**
     * Writes a call that is made without a detour over the network.
     *
     * @param caller the name of the calling role
     * @param service the service as a signature's scope names it, for example {@code dynamodb}
     * @param target the operation with its prefix, for example {@code DynamoDB_20120810.Scan}
     */
    public static AwsCall call(String caller, String service, String target, JsonNode request) {
        Headers headers = new Headers();
        headers.set("Content-Type", "application/x-amz-json-1.0");
        headers.set("X-Amz-Date", "20260101T000000Z");
        headers.set("X-Amz-Target", target);
        // Engines behind the front door look for a signature, and at nothing in it.
        headers.set(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + caller + "/20260101/us-east-1/" + service
                        + "/aws4_request, SignedHeaders=host, Signature=0");
        return new AwsCall(
                caller,
                service,
                "POST",
                URI.create("/"),
                headers,
                request.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the operation that a call asks for. */
    public static String operation(AwsCall call) {
        String target = call.header("X-Amz-Target");
        return target.substring(target.indexOf('.') + 1);
    }

    /**
     * Reads a call's body.
     *
     * @throws AwsError if it is not JSON
     */
    public static JsonNode request(AwsCall call) {
        try {
            return JSON.readTree(call.body());
        } catch (JacksonException e) {
            throw new AwsError(400, "SerializationException", "The request is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads an answer's body. */
    public static JsonNode body(AwsAnswer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes an answer. */
    public static AwsAnswer answer(JsonNode body) {
        return AwsAnswer.of(200, TYPE, body.toString());
    }

    /** Writes an error. */
    public static AwsAnswer refuse(AwsError error) {
        return AwsAnswer.of(
                error.status(),
                TYPE,
                JSON.createObjectNode()
                        .put("__type", error.code())
                        .put("message", error.getMessage())
                        .toString());
    }
}
