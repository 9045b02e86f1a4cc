package dev.tracedshop.workshop.build;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.engine.Leash;
import dev.tracedshop.workshop.WorkshopException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The assemblies that the CDK app synthesizes, kept by what they were made of: the app's classes, the function packages and the context. The
 * app is started as the CDK's own command line starts it, so the templates are those that {@code npx cdk synth} writes.
 */
public final class Assemblies {
    private static final int KEPT = 8;
    private static final int MAX_MINUTES = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Checkout checkout;

    public Assemblies(Checkout checkout) {
        this.checkout = checkout;
    }

    /**
     * Returns the assembly for a context, synthesizing it when it is not there yet.
     *
     * @param context the settings of the CDK app that differ from their defaults
     * @param announce is called before a synthesis, which takes seconds
     */
    public Path synthesized(Map<String, String> context, Runnable announce) {
        Path kept = Checkout.made(checkout.state().resolve("assemblies"));
        Path assembly = kept.resolve(key(context));
        if (!Files.isRegularFile(assembly.resolve("manifest.json"))) {
            announce.run();
            synthesize(context, assembly);
            Checkout.keepNewest(kept, KEPT);
        } else {
            // In use, so not among the oldest; where the time cannot be set it is made again some day, no more.
            boolean unused = assembly.toFile().setLastModified(System.currentTimeMillis());
        }
        return assembly;
    }

    private void synthesize(Map<String, String> context, Path target) {
        Path classPath = checkout.root().resolve("infra/cdk/target/classpath.txt");
        // A place of its own: another process may synthesize meanwhile, and so may another thread of this one.
        String run = "synth-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        Path work = checkout.state().resolve(run);
        Path log = Checkout.made(checkout.state().resolve("logs")).resolve(run + ".log");
        try {
            ObjectNode told = JSON.createObjectNode()
                    .put("aws:cdk:enable-path-metadata", true)
                    .put("aws:cdk:enable-asset-metadata", true);
            context.forEach(told::put);
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-cp",
                    checkout.root().resolve("infra/cdk/target/classes")
                            + File.pathSeparator
                            + Files.readString(classPath).strip(),
                    "dev.tracedshop.cdk.ShopApp");
            ProcessBuilder builder = new ProcessBuilder(Leash.leashed(command))
                    .directory(checkout.root().resolve("infra/cdk").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .putAll(Map.of(
                            "CDK_OUTDIR", work.toString(),
                            "CDK_CONTEXT_JSON", told.toString(),
                            "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20"));
            int status = exitStatus(builder.start());
            if (status != 0 || !Files.isRegularFile(work.resolve("manifest.json"))) {
                String said = Files.readString(log).strip();
                Checkout.delete(work);
                throw status == 2
                        ? WorkshopException.usage(said)
                        : WorkshopException.setup(
                                "The CDK app did not synthesize (exit " + status + "). It says:\n" + said);
            }
            moveInto(work, target);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot synthesize the CDK app: " + e.getMessage());
        }
    }

    private static int exitStatus(Process process) {
        try {
            if (!process.waitFor(MAX_MINUTES, TimeUnit.MINUTES)) {
                process.destroy();
                throw WorkshopException.setup(
                        "The CDK app took more than " + MAX_MINUTES + " minutes to synthesize; it was stopped.");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw WorkshopException.setup("Interrupted while the CDK app was synthesized.");
        }
    }

    private static void moveInto(Path work, Path target) throws IOException {
        try {
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another run made the same assembly meanwhile: it is as good.
            if (!Files.isRegularFile(target.resolve("manifest.json"))) {
                throw e;
            }
            Checkout.delete(work);
        }
    }

    /** A digest of everything that decides what the templates say. */
    private String key(Map<String, String> context) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(new TreeMap<>(context).toString().getBytes(StandardCharsets.UTF_8));
            Path classes = checkout.root().resolve("infra/cdk/target/classes");
            if (!Files.isDirectory(classes)) {
                throw WorkshopException.setup("The CDK app is not built; run ./workshop warm.");
            }
            add(digest, classes, files(classes, ""));
            add(digest, checkout.root(), List.of(checkout.root().resolve("infra/cdk/target/classpath.txt")));
            Path solution = checkout.root().resolve("solution");
            try (Stream<Path> modules = Files.list(solution)) {
                for (Path module : modules.sorted().toList()) {
                    Path target = module.resolve("target");
                    if (Files.isDirectory(target)) {
                        add(digest, solution, files(target, ".zip"));
                    }
                    Path machines = module.resolve("src/main/statemachine");
                    if (Files.isDirectory(machines)) {
                        add(digest, solution, files(machines, ".json"));
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read what the assembly is made of", e);
        }
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory, suffix.isEmpty() ? Integer.MAX_VALUE : 1)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static void add(MessageDigest digest, Path base, List<Path> files) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (Path file : files) {
            digest.update(base.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
        }
    }
}
