package dev.tracedshop.workshop;

/** Ends a command with a message for a person and an exit code; no stack trace is shown. */
public final class WorkshopException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private WorkshopException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command was used wrongly. */
    public static WorkshopException usage(String message) {
        return new WorkshopException(ExitCode.USAGE, message);
    }

    /** The machine or the code cannot run as things are. */
    public static WorkshopException setup(String message) {
        return new WorkshopException(ExitCode.SETUP, message);
    }

    /** Returns how the command ends. */
    public int exitCode() {
        return exitCode;
    }
}
