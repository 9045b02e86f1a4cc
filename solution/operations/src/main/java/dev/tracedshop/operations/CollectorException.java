package dev.tracedshop.operations;

import java.io.Serial;

/** Tells that a collector took nothing, and why. Lambda makes the invocation again, and in the end keeps its event. */
final class CollectorException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    CollectorException(String message) {
        super(message);
    }

    CollectorException(String message, Throwable cause) {
        super(message, cause);
    }
}
