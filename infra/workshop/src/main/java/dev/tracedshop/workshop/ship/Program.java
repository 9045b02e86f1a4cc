package dev.tracedshop.workshop.ship;

import dev.tracedshop.local.engine.Leash;
import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs programs in a directory and listens to what they say. They end with this process. */
final class Program {
    private final Path directory;
    private final Duration limit;

    /**
     * How it ended.
     *
     * @param said standard output and errors, in their order
     */
    record Ended(int status, String said) {}

    Program(Path directory, Duration limit) {
        this.directory = directory;
        this.limit = limit;
    }

    /**
     * Runs a program to its end.
     *
     * @throws WorkshopException if it cannot be started or takes too long
     */
    Ended run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(Leash.leashed(command))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> read(process));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                throw WorkshopException.setup(
                        command.get(0) + " took more than " + limit.toMinutes() + " minutes; it was stopped.");
            }
            return new Ended(process.exitValue(), said.join().strip());
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot start " + command.get(0) + ": " + e.getMessage()
                    + ". ./workshop doctor tells what is missing.");
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(its output could not be read: " + e.getMessage() + ")";
        }
    }
}
