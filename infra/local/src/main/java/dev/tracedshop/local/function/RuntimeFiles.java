package dev.tracedshop.local.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a function's process needs beside its own code.
 *
 * @param java the program that runs it
 * @param agent the tracer's jar
 * @param agentVersion its version
 * @param bootstrap the jars of the bootstrap
 */
public record RuntimeFiles(Path java, Path agent, String agentVersion, List<Path> bootstrap) {

    /**
     * Finds the files where the build puts them.
     *
     * @param directory {@code infra/local/target/runtime}
     */
    public static RuntimeFiles in(Path directory) {
        Path agent = only(directory.resolve("agent"));
        String version = agent.getFileName()
                .toString()
                .replaceFirst("^dd-java-agent-", "")
                .replaceFirst("\\.jar$", "");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new RuntimeFiles(java, agent, version, jars(directory.resolve("bootstrap")));
    }

    /** Returns the same files with another program to run Java. */
    public RuntimeFiles runBy(Path program) {
        return new RuntimeFiles(program, agent, agentVersion, bootstrap);
    }

    private static Path only(Path directory) {
        List<Path> jars = jars(directory);
        if (jars.size() != 1) {
            throw new IllegalStateException(
                    "Expected one jar in " + directory + ", found " + jars.size() + "; build with ./mvnw verify.");
        }
        return jars.get(0);
    }

    private static List<Path> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " is missing; build with ./mvnw verify.", e);
        }
    }
}
