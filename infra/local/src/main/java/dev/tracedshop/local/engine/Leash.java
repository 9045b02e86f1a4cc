package dev.tracedshop.local.engine;

import dev.tracedshop.local.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program that must not outlive this one, however this one ends. A shell stands between: it waits for the end of its standard input,
 * which the kernel closes even after SIGKILL, and then ends the program.
 *
 * <p>Functions do the same by themselves; this is for programs that we did not write.
 */
public final class Leash implements AutoCloseable {
    /**
     * Starts the program and beside it a watch on the end of input, which ends this shell; the shell takes the program with it, and its exit
     * status is the program's. The program reads the file that the shell is called by.
     */
    private static final String SCRIPT = """
            exec 3<&0
            child= watch=
            trap 'kill $child $watch 2>/dev/null; wait $child; exit 143' TERM INT HUP
            "$@" <"$0" 3<&- & child=$!
            ( while read -r line <&3; do :; done; kill -TERM $$ ) >/dev/null 2>&1 & watch=$!
            wait $child; status=$?
            kill $watch 2>/dev/null
            exit $status
            """;

    private final Process process;

    private Leash(Process process) {
        this.process = process;
    }

    /**
     * Starts a program.
     *
     * @param command the program and its arguments
     * @param directory its working directory
     * @param environment additions to the environment
     * @param log where its output goes
     */
    public static Leash start(List<String> command, Path directory, Map<String, String> environment, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(leashed(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new Leash(builder.start());
    }

    /**
     * Starts a program that reads a file, in this process's directory and environment.
     *
     * @param command the program and its arguments
     * @param input what it reads
     * @param output where its output goes
     * @param errors where its errors go
     */
    public static Leash start(List<String> command, Path input, Path output, Path errors) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(leashed(command, input.toString()))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        return new Leash((Platform.isWindows() ? builder.redirectInput(input.toFile()) : builder).start());
    }

    /** Returns the command that runs a program on a leash: its end comes with the end of its standard input. */
    public static List<String> leashed(List<String> command) {
        return leashed(command, "/dev/null");
    }

    private static List<String> leashed(List<String> command, String input) {
        if (Platform.isWindows()) {
            return command; // There is no POSIX shell; not run on Windows yet.
        }
        List<String> leashed = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, input));
        leashed.addAll(command);
        return leashed;
    }

    /** Returns a future that completes when the program has ended, whoever ended it. */
    public CompletableFuture<Void> onExit() {
        return process.onExit().thenAccept(ended -> {});
    }

    /**
     * Waits for the end of the program.
     *
     * @return its exit status; empty if it still runs
     */
    public OptionalInt awaitExit(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** Returns whether the program still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
