package dev.tracedshop.workshop.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The dead letters of a shop: how many there are, and how they get another chance. */
final class DeadLetters {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = "-dead-letters";
    private static final String OF_INVOCATIONS = "-invocation" + SUFFIX;

    private final RunningShop shop;

    DeadLetters(RunningShop shop) {
        this.shop = shop;
    }

    /** Returns by queue how many messages lie in it; queues that are empty are left out. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (String queue : queues(SUFFIX)) {
            ObjectNode request =
                    JSON.createObjectNode().put("QueueUrl", shop.runtime().aws() + "/here/" + queue);
            request.putArray("AttributeNames").add("ApproximateNumberOfMessages");
            long count = shop.runtime()
                    .call("sqs", "AmazonSQS.GetQueueAttributes", request)
                    .path("Attributes")
                    .path("ApproximateNumberOfMessages")
                    .asLong();
            if (count > 0) {
                counts.put(queue, count);
            }
        }
        return counts;
    }

    /**
     * Has all dead letters delivered again, by the shop's own means: messages of queues by its state machine, events of asynchronous
     * invocations by its replay. What came from a stream, a topic or a rule stays.
     */
    void deliverAgain() throws InterruptedException {
        for (String queue : counts().keySet()) {
            if (queue.endsWith(OF_INVOCATIONS)) {
                replay(queue);
            } else if (queues("").contains(origin(queue))) {
                redrive(queue);
            }
        }
    }

    private void redrive(String queue) {
        ObjectNode input = JSON.createObjectNode()
                .put("sourceArn", arn("sqs", queue))
                .put("destinationArn", arn("sqs", origin(queue)));
        shop.runtime()
                .call(
                        "states",
                        "AWSStepFunctions.StartExecution",
                        JSON.createObjectNode()
                                .put("stateMachineArn", arn("states", "stateMachine:" + environment() + "-redrive"))
                                .put("input", input.toString()));
    }

    private void replay(String queue) {
        Outcome outcome = shop.function("replay")
                .invoke(
                        JSON.createObjectNode()
                                .put("queueArn", arn("sqs", queue))
                                .toString()
                                .getBytes(StandardCharsets.UTF_8),
                        "")
                .join();
        if (!outcome.succeeded()) {
            throw WorkshopException.setup("The replay of " + queue + " failed: " + outcome.message());
        }
    }

    /** Returns the queue whose dead letters a queue holds; one of that name exists only where they come from a queue. */
    private static String origin(String queue) {
        return queue.substring(0, queue.length() - SUFFIX.length());
    }

    private List<String> queues(String suffix) {
        Assembly assembly = shop.runtime().assembly();
        return assembly.resources("AWS::SQS::Queue").stream()
                .map((Resource queue) -> assembly.attribute(queue, "QueueName"))
                .filter(name -> name.endsWith(suffix))
                .sorted()
                .toList();
    }

    private String environment() {
        String function = shop.function("replay").definition().name();
        return function.substring(0, function.length() - "-replay".length());
    }

    private String arn(String service, String name) {
        return shop.runtime().assembly().place().arn(service, name);
    }
}
