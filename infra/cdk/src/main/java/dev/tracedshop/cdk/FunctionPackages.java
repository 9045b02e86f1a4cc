package dev.tracedshop.cdk;

import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awscdk.services.lambda.Code;

/** Finds the zips that the build of the solution's modules makes. */
final class FunctionPackages {
    /** Names the checkout's directory for a process that is started outside of it. */
    private static final String ROOT_PROPERTY = "workshop.root";

    private final Path root;

    FunctionPackages(Path root) {
        this.root = root;
    }

    /**
     * Finds the checkout: the system property {@code workshop.root}, or the nearest directory upwards that has
     * {@code mvnw} in it.
     *
     * @throws SetupException if there is none
     */
    static FunctionPackages ofCheckout() {
        String given = System.getProperty(ROOT_PROPERTY);
        if (given != null) {
            return new FunctionPackages(Path.of(given).toAbsolutePath().normalize());
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("mvnw"))) {
                return new FunctionPackages(directory);
            }
        }
        throw new SetupException(
                "No checkout of the workshop at " + start + " or above it (a directory with mvnw in it)."
                        + " Start from inside the checkout, or name it with -D" + ROOT_PROPERTY + "=DIRECTORY.");
    }

    /**
     * Returns a module's package as an asset.
     *
     * @throws SetupException if it was not built yet
     */
    Code of(String module) {
        Path zip = root.resolve("solution").resolve(module).resolve("target").resolve(module + ".zip");
        if (!Files.isRegularFile(zip)) {
            throw new SetupException("The function package " + zip + " is missing."
                    + " Build it first: ./mvnw -pl solution/" + module + " -am package");
        }
        return Code.fromAsset(zip.toString());
    }
}
