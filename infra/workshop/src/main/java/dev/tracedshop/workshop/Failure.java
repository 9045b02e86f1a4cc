package dev.tracedshop.workshop;

import dev.tracedshop.local.assembly.AssemblyException;
import dev.tracedshop.local.engine.EngineException;
import dev.tracedshop.local.http.LoopbackServer;
import java.io.UncheckedIOException;

/** Tells what an exception means for whoever typed the command. */
public final class Failure {
    private Failure() {}

    /** Returns the exit code with which a command ends that threw this. */
    public static int exitCode(Exception exception) {
        if (exception instanceof WorkshopException known) {
            return known.exitCode();
        }
        boolean machine = exception instanceof AssemblyException
                || exception instanceof EngineException
                || exception instanceof LoopbackServer.PortUnavailableException
                || exception instanceof UncheckedIOException;
        return machine ? ExitCode.SETUP : ExitCode.FAULT;
    }

    /** Returns what to tell; the cause of trouble with a file or a socket is part of it. */
    public static String message(Exception exception) {
        String message = String.valueOf(exception.getMessage());
        Throwable cause = exception.getCause();
        return exception instanceof UncheckedIOException
                        && cause != null
                        && !message.contains(String.valueOf(cause.getMessage()))
                ? message + " (" + cause.getMessage() + ")"
                : message;
    }
}
