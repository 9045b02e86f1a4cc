package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.Quiet;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.JsonProtocol;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The moving of dead letters back to where they can be handled: StartMessageMoveTask, ListMessageMoveTasks, CancelMessageMoveTask, as the
 * <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html">API reference</a> has
 * them, and ListDeadLetterSourceQueues.
 */
final class MoveTasks implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_PER_SECOND = 500;
    private static final int MOST_LISTED = 10;
    /** As many of a queue as can be listed. */
    private static final int KEPT = 100;

    private final Supplier<Collection<Queue>> queues;
    private final Function<Queue, String> urls;
    private final Function<AwsCall, AwsAnswer> door;
    private final Hurry hurry;
    private final Quiet quiet;
    private final Deque<MoveTask> tasks = new ArrayDeque<>();
    private final ExecutorService movers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sqs-move-tasks");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param queues all queues
     * @param urls gives the address of a queue
     * @param door takes the calls that a task makes
     */
    MoveTasks(
            Supplier<Collection<Queue>> queues,
            Function<Queue, String> urls,
            Function<AwsCall, AwsAnswer> door,
            Hurry hurry,
            Quiet quiet) {
        this.queues = queues;
        this.urls = urls;
        this.door = door;
        this.hurry = hurry;
        this.quiet = quiet;
    }

    /** Starts a task in the name of a role. */
    ObjectNode start(String caller, ObjectNode request) {
        Queue source = queue(request, "SourceArn");
        if (sourcesOf(source).isEmpty()) {
            throw SqsLimits.error("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.");
        }
        Queue destination = request.has("DestinationArn") ? queue(request, "DestinationArn") : null;
        if (destination == source) {
            throw SqsLimits.error(
                    "InvalidParameterValue", "Source queue arn and destination queue arn cannot be the same.");
        }
        SqsLimits.range(request, "MaxNumberOfMessagesPerSecond", 1, MOST_PER_SECOND);
        long toMove = size(source, caller);
        MoveTask task = accepted(
                source,
                destination,
                request.path("MaxNumberOfMessagesPerSecond").asInt(0),
                toMove,
                caller);
        Quiet.Activity activity =
                quiet.begin("a move task of the queue " + source.definition().name());
        movers.execute(() -> {
            try {
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // The runtime ends, and with it what was left to move.
            } finally {
                activity.close();
            }
        });
        return JSON.createObjectNode().put("TaskHandle", task.handle());
    }

    private synchronized MoveTask accepted(
            Queue source, @Nullable Queue destination, int perSecond, long toMove, String caller) {
        String arn = source.definition().arn();
        if (tasks.stream().anyMatch(task -> task.sourceArn().equals(arn) && task.isActive())) {
            throw SqsLimits.error(
                    "InvalidParameterValue",
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given time.");
        }
        MoveTask task = new MoveTask(
                source,
                destination,
                perSecond,
                toMove,
                (operation, message) -> call(caller, operation, message),
                this::find,
                urls,
                hurry);
        tasks.addFirst(task);
        if (tasks.size() > KEPT && !tasks.getLast().isActive()) {
            tasks.removeLast();
        }
        return task;
    }

    /** SQS, too, asks for a queue's size in the name of whoever starts a task. */
    private long size(Queue queue, String caller) {
        ObjectNode request = JSON.createObjectNode().put("QueueUrl", urls.apply(queue));
        request.putArray("AttributeNames").add("ApproximateNumberOfMessages");
        return call(caller, "GetQueueAttributes", request)
                .path("Attributes")
                .path("ApproximateNumberOfMessages")
                .asLong();
    }

    private JsonNode call(String caller, String operation, ObjectNode request) {
        AwsAnswer answer = door.apply(JsonProtocol.call(caller, "sqs", "AmazonSQS." + operation, request));
        return answer.body().length == 0 ? JSON.createObjectNode() : JsonProtocol.body(answer);
    }

    /** Lists a queue's tasks, newest first. */
    synchronized ObjectNode list(ObjectNode request) {
        Queue source = queue(request, "SourceArn");
        SqsLimits.range(request, "MaxResults", 1, MOST_LISTED);
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode results = answer.putArray("Results");
        tasks.stream()
                .filter(task -> task.sourceArn().equals(source.definition().arn()))
                .limit(request.path("MaxResults").asInt(1))
                .forEach(task -> results.add(task.description()));
        return answer;
    }

    /** Asks a task to end; the message that it is moving is still moved. */
    synchronized ObjectNode cancel(ObjectNode request) {
        String handle = required(request, "TaskHandle");
        MoveTask task = tasks.stream()
                .filter(one -> one.handle().equals(handle))
                .findFirst()
                .orElseThrow(() -> new AwsError(404, "ResourceNotFoundException", "Task does not exist."));
        long moved = task.cancel()
                .orElseThrow(() -> SqsLimits.error("UnsupportedOperation", "Only a running task can be cancelled."));
        return JSON.createObjectNode().put("ApproximateNumberOfMessagesMoved", moved);
    }

    /** Lists the queues that give their dead letters to a queue. */
    ObjectNode sources(Queue deadLetters) {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode found = answer.putArray("queueUrls");
        sourcesOf(deadLetters).forEach(queue -> found.add(urls.apply(queue)));
        return answer;
    }

    private Collection<Queue> sourcesOf(Queue deadLetters) {
        String arn = deadLetters.definition().arn();
        return queues.get().stream()
                .filter(queue -> queue.definition()
                        .redrive()
                        .filter(redrive -> redrive.deadLetters().equals(arn))
                        .isPresent())
                .toList();
    }

    private Queue queue(ObjectNode request, String parameter) {
        String arn = required(request, parameter);
        if (!arn.matches("arn:[^:]+:sqs:[^:]*:\\d*:[^:]+")) {
            throw SqsLimits.error(
                    "InvalidParameterValue",
                    "You must use this format to specify the " + parameter
                            + ": arn:<partition>:<service>:<region>:<account-id>:<resource-id>");
        }
        return find(arn)
                .orElseThrow(() -> new AwsError(
                        404,
                        "ResourceNotFoundException",
                        "The resource that you specified for the " + parameter + " parameter doesn't exist."));
    }

    private Optional<Queue> find(String arn) {
        return queues.get().stream()
                .filter(queue -> queue.definition().arn().equals(arn))
                .findFirst();
    }

    private static String required(ObjectNode request, String parameter) {
        String value = request.path(parameter).asText();
        if (value.isEmpty()) {
            throw SqsLimits.error("MissingParameter", "The request must contain the parameter " + parameter + ".");
        }
        return value;
    }

    @Override
    public void close() {
        movers.shutdownNow();
    }
}
