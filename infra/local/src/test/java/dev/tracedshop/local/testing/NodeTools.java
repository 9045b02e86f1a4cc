package dev.tracedshop.local.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The Node tools of the project's root, for tests that compare with them. */
public final class NodeTools {
    private static final Path ROOT = root();

    private NodeTools() {}

    private static Path root() {
        // Maven runs tests in the module's directory, two below the root.
        Path directory = Path.of("..", "..").toAbsolutePath().normalize();
        assertThat(directory.resolve("package-lock.json"))
                .as("the project's root, found from the module's directory")
                .exists();
        return directory;
    }

    /** Makes sure that a package is there; installs all packages of the root when it is not. */
    public static synchronized void need(String name) {
        if (Files.exists(ROOT.resolve("node_modules").resolve(name).resolve("package.json"))) {
            return;
        }
        String npm = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("win") ? "npm.cmd" : "npm";
        run(
                List.of(npm, "ci", "--ignore-scripts"),
                "This test needs the Node package " + name + ". Install Node 20 or newer, and run 'npm ci' in " + ROOT);
    }

    /** Runs a script from the project's root and returns what it prints. */
    public static String run(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(List.of(arguments));
        return run(command, "The script " + script + " failed");
    }

    /** Checks definitions of state machines, each a file, with asl-validator. */
    public static void validate(List<Path> definitions) {
        List<String> command = new ArrayList<>(List.of(
                "node",
                ROOT.resolve("node_modules/asl-validator/dist/bin/asl-validator.js")
                        .toString()));
        definitions.forEach(definition -> command.addAll(List.of("--json-path", definition.toString())));
        run(command, "asl-validator finds fault");
    }

    private static String run(List<String> command, String onFailure) {
        try {
            Path errors = Files.createTempFile("node", ".err");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(ROOT.toFile())
                        .redirectError(errors.toFile())
                        .start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int status = process.waitFor();
                assertThat(status)
                        .as("%s: %s%n%s%n%s", onFailure, command, output, Files.readString(errors))
                        .isZero();
                return output;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(onFailure + ": " + command + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
