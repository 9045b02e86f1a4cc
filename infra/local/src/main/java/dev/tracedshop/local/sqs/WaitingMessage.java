package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.delivery.MessageAttribute;
import java.time.Instant;
import java.util.Map;

/**
 * A message that lies in a queue which nothing reads by itself.
 *
 * @param id its id
 * @param attributes its attributes by name
 * @param traceHeader AWS's own header, or empty
 * @param since when it came
 * @param receives how often it was received, here and in the queue that gave it up
 * @param source the ARN of the queue that gave it up after so many receives; empty if it was sent here
 */
public record WaitingMessage(
        String id,
        String body,
        Map<String, MessageAttribute> attributes,
        String traceHeader,
        Instant since,
        int receives,
        String source) {
    public WaitingMessage {
        attributes = Map.copyOf(attributes);
    }

    /** Notes a message as it was sent. */
    static WaitingMessage sent(String id, JsonNode request, String traceHeader) {
        return new WaitingMessage(
                id,
                request.path("MessageBody").asText(),
                MessageAttribute.read(request.path("MessageAttributes")),
                traceHeader,
                Instant.now(),
                0,
                "");
    }

    /** Notes a message as it was received, once too often. */
    static WaitingMessage givenUp(JsonNode received, int times, String source) {
        return new WaitingMessage(
                received.path("MessageId").asText(),
                received.path("Body").asText(),
                MessageAttribute.read(received.path("MessageAttributes")),
                received.path("Attributes").path("AWSTraceHeader").asText(),
                Instant.now(),
                times,
                source);
    }

    WaitingMessage receivedFurther(int times) {
        return new WaitingMessage(id, body, attributes, traceHeader, since, receives + times, source);
    }
}
