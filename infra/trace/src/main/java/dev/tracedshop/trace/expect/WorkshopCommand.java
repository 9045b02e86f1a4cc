package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Verdict;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Starts the checkout's {@code workshop} script from anywhere within the checkout. */
final class WorkshopCommand {
    private final Path directory;
    private final String script;
    private final PrintStream complaints;

    /**
     * Creates it.
     *
     * @param directory where to look for the checkout, upwards
     * @param script the script's file name at the checkout's root
     * @param complaints where to say that there is none
     */
    WorkshopCommand(Path directory, String script, PrintStream complaints) {
        this.directory = directory;
        this.script = script;
        this.complaints = complaints;
    }

    static WorkshopCommand ofThisCheckout() {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        return new WorkshopCommand(Path.of("").toAbsolutePath(), windows ? "workshop.cmd" : "workshop", System.err);
    }

    /** Runs the check of a step with this process's terminal and returns its exit code. */
    int check(String step, String... args) throws IOException, InterruptedException {
        Optional<Path> root = root();
        if (root.isEmpty()) {
            complaints.println("broken: no '" + script + "' beside a directory 'steps' in " + directory
                    + " or above it. Run this from inside the workshop's checkout.");
            return Verdict.BROKEN.exitCode();
        }
        List<String> command = new ArrayList<>();
        command.add(root.get().resolve(script).toString());
        command.add("check");
        command.add(step);
        command.addAll(List.of(args));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private Optional<Path> root() {
        for (Path at = directory; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(script)) && Files.isDirectory(at.resolve("steps"))) {
                return Optional.of(at);
            }
        }
        return Optional.empty();
    }
}
