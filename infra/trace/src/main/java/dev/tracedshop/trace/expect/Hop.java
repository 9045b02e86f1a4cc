package dev.tracedshop.trace.expect;

import java.time.Instant;

/**
 * One step of a message on its way, with its trace's carrier as it was then.
 *
 * @param kind what happened
 * @param from who sent it or handed it on: the name of a function, a state machine, a topic, a bus or a queue; empty where
 *     nobody knows who sent a request over HTTP
 * @param to where it went, by name; empty when nobody wanted it
 * @param how the operation that sent it, for example {@code Sns.Publish} or {@code GET /quotes/{productId}}; the form in which it was delivered, for example {@code raw
 *     delivery}; or why it was dropped
 * @param before the message's id before this step; empty when it is sent, for it had none
 * @param message its id from here on: a message's, an event's, an execution's ARN; empty when it was dropped
 * @param invocation the request id of the invocation that sent it, or that it went into; empty when there is none, or it is not known
 * @param at when
 * @param carrier what it carried
 */
public record Hop(
        Kind kind,
        String from,
        String to,
        String how,
        String before,
        String message,
        String invocation,
        Instant at,
        Carrier carrier) {
    /** Tells whether it is a request over HTTP, and not a message. */
    boolean isRequest() {
        return how.contains(" /");
    }

    /** What happened to a message. */
    public enum Kind {
        /** Somebody sent it, and a service took it. */
        SENT,
        /** A service handed it on, to another channel or into an invocation. */
        DELIVERED,
        /** A service kept it from going further. */
        DROPPED
    }
}
