package dev.tracedshop.cdk;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.sqs.Queue;
import software.amazon.awscdk.services.sqs.QueueEncryption;
import software.constructs.Construct;

/** A queue that loses nothing: what its consumer fails to handle comes back, and after three times goes to the dead letters. */
final class ResilientQueue extends Construct {
    private static final int RECEIVES = 3;

    /**
     * How many times its consumer's timeout a message stays invisible: what AWS recommends for a queue with a function
     * behind it, so that throttled and retried invocations do not see their messages handed out a second time.
     */
    private static final int TIMEOUTS_OF_VISIBILITY = 6;

    private final Queue queue;
    private final DeadLetterQueue deadLetters;

    /**
     * Makes the queues {@code <env>-<name>} and {@code <env>-<name>-dead-letters}.
     *
     * @param consumerTimeoutSeconds the timeout of the function that is to consume it
     */
    ResilientQueue(Construct scope, String id, Settings settings, String name, int consumerTimeoutSeconds) {
        super(scope, id);
        deadLetters = new DeadLetterQueue(this, "DeadLetters", settings, name);
        queue = Queue.Builder.create(this, "Queue")
                .queueName(settings.named(name))
                .encryption(QueueEncryption.SQS_MANAGED)
                .enforceSsl(true)
                .visibilityTimeout(Duration.seconds(TIMEOUTS_OF_VISIBILITY * consumerTimeoutSeconds))
                .deadLetterQueue(software.amazon.awscdk.services.sqs.DeadLetterQueue.builder()
                        .queue(deadLetters.queue())
                        .maxReceiveCount(RECEIVES)
                        .build())
                .removalPolicy(settings.isProduction() ? RemovalPolicy.RETAIN : null)
                .build();
    }

    /** Returns the queue itself. */
    Queue queue() {
        return queue;
    }

    /** Returns the queue of the messages that nobody could handle. */
    Queue deadLetters() {
        return deadLetters.queue();
    }
}
