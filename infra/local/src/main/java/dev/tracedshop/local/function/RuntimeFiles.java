package dev.tracedshop.local.function;

import dev.tracedshop.local.engine.EngineException;
import dev.tracedshop.local.engine.S3Mock;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What processes need that the build has put aside: those of functions beside their own code, and that of the S3 engine.
 *
 * @param java the program that runs it
 * @param agent the tracer's jar
 * @param agentVersion its version
 * @param bootstrap the jars of the bootstrap
 * @param objectStore the S3 engine; looked at only when there is a bucket
 */
public record RuntimeFiles(
        Path java, Path agent, String agentVersion, List<Path> bootstrap, S3Mock.Location objectStore) {

    /**
     * Finds the files where the build puts them.
     *
     * @param directory {@code infra/local/target/runtime}; the S3 engine lies in {@code infra/object-store/target}
     */
    public static RuntimeFiles in(Path directory) {
        Path agent = file(directory, "agent/dd-java-agent.jar");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<Path> bootstrap = Stream.of("bootstrap", "aws-lambda-java-core", "aws-lambda-java-serialization")
                .map(name -> file(directory, "bootstrap/" + name + ".jar"))
                .toList();
        Path objectStore = directory.resolve("../../../object-store/target").normalize();
        return new RuntimeFiles(java, agent, version(agent), bootstrap, new S3Mock.Location(java, objectStore));
    }

    /** Returns the same files with another program to run Java. */
    public RuntimeFiles runBy(Path program) {
        return new RuntimeFiles(program, agent, agentVersion, bootstrap, objectStore);
    }

    /** The agent carries its version and commit, as in {@code 1.68.1~0a1b2c3d}. */
    private static String version(Path agent) {
        try (ZipFile jar = new ZipFile(agent.toFile())) {
            ZipEntry entry = jar.getEntry("dd-java-agent.version");
            if (entry == null) {
                return "unknown";
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .strip()
                        .replaceFirst("~.*", "");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + agent + "; build with ./mvnw verify.", e);
        }
    }

    private static Path file(Path directory, String name) {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new EngineException(file + " is missing; build with ./mvnw verify.");
        }
        return file;
    }
}
