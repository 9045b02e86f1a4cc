package dev.tracedshop.operations;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.function.FunctionEnvironment;
import dev.tracedshop.tracing.Log;
import dev.tracedshop.tracing.Spans;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Invokes functions again whose asynchronous invocation had failed for good, with the event that they had.
 *
 * <p>The input is {@code {queueArn}} or {@code {queueUrl}}, a queue with the records that Lambda left there, and maybe {@code
 * maximum}, the most to take; or {@code {record}}, one such record as an object. The answer is {@code {replayed, failed}}.
 *
 * <p>A message is deleted when Lambda has taken its event, and not before: one may be replayed twice, none is lost. What
 * cannot be replayed stays in the queue, and is counted and logged with its reason.
 */
public final class Replay implements RequestHandler<Map<String, Object>, Map<String, Object>> {

    /** Time enough to finish the message that is being replayed, with the clients' retries. */
    private static final int RESERVE_MILLIS = 10_000;

    private static final int USUAL_MAXIMUM = 1_000;
    private static final Log LOG = new Log(Replay.class);

    private final Function<String, DeadLetterQueue> queues;
    private final Invoker invoker;

    /** Makes the function as Lambda does. */
    public Replay() {
        this(FunctionEnvironment.ofProcess());
    }

    private Replay(FunctionEnvironment environment) {
        this(
                queuesOf(environment.client(SqsClient.builder()).build()),
                new LambdaInvoker(environment.client(LambdaClient.builder()).build()));
    }

    Replay(Function<String, DeadLetterQueue> queues, Invoker invoker) {
        this.queues = queues;
        this.invoker = invoker;
    }

    private static Function<String, DeadLetterQueue> queuesOf(SqsClient sqs) {
        return name -> SqsDeadLetterQueue.find(sqs, name);
    }

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        if (event.get("record") instanceof Map<?, ?> record) {
            replay(new DeadLetter("", "", Json.write(record)));
            return Map.of("replayed", 1, "failed", 0);
        }
        String queue = queueName(event);
        Spans.tag("replay.queue", queue);
        Counts counts = replayAll(queues.apply(queue), maximum(event), context);
        Spans.tag("replay.replayed", counts.replayed);
        Spans.tag("replay.failed", counts.failed);
        return Map.of("replayed", counts.replayed, "failed", counts.failed);
    }

    private static String queueName(Map<String, Object> event) {
        if (event.get("queueUrl") instanceof String url && !url.endsWith("/")) {
            return url.substring(url.lastIndexOf('/') + 1);
        }
        String arn = Redrive.queue("queueArn", event.get("queueArn"));
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private static int maximum(Map<String, Object> event) {
        Object maximum = event.get("maximum");
        if (maximum == null) {
            return USUAL_MAXIMUM;
        }
        if (maximum instanceof Number number && number.intValue() > 0) {
            return number.intValue();
        }
        throw new IllegalArgumentException("maximum must be a number greater than 0, not " + maximum);
    }

    private static final class Counts {
        int replayed;
        int failed;
    }

    private Counts replayAll(DeadLetterQueue queue, int maximum, Context context) {
        Counts counts = new Counts();
        while (context.getRemainingTimeInMillis() > RESERVE_MILLIS) {
            List<DeadLetter> letters = queue.receive();
            if (letters.isEmpty()) {
                return counts;
            }
            for (DeadLetter letter : letters) {
                // What was received and is not replayed any more becomes visible again by itself.
                if (counts.replayed + counts.failed >= maximum
                        || context.getRemainingTimeInMillis() <= RESERVE_MILLIS) {
                    return counts;
                }
                count(counts, queue, letter);
            }
        }
        return counts;
    }

    private void count(Counts counts, DeadLetterQueue queue, DeadLetter letter) {
        try {
            replay(letter);
        } catch (RuntimeException e) {
            // One that cannot be replayed keeps none of the others from it.
            counts.failed++;
            Spans.record(e);
            LOG.error("dead letter not replayed", e, Map.of("message.id", letter.messageId()));
            return;
        }
        queue.delete(letter);
        counts.replayed++;
    }

    private void replay(DeadLetter letter) {
        StoredInvocation stored = stored(letter);
        ReplaySpans.replay(stored, letter, () -> {
            String requestId = invoker.invoke(stored.functionArn(), stored.payload());
            LOG.info(
                    "dead letter replayed",
                    Map.of(
                            "function.name",
                            stored.function(),
                            ReplaySpans.FIRST_REQUEST,
                            stored.requestId(),
                            ReplaySpans.REQUEST,
                            requestId));
            return requestId;
        });
    }

    private static StoredInvocation stored(DeadLetter letter) {
        try {
            return StoredInvocation.read(letter.body());
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(
                    "The message " + letter.messageId() + " is no record of an asynchronous invocation: "
                            + e.getMessage(),
                    e);
        }
    }
}
