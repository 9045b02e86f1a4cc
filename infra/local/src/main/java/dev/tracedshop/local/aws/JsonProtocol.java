package dev.tracedshop.local.aws;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** AWS's JSON protocol, version 1.1: the operation is in the header {@code X-Amz-Target}, and everything else is JSON. */
public final class JsonProtocol {
    private static final String TYPE = "application/x-amz-json-1.1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonProtocol() {}

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
