package dev.tracedshop.local.eventbridge;

/**
 * Where a rule sends events.
 *
 * @param arn the function, queue, topic or bus
 * @param input what it gets of an event
 * @param deadLetterQueue the ARN of the queue for events that could not be delivered, or empty
 * @param role the name of the role in which it is delivered, or empty when EventBridge does so in its own name
 */
record Target(String arn, TargetInput input, String deadLetterQueue, String role) {
    /** Returns the name of the function, queue, topic or bus. */
    String name() {
        return arn.substring(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
    }

    /** Returns the right that a delivery to it needs. */
    String action() {
        return switch (service()) {
            case "lambda" -> "lambda:InvokeFunction";
            case "sqs" -> "sqs:SendMessage";
            case "sns" -> "sns:Publish";
            default -> "events:PutEvents";
        };
    }

    /** Returns the service that the target belongs to, as ARNs name it. */
    String service() {
        String[] parts = arn.split(":", -1);
        return parts.length > 2 ? parts[2] : "";
    }
}
