package dev.tracedshop.delivery;

import com.amazonaws.services.lambda.runtime.Context;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.tracing.Spans;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** Lets the effect of an event take place once, however often the event is delivered. */
public final class Idempotency {

    /** The tag of a span whose event had been handled before: {@code true}. */
    public static final String DUPLICATE = "duplicate";

    /*
     * First a lease, then the effect, then the done mark. The lease keeps two deliveries apart that come at the same
     * time; it lasts for as long as this invocation can, so that a killed one does not hold it for longer. The mark comes
     * after the effect: the other way round, a crash between the two would lose the event. So the effect may take place
     * again when the mark cannot be written; an effect whose own write bears that needs nothing else.
     */

    private final Leases leases;
    private final String consumer;
    private final Clock clock;

    /**
     * Makes the idempotency of one consumer.
     *
     * @param consumer names it among those who share the table, such as {@code inventory-acl}
     */
    public Idempotency(Leases leases, String consumer) {
        this(leases, consumer, Clock.systemUTC());
    }

    Idempotency(Leases leases, String consumer, Clock clock) {
        this.leases = leases;
        this.consumer = consumer;
        this.clock = clock;
    }

    /** Does {@link #once(String, UUID, Context, Runnable)} for an event by its type and its id. */
    public boolean once(CloudEvent<?> event, Context context, Runnable effect) {
        return once(event.type(), event.id(), context, effect);
    }

    /**
     * Lets an effect take place unless it has before.
     *
     * @param context the invocation, whose remaining time the lease lasts
     * @return whether the effect took place now; when it had before, the current span is tagged {@code duplicate}
     * @throws LeaseHeldException if another delivery is at it; this one has to be repeated
     */
    public boolean once(String type, UUID id, Context context, Runnable effect) {
        String key = consumer + "/" + type + "/" + id;
        String owner = UUID.randomUUID().toString();
        Instant now = clock.instant();
        return switch (leases.take(key, owner, now, now.plusMillis(context.getRemainingTimeInMillis()))) {
            case DONE -> {
                Spans.tag(DUPLICATE, true);
                yield false;
            }
            case HELD -> throw new LeaseHeldException(key);
            case TAKEN -> {
                take(key, owner, effect);
                yield true;
            }
        };
    }

    private void take(String key, String owner, Runnable effect) {
        try {
            effect.run();
        } catch (RuntimeException | Error failure) {
            release(key, owner, failure);
            throw failure;
        }
        leases.done(key, owner, clock.instant());
    }

    /** Gives the lease back. If that fails as well, the next delivery waits until the lease has run out. */
    private void release(String key, String owner, Throwable failure) {
        try {
            leases.release(key, owner, clock.instant());
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
