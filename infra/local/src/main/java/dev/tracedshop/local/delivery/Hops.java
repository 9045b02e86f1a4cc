package dev.tracedshop.local.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Tells each hop of each message to whoever wants to know where a trace's carrier was lost. Keeps nothing. */
public final class Hops {
    private final Map<String, String> nameByRole = new ConcurrentHashMap<>();
    private final Consumer<Hop> told;

    /** @param told is told each hop */
    public Hops(Consumer<Hop> told) {
        this.told = told;
    }

    /** Makes known who acts in a role. */
    public void knows(String role, String name) {
        nameByRole.put(role, name);
    }

    /**
     * Tells that somebody sent a message and a service took it.
     *
     * @param role who called
     * @param operation the call, for example {@code Sns.Publish}
     * @param to the name of the channel, or of who is started
     * @param message the id that the service gave
     */
    public void sent(String role, String operation, String to, String message, WireCarrier carrier) {
        tell(Hop.Kind.SENT, nameByRole.getOrDefault(role, role), to, operation, "", message, "", carrier);
    }

    /**
     * Tells that an API was asked; by whom, a request does not say.
     *
     * @param route the API's route, for example {@code GET /product/{productId}}
     */
    public void requested(String route, String function, String request, WireCarrier carrier) {
        tell(Hop.Kind.SENT, "", function, route, "", request, "", carrier);
    }

    /**
     * Tells that a message was handed on to another channel.
     *
     * @param form in which form, for example {@code raw delivery}
     */
    public void delivered(String from, String to, String form, String before, String message, WireCarrier carrier) {
        tell(Hop.Kind.DELIVERED, from, to, form, before, message, "", carrier);
    }

    /** Tells that a message goes to a function, in an invocation with this request id. */
    public void invoked(
            String from, String function, String form, String before, String invocation, WireCarrier carrier) {
        tell(Hop.Kind.DELIVERED, from, function, form, before, before, invocation, carrier);
    }

    /**
     * Tells that a message was not handed on.
     *
     * @param to who would have got it
     * @param reason why not
     */
    public void dropped(String from, String to, String reason, String before, WireCarrier carrier) {
        tell(Hop.Kind.DROPPED, from, to, reason, before, "", "", carrier);
    }

    private void tell(
            Hop.Kind kind,
            String from,
            String to,
            String how,
            String before,
            String message,
            String invocation,
            WireCarrier carrier) {
        told.accept(new Hop(kind, from, to, how, before, message, invocation, Instant.now(), carrier));
    }
}
