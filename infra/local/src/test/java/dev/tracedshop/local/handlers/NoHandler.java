package dev.tracedshop.local.handlers;

/** Implements none of Lambda's interfaces. */
public final class NoHandler {
    /** Does nothing. */
    public String handleRequest(String event) {
        return event;
    }
}
