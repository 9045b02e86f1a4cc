package dev.tracedshop.operations;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says which queue's dead letters go where.
 *
 * @param sourceArn the dead-letter queue
 * @param destinationArn the queue that gets its messages; named, because a handler puts messages into the dead-letter queue
 *     itself, and of those SQS does not know where they came from
 */
record Redrive(String sourceArn, String destinationArn) {

    private static final Pattern QUEUE = Pattern.compile("arn:[a-z-]+:sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_.-]{1,80}");

    /**
     * Reads the input {@code {sourceArn, destinationArn}}.
     *
     * @throws IllegalArgumentException if one of the two is no queue's ARN, or both are the same
     */
    static Redrive of(Map<String, ?> input) {
        Redrive redrive = new Redrive(
                queue("sourceArn", input.get("sourceArn")), queue("destinationArn", input.get("destinationArn")));
        if (redrive.sourceArn.equals(redrive.destinationArn)) {
            throw new IllegalArgumentException(
                    "sourceArn and destinationArn must be different queues, not both " + redrive.sourceArn);
        }
        return redrive;
    }

    /**
     * Reads a queue's ARN.
     *
     * @throws IllegalArgumentException naming the field, if its value is none
     */
    static String queue(String field, @Nullable Object value) {
        if (value instanceof String arn && QUEUE.matcher(arn).matches()) {
            return arn;
        }
        throw new IllegalArgumentException(field
                + " must be the ARN of a queue, such as arn:aws:sqs:eu-west-1:123456789012:dev-analytics, not "
                + value);
    }
}
