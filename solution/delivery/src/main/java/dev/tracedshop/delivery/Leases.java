package dev.tracedshop.delivery;

import java.time.Instant;

/**
 * Keeps which events are being handled, and which have been.
 *
 * <p>An event is named by a key. Whoever takes its lease is named by an owner, a text that no other delivery has.
 */
public interface Leases {

    /** Says what became of the wish to handle an event. */
    enum Claim {
        /** The lease is the owner's until the time that was given. */
        TAKEN,
        /** Another delivery has the lease, and it has not run out. */
        HELD,
        /** The event was handled before. */
        DONE
    }

    /** Takes the lease of an event until the given time, unless another one is running or the event is done. */
    Claim take(String key, String owner, Instant now, Instant until);

    /** Notes that the event is done. */
    void done(String key, String owner, Instant now);

    /** Gives the lease back, if it is still the owner's, so that the next delivery need not wait for its end. */
    void release(String key, String owner, Instant now);
}
