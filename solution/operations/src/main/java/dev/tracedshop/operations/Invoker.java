package dev.tracedshop.operations;

/** Invokes functions without waiting for what they answer. */
interface Invoker {

    /**
     * Hands an event to a function; from then on Lambda is responsible for it.
     *
     * @return the request id of the new invocation
     */
    String invoke(String functionArn, String event);
}
