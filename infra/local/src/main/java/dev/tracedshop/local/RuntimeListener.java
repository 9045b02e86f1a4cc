package dev.tracedshop.local;

import dev.tracedshop.local.function.FunctionListener;

/** Is told what happens in a running assembly. Called from many threads. */
public interface RuntimeListener extends FunctionListener {
    /**
     * An API handed a request to a function.
     *
     * @param apiRequestId the request's id as the caller gets it in the header {@code apigw-requestid}
     * @param function the function's name
     */
    default void routed(String apiRequestId, String function) {}

    /**
     * A topic accepted a message.
     *
     * @param topic the topic's name
     * @param message the message as published
     */
    default void published(String topic, String message) {}
}
