package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A queue as its template declares it.
 *
 * @param name its name
 * @param arn its ARN
 * @param path the CDK path of its resource
 * @param visibility how long a message stays hidden after it was received
 * @param delay how long a message stays hidden after it was sent
 * @param longPoll how long a receive call waits for a message
 * @param retention how long a message is kept; told to those who ask, and not enforced here
 * @param redrive what becomes of a message that is received too often
 */
public record QueueDefinition(
        String name,
        String arn,
        String path,
        Duration visibility,
        Duration delay,
        Duration longPoll,
        Duration retention,
        Optional<Redrive> redrive) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * When a message becomes a dead letter.
     *
     * @param deadLetters the ARN of the queue that takes it
     * @param maxReceiveCount how often it may be received before
     */
    public record Redrive(String deadLetters, int maxReceiveCount) {}

    /** Reads the queues off an assembly. */
    static List<QueueDefinition> of(Assembly assembly) {
        List<QueueDefinition> definitions = new ArrayList<>();
        for (Resource resource : assembly.resources("AWS::SQS::Queue")) {
            JsonNode properties = assembly.properties(resource);
            definitions.add(new QueueDefinition(
                    assembly.attribute(resource, "QueueName"),
                    assembly.attribute(resource, "Arn"),
                    resource.path(),
                    seconds(properties, "VisibilityTimeout", 30),
                    seconds(properties, "DelaySeconds", 0),
                    seconds(properties, "ReceiveMessageWaitTimeSeconds", 0),
                    seconds(properties, "MessageRetentionPeriod", 345_600),
                    redrive(properties.path("RedrivePolicy"))));
        }
        return definitions;
    }

    private static Duration seconds(JsonNode properties, String name, int otherwise) {
        return Duration.ofSeconds(properties.path(name).asInt(otherwise));
    }

    private static Optional<Redrive> redrive(JsonNode policy) {
        if (policy.isTextual()) {
            // CloudFormation takes the policy as JSON or as a text of it.
            try {
                return redrive(JSON.readTree(policy.asText()));
            } catch (JacksonException e) {
                throw new IllegalStateException("A RedrivePolicy is no JSON: " + policy.asText(), e);
            }
        }
        return policy.isObject()
                ? Optional.of(new Redrive(
                        policy.path("deadLetterTargetArn").asText(),
                        policy.path("maxReceiveCount").asInt(10)))
                : Optional.empty();
    }
}
