package dev.tracedshop.workshop.branch;

import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the program {@code git} in a repository. Nothing that it is asked here needs a network, a terminal or a person. */
final class Git {
    /** How a run ended. */
    private record Answer(int exitCode, String out, String err) {}

    private final Path directory;
    private final Map<String, String> environment;

    /** Works in the repository that a directory belongs to. */
    Git(Path directory) {
        this(directory, Map.of());
    }

    private Git(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /** Returns one that runs with more environment variables. */
    Git with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Git(directory, all);
    }

    /** Returns what git prints, without the line feed at its end. */
    String run(String... arguments) {
        return feed("", arguments);
    }

    /** Gives git something to read, and returns what it prints. */
    String feed(String input, String... arguments) {
        Answer answer = answer(input, arguments);
        if (answer.exitCode() != 0) {
            throw WorkshopException.setup("git " + String.join(" ", arguments) + " ended with " + answer.exitCode()
                    + " in " + directory + ": " + answer.err().strip());
        }
        return answer.out().stripTrailing();
    }

    /** Returns what git prints, or nothing if it finds nothing. */
    Optional<String> find(String... arguments) {
        Answer answer = answer("", arguments);
        return answer.exitCode() == 0 ? Optional.of(answer.out().stripTrailing()) : Optional.empty();
    }

    private Answer answer(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Path errors = null;
        try {
            errors = Files.createTempFile("git", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.redirectError(errors.toFile());
            // A hook or an alias that calls this command must not make it work on another repository.
            builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), out, Files.readString(errors));
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot run git: " + e.getMessage() + ". Is it installed and on the PATH?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw WorkshopException.setup("Interrupted while git ran.");
        } finally {
            delete(errors);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }
}
