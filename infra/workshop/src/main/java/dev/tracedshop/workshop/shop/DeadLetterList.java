package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.LocalRuntime;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.sqs.Queue;
import dev.tracedshop.local.sqs.WaitingMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What lies in the dead-letter queues, and why.
 *
 * <p>Nothing is received for it: a look hides no message from whoever redrives it, and counts as no receive.
 *
 * @param count how many there are, in all queues
 * @param letters the first of them
 */
public record DeadLetterList(long count, List<DeadLetter> letters) {
    /** How the shop's templates call a dead-letter queue. */
    private static final String SUFFIX = "-dead-letters";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TRACE_PARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final Pattern UPPER_HALF = Pattern.compile("_dd\\.p\\.tid=([0-9a-f]{16})");
    private static final Pattern HEADER = Pattern.compile("Root=1-([0-9a-f]{8})-([0-9a-f]{24})");

    /**
     * One dead letter.
     *
     * @param queue the name of the queue
     * @param since when it came there
     * @param receives how often it was received
     * @param reason why it was given up
     * @param trace the id of the trace that it belongs to or was refused in; empty if it tells of none
     * @param type the type of its event; empty if there is none to be read
     * @param event the id of its event; empty if there is none to be read
     */
    public record DeadLetter(
            String queue,
            String messageId,
            String since,
            int receives,
            String reason,
            String trace,
            String type,
            String event) {}

    /**
     * Looks into the queues.
     *
     * @param most how many to list at most
     */
    public static DeadLetterList of(LocalRuntime runtime, int most) {
        long count = 0;
        List<DeadLetter> letters = new ArrayList<>();
        for (Queue queue : runtime.queues()) {
            String name = queue.definition().name();
            if (!name.endsWith(SUFFIX)) {
                continue;
            }
            List<WaitingMessage> waiting = queue.waiting();
            count += Math.max(queue.size(), waiting.size());
            waiting.stream()
                    .limit(Math.max(0, most - letters.size()))
                    .forEach(message -> letters.add(letter(name, message)));
        }
        return new DeadLetterList(count, List.copyOf(letters));
    }

    static DeadLetter letter(String queue, WaitingMessage message) {
        JsonNode body = parsed(message.body());
        JsonNode event = event(body);
        return new DeadLetter(
                queue,
                message.id(),
                message.since().toString(),
                message.receives(),
                reason(message, body),
                trace(message, body),
                event.path("type").asText(),
                event.path("id").asText());
    }

    private static String reason(WaitingMessage message, JsonNode body) {
        for (String name : List.of("reason", "ErrorMessage", "ERROR_MESSAGE", "ERROR_CODE")) {
            MessageAttribute attribute = message.attributes().get(name);
            if (attribute != null) {
                return attribute.value();
            }
        }
        String condition = body.path("requestContext").path("condition").asText();
        if (!condition.isEmpty()) {
            JsonNode error = body.path("responsePayload");
            String what =
                    error.path("errorMessage").asText(error.path("errorType").asText());
            return what.isEmpty() ? condition : condition + ": " + what;
        }
        return message.source().isEmpty()
                ? "not delivered; the message does not say why"
                : "received " + message.receives() + " times without success";
    }

    /** Finds the event in what topics, buses and Lambda put around it. */
    private static JsonNode event(JsonNode body) {
        JsonNode payload = body.path("requestPayload");
        if (payload.isObject()) {
            JsonNode notification = payload.path("Records").path(0).path("Sns").path("Message");
            return notification.isTextual() ? parsed(notification.asText()) : event(payload);
        }
        if (body.path("Message").isTextual()) {
            return parsed(body.path("Message").asText());
        }
        return body.path("detail").isObject() ? body.path("detail") : body;
    }

    private static String trace(WaitingMessage message, JsonNode body) {
        MessageAttribute refusal = message.attributes().get("traceparent");
        return Optional.ofNullable(refusal)
                .flatMap(attribute -> ofTraceParent(attribute.value()))
                .or(() -> ofCarrier(WireCarrier.ofAttributes("", message.attributes(), "")))
                .or(() -> ofCarrier(WireCarrier.ofBody("", message.body(), "")))
                .or(() -> ofCarrier(WireCarrier.ofBody(
                        "",
                        body.path("requestPayload")
                                .path("Records")
                                .path(0)
                                .path("Sns")
                                .toString(),
                        "")))
                .or(() -> ofCarrier(
                        WireCarrier.ofBody("", body.path("requestPayload").toString(), "")))
                .or(() -> ofHeader(message.traceHeader()))
                .orElse("");
    }

    private static Optional<String> ofTraceParent(String text) {
        Matcher parts = TRACE_PARENT.matcher(text);
        return parts.matches() ? Optional.of(parts.group(1)) : Optional.empty();
    }

    private static Optional<String> ofCarrier(WireCarrier carrier) {
        JsonNode fields = parsed(carrier.text());
        Optional<String> found = ofTraceParent(fields.path("traceparent").asText());
        if (found.isPresent()) {
            return found;
        }
        Matcher upper = UPPER_HALF.matcher(fields.path("x-datadog-tags").asText());
        try {
            long lower =
                    Long.parseUnsignedLong(fields.path("x-datadog-trace-id").asText());
            return Optional.of((upper.find() ? upper.group(1) : "0".repeat(16)) + String.format("%016x", lower));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> ofHeader(String header) {
        Matcher root = HEADER.matcher(header);
        return root.find() ? Optional.of(root.group(1) + root.group(2)) : Optional.empty();
    }

    private static JsonNode parsed(String text) {
        try {
            JsonNode read = JSON.readTree(text);
            return read == null ? MissingNode.getInstance() : read;
        } catch (JacksonException e) {
            return MissingNode.getInstance(); // What is no JSON may well be why the message is here.
        }
    }

    /** Returns them as JSON: {@code {"count", "listed": [{"queue", "messageId", "since", …}]}}. */
    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode().put("count", count);
        ArrayNode listed = json.putArray("listed");
        letters.forEach(letter -> listed.add(JSON.<JsonNode>valueToTree(letter)));
        return json;
    }
}
