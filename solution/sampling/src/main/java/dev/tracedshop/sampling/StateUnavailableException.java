package dev.tracedshop.sampling;

/** What a host has to know could not be loaded or stored. It must not go on without. */
public final class StateUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates it. */
    public StateUnavailableException(String message) {
        super(message);
    }
}
