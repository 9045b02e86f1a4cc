package dev.tracedshop.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Place;
import java.util.ArrayList;
import java.util.List;

/** The rights that calls of SQS need; a batch needs that of its entries, which has no name of its own. */
final class SqsNeeds {
    private static final String BATCH = "Batch";

    /**
     * What moving messages needs at the queue that they lie in.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html">Queue permissions for a redrive</a>
     */
    private static final List<String> MOVING =
            List.of("StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes");

    private final Place place;

    SqsNeeds(Place place) {
        this.place = place;
    }

    List<Need> of(String operation, JsonNode request) {
        switch (operation) {
            case "StartMessageMoveTask" -> {
                return moving(request);
            }
            case "ListMessageMoveTasks" -> {
                return List.of(
                        new Need("sqs:" + operation, request.path("SourceArn").asText("*")));
            }
            default -> {
                String url = request.path("QueueUrl").asText();
                String name = request.has("QueueName")
                        ? request.path("QueueName").asText()
                        : url.substring(url.lastIndexOf('/') + 1);
                String single = operation.endsWith(BATCH)
                        ? operation.substring(0, operation.length() - BATCH.length())
                        : operation;
                return name.isEmpty()
                        ? Needs.anywhere("sqs", operation)
                        : List.of(new Need("sqs:" + single, place.arn("sqs", name)));
            }
        }
    }

    private List<Need> moving(JsonNode request) {
        String source = request.path("SourceArn").asText("*");
        List<Need> needs = new ArrayList<>();
        MOVING.forEach(action -> needs.add(new Need("sqs:" + action, source)));
        // Without a destination the messages go back to where they came from, which may be any queue.
        needs.add(new Need("sqs:SendMessage", request.path("DestinationArn").asText(place.arn("sqs", "*"))));
        return needs;
    }
}
