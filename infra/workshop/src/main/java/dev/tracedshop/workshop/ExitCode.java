package dev.tracedshop.workshop;

/** The exit codes of every command. 130, for an interrupt, is the JVM's own. */
public final class ExitCode {
    /** What was asked for is so. */
    public static final int PASS = 0;

    /** Not yet: the trace is not what it should be. */
    public static final int NOT_YET = 1;

    /** The command was used wrongly. */
    public static final int USAGE = 2;

    /** This machine cannot run it as things are; nothing was judged. */
    public static final int SETUP = 3;

    /** A fault of the workshop's own. */
    public static final int FAULT = 4;

    private ExitCode() {}
}
