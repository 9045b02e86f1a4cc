package dev.tracedshop.local.testing;

import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.delivery.Queues;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Queues that keep what is sent to them. */
public final class RecordingQueues implements Queues {
    /** What every queue's ARN starts with; the name follows. */
    public static final String ARN = "arn:aws:sqs:eu-north-1:123456789012:";

    private final Set<String> names;
    private final List<Sent> sent = new ArrayList<>();

    /**
     * A message in a queue.
     *
     * @param queue the queue's name
     * @param message the message
     */
    public record Sent(String queue, QueueMessage message) {}

    /** @param names the queues that there are */
    public RecordingQueues(String... names) {
        this.names = Set.of(names);
    }

    @Override
    public boolean has(String queueArn) {
        return queueArn.startsWith(ARN) && names.contains(queueArn.substring(ARN.length()));
    }

    @Override
    public synchronized String send(String queueArn, QueueMessage message) {
        if (!has(queueArn)) {
            throw new DeliveryException("There is no queue " + queueArn);
        }
        sent.add(new Sent(queueArn.substring(ARN.length()), message));
        return "queued-" + sent.size();
    }

    /** Returns what was sent to a queue so far. */
    public synchronized List<QueueMessage> in(String queue) {
        return sent.stream()
                .filter(one -> one.queue().equals(queue))
                .map(Sent::message)
                .toList();
    }
}
