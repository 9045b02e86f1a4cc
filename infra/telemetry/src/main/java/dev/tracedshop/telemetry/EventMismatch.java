package dev.tracedshop.telemetry;

import java.io.Serial;

/** Tells which field of an event is not as its type demands. */
final class EventMismatch extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    EventMismatch(String problem) {
        super(problem);
    }
}
