package dev.tracedshop.local.sns;

import dev.tracedshop.local.function.Function;

/**
 * Who gets a topic's messages, and which.
 *
 * @param arn the subscription's ARN
 * @param endpoint where they go
 * @param filter which of them
 * @param deadLetterQueue the ARN of the queue that takes what could not be delivered, or empty
 */
record Subscription(String arn, Endpoint endpoint, FilterPolicy filter, String deadLetterQueue) {

    /** Where a subscription's messages go. */
    sealed interface Endpoint {
        /** Returns the name of the function or queue. */
        String name();
    }

    /**
     * A function, which is invoked asynchronously.
     *
     * @param function who is invoked
     */
    record FunctionEndpoint(Function function) implements Endpoint {
        @Override
        public String name() {
            return function.definition().name();
        }
    }

    /**
     * A queue.
     *
     * @param arn its ARN
     * @param raw whether it gets the message itself and not SNS's envelope
     */
    record QueueEndpoint(String arn, boolean raw) implements Endpoint {
        @Override
        public String name() {
            return arn.substring(arn.lastIndexOf(':') + 1);
        }
    }
}
