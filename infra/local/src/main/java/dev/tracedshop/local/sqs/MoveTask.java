package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.aws.AwsError;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One move of the messages of a dead-letter queue, from its start to its end. */
final class MoveTask {
    /*
     * The engine can move messages too, but tells nobody which: mappings would not wake up, nobody would know of the messages they owe, and
     * a task that was cancelled would be forgotten. So each message is received, sent and deleted, in the name of whoever started the task,
     * as SQS does it: the rights of that role count, and a moved message is a new one, with a new id and no receives.
     *
     * A task moves as many messages as there were when it began. A handler may well refuse a message again, and put it back here, faster
     * than the task comes to its end; without that bound it would never end.
     *
     * What fails on the engine's side is tried again. A message that was sent and could not be deleted is moved twice: at least once holds
     * here as everywhere.
     */
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration HIDDEN = Duration.ofMinutes(2);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);
    private static final int TRIES = 50;

    /** Calls SQS in the name of whoever started the task. */
    @FunctionalInterface
    interface Calls {
        /**
         * Makes a call.
         *
         * @throws AwsError if it is refused
         */
        JsonNode call(String operation, ObjectNode request);
    }

    /** How far a task has come. */
    private enum Status {
        RUNNING,
        COMPLETED,
        CANCELLING,
        CANCELLED,
        FAILED
    }

    private final String handle;
    private final Queue source;
    private final @Nullable Queue destination;
    private final int perSecond;
    private final long toMove;
    private final Calls calls;
    private final Function<String, Optional<Queue>> queues;
    private final Function<Queue, String> urls;
    private final Hurry hurry;
    private final Instant started = Instant.now();

    private Status status = Status.RUNNING;
    private long moved;
    private String failure = "";

    /**
     * @param destination where all messages go, or null: each goes back to where it came from
     * @param perSecond at most so many a second, or 0 for as many as possible
     * @param toMove how many messages there are
     * @param queues finds a queue by its ARN
     * @param urls gives the address of a queue
     */
    MoveTask(
            Queue source,
            @Nullable Queue destination,
            int perSecond,
            long toMove,
            Calls calls,
            Function<String, Optional<Queue>> queues,
            Function<Queue, String> urls,
            Hurry hurry) {
        this.source = source;
        this.destination = destination;
        this.perSecond = perSecond;
        this.toMove = toMove;
        this.calls = calls;
        this.queues = queues;
        this.urls = urls;
        this.hurry = hurry;
        this.handle = Base64.getEncoder()
                .encodeToString(JSON.createObjectNode()
                        .put("taskId", UUID.randomUUID().toString())
                        .put("sourceArn", source.definition().arn())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
    }

    String handle() {
        return handle;
    }

    String sourceArn() {
        return source.definition().arn();
    }

    synchronized boolean isActive() {
        return status == Status.RUNNING || status == Status.CANCELLING;
    }

    /**
     * Asks the task to end before its time.
     *
     * @return how many messages it had moved, or empty if it did not run
     */
    synchronized Optional<Long> cancel() {
        if (status != Status.RUNNING) {
            return Optional.empty();
        }
        status = Status.CANCELLING;
        notifyAll();
        return Optional.of(moved);
    }

    /** Returns the task as ListMessageMoveTasks tells it. */
    synchronized ObjectNode description() {
        ObjectNode told = JSON.createObjectNode().put("Status", status.name()).put("SourceArn", sourceArn());
        if (status == Status.RUNNING) {
            told.put("TaskHandle", handle);
        }
        if (destination != null) {
            told.put("DestinationArn", destination.definition().arn());
        }
        if (perSecond > 0) {
            told.put("MaxNumberOfMessagesPerSecond", perSecond);
        }
        told.put("ApproximateNumberOfMessagesMoved", moved);
        told.put("ApproximateNumberOfMessagesToMove", toMove);
        told.put("StartedTimestamp", started.toEpochMilli());
        if (status == Status.FAILED) {
            told.put("FailureReason", failure);
        }
        return told;
    }

    /** Moves the messages, and returns when the task has ended in one way or another. */
    void run() throws InterruptedException {
        try {
            boolean more = true;
            while (more && isRunning() && movedSoFar() < toMove) {
                more = moveOne();
                pause();
            }
            end(isRunning() ? Status.COMPLETED : Status.CANCELLED, "");
        } catch (AwsError error) {
            end(Status.FAILED, error.code());
        } catch (RuntimeException e) {
            end(Status.FAILED, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private boolean moveOne() throws InterruptedException {
        ObjectNode request = JSON.createObjectNode()
                .put("MaxNumberOfMessages", 1)
                .put("WaitTimeSeconds", 0)
                .put("VisibilityTimeout", HIDDEN.toSeconds());
        request.putArray("MessageAttributeNames").add("All");
        request.putArray("MessageSystemAttributeNames").add("All");
        JsonNode message =
                persistently("ReceiveMessage", source, request).path("Messages").path(0);
        if (message.isMissingNode()) {
            return false;
        }
        String receipt = message.path("ReceiptHandle").asText();
        try {
            persistently("SendMessage", target(message), copy(message));
        } catch (AwsError error) {
            source.show(receipt);
            throw error;
        }
        persistently("DeleteMessage", source, JSON.createObjectNode().put("ReceiptHandle", receipt));
        synchronized (this) {
            moved++;
        }
        return true;
    }

    private Queue target(JsonNode message) {
        if (destination != null) {
            return destination;
        }
        String origin =
                message.path("Attributes").path("DeadLetterQueueSourceArn").asText();
        if (origin.isEmpty()) {
            throw SqsLimits.error(
                    "CouldNotDetermineMessageSource",
                    "The message " + message.path("MessageId").asText() + " was sent to the queue itself.");
        }
        return queues.apply(origin)
                .orElseThrow(() ->
                        SqsLimits.error("AWS.SimpleQueueService.NonExistentQueue", "There is no queue " + origin));
    }

    private static ObjectNode copy(JsonNode message) {
        ObjectNode request =
                JSON.createObjectNode().put("MessageBody", message.path("Body").asText());
        if (message.path("MessageAttributes").isObject()) {
            request.set("MessageAttributes", message.path("MessageAttributes"));
        }
        JsonNode header = message.path("Attributes").path("AWSTraceHeader");
        if (header.isTextual()) {
            request.putObject("MessageSystemAttributes")
                    .putObject("AWSTraceHeader")
                    .put("DataType", "String")
                    .put("StringValue", header.asText());
        }
        return request;
    }

    /** Makes a call, again if it fails on the other side. */
    private JsonNode persistently(String operation, Queue queue, ObjectNode request) throws InterruptedException {
        request.put("QueueUrl", urls.apply(queue));
        for (int tried = 1; ; tried++) {
            try {
                return calls.call(operation, request);
            } catch (AwsError error) {
                if (tried == TRIES || !isTheirFault(error)) {
                    throw error;
                }
            } catch (UncheckedIOException e) {
                if (tried == TRIES) {
                    throw e;
                }
            }
            Thread.sleep(BETWEEN_TRIES.toMillis());
        }
    }

    private static boolean isTheirFault(AwsError error) {
        return error.status() >= 500 || error.code().contains("Throttl");
    }

    /** Keeps to the rate that was asked for, unless the task is cancelled meanwhile. */
    private synchronized void pause() throws InterruptedException {
        if (perSecond == 0 || status != Status.RUNNING) {
            return;
        }
        long end = System.nanoTime()
                + hurry.shorten(Duration.ofSeconds(1).dividedBy(perSecond)).toNanos();
        for (long left = end - System.nanoTime();
                left > 0 && status == Status.RUNNING;
                left = end - System.nanoTime()) {
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
    }

    private synchronized boolean isRunning() {
        return status == Status.RUNNING;
    }

    private synchronized long movedSoFar() {
        return moved;
    }

    private synchronized void end(Status how, String reason) {
        status = how;
        failure = reason;
    }
}
