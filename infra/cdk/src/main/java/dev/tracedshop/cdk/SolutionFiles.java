package dev.tracedshop.cdk;

import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awscdk.services.lambda.Code;

/** Finds what the solution's modules contribute to the templates: their packages and state machines. */
final class SolutionFiles {
    /** Names the checkout's directory for a process that is started outside of it. */
    private static final String ROOT_PROPERTY = "workshop.root";

    private final Path root;

    SolutionFiles(Path root) {
        this.root = root;
    }

    /**
     * Finds the checkout: the system property {@code workshop.root}, or the nearest directory upwards that has
     * {@code mvnw} in it.
     *
     * @throws SetupException if there is none
     */
    static SolutionFiles ofCheckout() {
        String given = System.getProperty(ROOT_PROPERTY);
        if (given != null) {
            return new SolutionFiles(Path.of(given).toAbsolutePath().normalize());
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("mvnw"))) {
                return new SolutionFiles(directory);
            }
        }
        throw new SetupException(
                "No checkout of the workshop at " + start + " or above it (a directory with mvnw in it)."
                        + " Start from inside the checkout, or name it with -D" + ROOT_PROPERTY + "=DIRECTORY.");
    }

    /**
     * Returns a module's package, a zip that its build makes, as an asset.
     *
     * @throws SetupException if it was not built yet
     */
    Code packageOf(String module) {
        Path zip = module(module).resolve("target").resolve(module + ".zip");
        if (!Files.isRegularFile(zip)) {
            throw new SetupException("The function package " + zip + " is missing."
                    + " Build it first: ./mvnw -pl solution/" + module + " -am package");
        }
        return Code.fromAsset(zip.toString());
    }

    /**
     * Returns the file with a state machine's definition in the Amazon States Language.
     *
     * @throws SetupException if the checkout does not have it
     */
    Path stateMachineOf(String module, String name) {
        Path definition = module(module).resolve(Path.of("src", "main", "statemachine", name + ".asl.json"));
        if (!Files.isRegularFile(definition)) {
            throw new SetupException("The state machine's definition " + definition + " is missing."
                    + " It belongs to the checkout: git restore " + root.relativize(definition));
        }
        return definition;
    }

    private Path module(String name) {
        return root.resolve("solution").resolve(name);
    }
}
