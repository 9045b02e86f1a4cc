package dev.tracedshop.trace.expect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shop's answer to one request.
 *
 * @param request the request that it answers, for example {@code GET /product/42}
 * @param status the HTTP status; 0 for what is no answer, see {@link #found}
 * @param headers the headers; names are compared without regard to case
 * @param body the body as text
 */
public record Response(String request, int status, Map<String, List<String>> headers, String body) {
    /** The header in which API Gateway's HTTP APIs answer the request's id. */
    public static final String REQUEST_ID_HEADER = "apigw-requestid";

    public Response {
        headers = Map.copyOf(headers);
    }

    /**
     * Makes a response of what a scenario found by looking for itself, so that it can be judged like an answer; nobody answered it.
     *
     * @param where what was looked at, for messages: {@code The dead letter}
     * @param found what there was
     */
    public static Response found(String where, JsonNode found) {
        return new Response(where, 0, Map.of(), found.toString());
    }

    /** Tells whether this is what a scenario found, and no answer. */
    boolean isFound() {
        return status == 0;
    }

    /** Returns the first value of a header. */
    public Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .findFirst();
    }

    /** Returns the id that the HTTP API gave the request. */
    public Optional<String> requestId() {
        return header(REQUEST_ID_HEADER);
    }

    /**
     * Returns a field below {@code data} as text, for example {@code productId}.
     *
     * @throws IllegalStateException when the answer has no such field; it quotes the answer
     */
    public String data(String field) {
        return field("data." + field)
                .orElseThrow(() -> new IllegalStateException("The answer to " + request + " has no field data." + field
                        + ", and the scenario cannot go on without it. Status " + status + ", body: " + excerpt()));
    }

    /** Returns a field of the body as text: names and array positions separated by dots, for example {@code data.0.name}. */
    public Optional<String> field(String path) {
        JsonNode node = json();
        for (String part : path.split("\\.", -1)) {
            node = node.isArray() && part.matches("\\d{1,9}") ? node.path(Integer.parseInt(part)) : node.path(part);
        }
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        return Optional.of(node.isValueNode() ? node.asText() : node.toString());
    }

    /** Returns the body as JSON; a missing node when it is none. */
    public JsonNode json() {
        try {
            return new ObjectMapper().readTree(body);
        } catch (JsonProcessingException e) {
            // Not an error here: API Gateway itself answers with other bodies, and the caller asks field by field.
            return MissingNode.getInstance();
        }
    }

    /** Returns the beginning of the body, for messages. */
    String excerpt() {
        if (body.isEmpty()) {
            return "(empty)";
        }
        return body.length() <= 300 ? body : body.substring(0, 300) + "…";
    }
}
