package dev.tracedshop.local.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches Dynoxide, the DynamoDB engine: a native program that its makers publish as one npm package per platform (MIT or Apache-2.0).
 * npm itself fetches it, so that a registry or proxy set there is used; the file is checked against a pinned sum before it runs.
 */
public final class DynoxideBinary {
    private static final String VERSION = "1.2.1";

    /**
     * The packages' integrity as npm states it, for the platforms on which this was run. For another platform npm's own check against its
     * registry is what there is.
     */
    private static final Map<String, String> INTEGRITY = Map.of(
            "linux-x64", "sBHqlxJ9ANkLluFkYRfd5r8Y0ApFew4FhOrlhgRAgD4XzEoFOukEo1nuBTQ1+jTtofqwn4NWQ2k0Tn5mNTjgUg==");

    private final Path cache;

    /**
     * @param cache a directory that outlives a run
     */
    public DynoxideBinary(Path cache) {
        this.cache = cache;
    }

    /** Returns the program if it was fetched before. */
    public Optional<Path> present() {
        Path program = program(platform());
        return Files.isExecutable(program) ? Optional.of(program) : Optional.empty();
    }

    /**
     * Returns the program, fetching it when it is not there yet.
     *
     * @throws EngineException when it cannot be had
     */
    public Path fetch() {
        String platform = platform();
        Path program = program(platform);
        if (Files.isExecutable(program)) {
            return program;
        }
        Path work = null;
        try {
            Files.createDirectories(cache);
            work = Files.createTempDirectory(cache, "dynoxide");
            Path archive = pack(platform, work);
            verify(platform, archive);
            run(List.of("tar", "-xzf", archive.getFileName().toString()), work, "unpack the DynamoDB engine");
            Path unpacked = work.resolve("package").resolve(executable());
            if (!Files.isRegularFile(unpacked)) {
                throw new EngineException("The package of the DynamoDB engine for " + platform + " holds no program '"
                        + executable() + "'.");
            }
            if (!unpacked.toFile().setExecutable(true)) {
                throw new EngineException("Cannot make " + unpacked + " executable.");
            }
            moveInto(unpacked, program);
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot store the DynamoDB engine in " + cache, e);
        } finally {
            delete(work);
        }
    }

    private static void moveInto(Path from, Path to) throws IOException {
        // Two shops may fetch at once: whoever is last replaces one good file by another.
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path pack(String platform, Path work) throws IOException {
        String name = "@dynoxide/" + platform + "@" + VERSION;
        String npm = executable("npm", ".cmd");
        run(List.of(npm, "pack", "--silent", name), work, "fetch " + name + " with npm");
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new EngineException("npm fetched no package " + name + "."));
        }
    }

    private static void verify(String platform, Path archive) throws IOException {
        String expected = INTEGRITY.get(platform);
        if (expected == null) {
            return;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512");
            try (InputStream in = new DigestInputStream(Files.newInputStream(archive), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            String actual = Base64.getEncoder().encodeToString(digest.digest());
            if (!actual.equals(expected)) {
                throw new EngineException(
                        "The package of the DynamoDB engine is not the one this was built for: sha512 is " + actual
                                + ", expected " + expected + ". It was not run.");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-512", e);
        }
    }

    private static void run(List<String> command, Path directory, String purpose) throws IOException {
        Path log = directory.resolve("output.txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new EngineException("It took more than five minutes to " + purpose + ".");
            }
            if (process.exitValue() != 0) {
                throw new EngineException("Cannot " + purpose + " (exit " + process.exitValue()
                        + "). Without a network this works once it has been fetched before: run ./workshop warm with one.\n"
                        + Files.readString(log).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while trying to " + purpose, e);
        } catch (IOException e) {
            throw new EngineException("Cannot " + purpose + ": " + e.getMessage(), e);
        }
    }

    private Path program(String platform) {
        return cache.resolve(
                "dynoxide-" + VERSION + "-" + platform + (executable().endsWith(".exe") ? ".exe" : ""));
    }

    private static String executable() {
        return executable("dynoxide", ".exe");
    }

    private static String executable(String name, String windowsSuffix) {
        return os().equals("win32") ? name + windowsSuffix : name;
    }

    private static String os() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("windows") ? "win32" : name.startsWith("mac") ? "darwin" : "linux";
    }

    private static String platform() {
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String npm = switch (architecture) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64", "arm64" -> "arm64";
            default ->
                throw new EngineException(
                        "There is no DynamoDB engine for this machine's architecture, " + architecture + ".");
        };
        return os() + "-" + npm;
    }

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                if (!file.toFile().delete()) {
                    file.toFile().deleteOnExit();
                }
            });
        } catch (IOException e) {
            // Left-overs in a cache directory do no harm.
        }
    }
}
