package dev.tracedshop.local;

import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.delivery.Queues;

/** The queues of an assembly that has none. */
final class NoQueues implements Queues {
    @Override
    public boolean has(String queueArn) {
        return false;
    }

    @Override
    public String send(String queueArn, QueueMessage message) {
        throw new DeliveryException("There is no queue " + queueArn);
    }
}
