package dev.tracedshop.cdk;

import java.io.Serial;

/** Says what in the settings or the checkout keeps the app from being synthesized, and what to do about it. */
final class SetupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SetupException(String message) {
        super(message);
    }
}
