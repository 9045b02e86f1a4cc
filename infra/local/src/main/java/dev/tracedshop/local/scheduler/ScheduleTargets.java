package dev.tracedshop.local.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.JsonProtocol;
import dev.tracedshop.local.aws.Lambda;
import java.util.Map;
import java.util.function.Function;

/** Calls what schedules invoke, in the name of their roles. Nobody traces a schedule: no call has a trace header. */
final class ScheduleTargets {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Function<AwsCall, AwsAnswer> door;

    ScheduleTargets(Function<AwsCall, AwsAnswer> door) {
        this.door = door;
    }

    /**
     * Invokes a target.
     *
     * @throws AwsError if it does not take the invocation
     */
    void invoke(String role, String target, String input) {
        if (target.contains(":stateMachine:")) {
            json(
                    role,
                    "states",
                    "AWSStepFunctions.StartExecution",
                    JSON.createObjectNode().put("stateMachineArn", target).put("input", input));
        } else if (target.contains(":lambda:")) {
            taken(door.apply(Lambda.invocation(role, target, "Event", input)));
        } else {
            send(role, target, input, Map.of());
        }
    }

    /**
     * Sends a message to a queue.
     *
     * @param attributes the texts of its attributes
     * @throws AwsError if the queue does not take it
     */
    void send(String role, String queueArn, String body, Map<String, String> attributes) {
        ObjectNode request = JSON.createObjectNode()
                .put("QueueUrl", "/" + queueArn.substring(queueArn.lastIndexOf(':') + 1))
                .put("MessageBody", body);
        if (!attributes.isEmpty()) {
            ObjectNode all = request.putObject("MessageAttributes");
            attributes.forEach((name, value) ->
                    all.putObject(name).put("DataType", "String").put("StringValue", value));
        }
        json(role, "sqs", "AmazonSQS.SendMessage", request);
    }

    private void json(String role, String service, String target, JsonNode request) {
        taken(door.apply(JsonProtocol.call(role, service, target, request)));
    }

    private static void taken(AwsAnswer answer) {
        if (answer.status() >= 300) {
            JsonNode error = JsonProtocol.body(answer);
            throw new AwsError(
                    answer.status(),
                    error.path("__type").asText("InternalFailure"),
                    error.path("message").asText(error.path("Message").asText()));
        }
    }
}
