package dev.tracedshop.local.eventbridge;

/**
 * Where a rule sends events.
 *
 * @param arn the function, queue, topic or bus
 * @param input what it gets of an event
 * @param deadLetterQueue the ARN of the queue for events that could not be delivered, or empty
 */
record Target(String arn, TargetInput input, String deadLetterQueue) {
    /** Returns the name of the function, queue, topic or bus. */
    String name() {
        return arn.substring(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
    }

    /** Returns the service that the target belongs to, as ARNs name it. */
    String service() {
        String[] parts = arn.split(":", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
