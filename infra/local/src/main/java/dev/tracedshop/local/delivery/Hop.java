package dev.tracedshop.local.delivery;

import java.time.Instant;

/**
 * One step of a message on its way, with the trace's carrier as it was then.
 *
 * @param kind what happened
 * @param from who sent it or handed it on: the name of a function, a state machine, a topic, a bus or a queue; empty for a
 *     request over HTTP, which does not say
 * @param to where it went, by name; empty when no rule of a bus wanted it
 * @param how the operation that sent it, for example {@code Sns.Publish} or {@code GET /quotes/{productId}}; the form in which it was delivered; or why it was dropped
 * @param before the message's id before this step; empty when it is sent, for it had none
 * @param message its id from here on: a message's, an event's, an execution's ARN; empty when it was dropped
 * @param invocation the request id of the invocation that it goes into; empty when it goes to no function
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
        WireCarrier carrier) {
    /** What happened to a message. */
    public enum Kind {
        SENT,
        DELIVERED,
        DROPPED
    }
}
