package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.expect.Journeys.Journey;
import java.util.Optional;

/**
 * A trace's context that did not get from a sender to a receiver, and how it was lost.
 *
 * @param cause how
 * @param journey the message's way
 * @param hop the step at which it was lost
 * @param span the receiver's span that is in the wrong place, if there is one
 */
record LostContext(Cause cause, Journey journey, Hop hop, Optional<Span> span) {
    /** How a context can be lost. */
    enum Cause {
        NOT_INJECTED("carrier-not-injected"),
        TEN_ATTRIBUTES("carrier-dropped"),
        FILTERED("carrier-dropped"),
        RAW_DELIVERY("carrier-dropped"),
        NO_RULE("carrier-dropped"),
        REWRITTEN("carrier-dropped"),
        NOT_READ("carrier-not-read"),
        NOT_ACTIVE("context-not-active"),
        LINKED("link-instead-of-child"),
        WRONG_MESSAGE("wrong-message"),
        HALF_ID("half-id"),
        STATE_CONTEXT("state-context-missing");

        private final String id;

        Cause(String id) {
            this.id = id;
        }

        /** Returns the id of the finding. */
        String id() {
            return id;
        }
    }
}
