package dev.tracedshop.local.function;

import dev.tracedshop.local.Platform;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stops processes that have nothing to do and lets them go on, as Lambda freezes an execution environment between two invocations. It does
 * nothing until it is turned on, which can be done while functions run.
 */
final class Freezer implements AutoCloseable {

    /*
     * Java cannot send SIGSTOP. A shell can, with a kill of its own, so one shell serves all processes: it reads what to do line by line
     * and answers each line when it is done. A program started for each signal would cost more than the invocation.
     *
     * A stopped process does not see that its parent is gone, however that one ended. The shell does: its standard input ends. Then it
     * lets go on what it has stopped, and each of them ends by itself (see the bootstrap). SIGCONT rather than SIGKILL, because by then an
     * id may belong to somebody else. Ctrl-C goes to the shell as well, before the parent has ended its functions: it must outlive it.
     * And the parent may end while the shell answers it, which must not end the shell (SIGPIPE).
     */
    private static final String SCRIPT = """
            trap '' INT TERM HUP PIPE
            stopped=' '
            without() { case "$stopped" in *" $1 "*) stopped="${stopped%%" $1 "*} ${stopped#*" $1 "}" ;; esac; }
            while read -r what pid; do
                case $what in
                    stop) if kill -STOP "$pid"; then stopped="$stopped$pid "; echo done; else echo gone; fi ;;
                    continue) without "$pid"; if kill -CONT "$pid"; then echo done; else echo gone; fi ;;
                    forget) without "$pid"; echo done ;;
                esac
            done
            for pid in $stopped; do kill -CONT "$pid"; done
            """;

    private volatile boolean on;
    private @Nullable Shell shell;

    private record Shell(Process process, BufferedWriter orders, BufferedReader answers) {
        static Shell start() throws IOException {
            Process process = new ProcessBuilder("/bin/sh", "-c", SCRIPT, "freezer")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Shell(
                    process,
                    process.outputWriter(StandardCharsets.US_ASCII),
                    process.inputReader(StandardCharsets.US_ASCII));
        }
    }

    /**
     * Says whether processes are stopped from now on.
     *
     * @throws IllegalStateException if this system cannot stop processes
     */
    synchronized void turn(boolean wanted) {
        if (wanted && shell == null) {
            if (Platform.isWindows()) {
                throw new IllegalStateException(
                        "Functions are frozen by a signal (SIGSTOP), which Windows does not have. Run this in the"
                                + " Windows Subsystem for Linux, or without freezing.");
            }
            try {
                shell = Shell.start();
            } catch (IOException e) {
                throw new IllegalStateException(
                        "Functions are frozen by a signal that /bin/sh sends, and it cannot be started: "
                                + e.getMessage());
            }
        }
        on = wanted;
    }

    boolean isOn() {
        return on;
    }

    /**
     * Stops a process.
     *
     * @return whether it was still there
     * @throws IllegalStateException if it cannot be known whether it is stopped
     */
    boolean stop(long pid) {
        return order("stop", pid);
    }

    /**
     * Lets a process go on.
     *
     * @return whether it was still there
     * @throws IllegalStateException if it cannot be known whether it goes on
     */
    boolean goOn(long pid) {
        return order("continue", pid);
    }

    /** Says that a stopped process has been killed, so that whoever gets its id next is left alone. */
    void forget(long pid) {
        try {
            order("forget", pid);
        } catch (IllegalStateException e) {
            // Then there is no shell any more that could remember it.
        }
    }

    private synchronized boolean order(String what, long pid) {
        Shell running = shell;
        if (running == null) {
            throw new IllegalStateException("Nothing was ever stopped, so process " + pid + " cannot " + what + ".");
        }
        try {
            running.orders().write(what + " " + pid + "\n");
            running.orders().flush();
            String answer = running.answers().readLine();
            if (answer == null) {
                throw new IOException("it has ended");
            }
            return answer.equals("done");
        } catch (IOException e) {
            throw new IllegalStateException("The shell that freezes functions does not answer (" + e.getMessage()
                    + "); process " + pid + " cannot be told to " + what + ".");
        }
    }

    /** Lets everything go on that is still stopped. */
    @Override
    public synchronized void close() {
        on = false;
        Shell running = shell;
        shell = null;
        if (running == null) {
            return;
        }
        try {
            running.orders().close();
            if (!running.process().waitFor(2, TimeUnit.SECONDS)) {
                running.process().destroyForcibly();
            }
        } catch (IOException e) {
            running.process().destroyForcibly();
        } catch (InterruptedException e) {
            running.process().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
