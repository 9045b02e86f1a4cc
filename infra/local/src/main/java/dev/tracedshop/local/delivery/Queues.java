package dev.tracedshop.local.delivery;

/** The queues of an assembly, for whoever delivers to them: topics, rules, and whatever gives up an event. */
public interface Queues {
    /** Returns whether the assembly has this queue. */
    boolean has(String queueArn);

    /**
     * Puts a message into a queue. When this returns, the queue owns the message.
     *
     * @return the id that the queue gave the message
     * @throws DeliveryException if the queue does not take it; the message says why
     */
    String send(String queueArn, QueueMessage message);
}
