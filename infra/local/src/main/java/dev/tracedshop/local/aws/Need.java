package dev.tracedshop.local.aws;

/**
 * A right that a call needs.
 *
 * @param action for example {@code dynamodb:PutItem}
 * @param resource the ARN of what it is done to, or {@code *} where an action has no resource
 */
record Need(String action, String resource) {}
