package dev.tracedshop.cdk;

import java.io.Serial;

/** Says what in the settings or the checkout keeps the app from being synthesized, and what to do about it. */
final class SetupException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int WRONG_USAGE = 2;
    private static final int BROKEN_SETUP = 3;

    private final int exitCode;

    private SetupException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The checkout or the machine is not as it must be. */
    SetupException(String message) {
        this(BROKEN_SETUP, message);
    }

    /** The settings are wrong. */
    static SetupException settings(String message) {
        return new SetupException(WRONG_USAGE, message);
    }

    /** Returns the code with which the process ends: 2 for wrong settings, 3 for a broken set-up. */
    int exitCode() {
        return exitCode;
    }
}
