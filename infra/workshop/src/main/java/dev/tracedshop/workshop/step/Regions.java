package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds parts of the solution's files, so that texts and hints show code which was compiled: in Java what stands between the comments
 * {@code region:NAME} and {@code endregion:NAME}, without the marks of regions inside it, in JSON what a JSON Pointer leads to.
 */
public final class Regions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Regions() {}

    /**
     * Returns the lines of a region without the indentation that all of them share.
     *
     * @param reference {@code file#name} or, for JSON, {@code file#/pointer}; the file is relative to {@code solution/}
     */
    public static Optional<String> find(Checkout checkout, String reference) {
        int hash = reference.indexOf('#');
        if (hash < 0) {
            return Optional.empty();
        }
        Path file = checkout.root().resolve("solution").resolve(reference.substring(0, hash));
        String name = reference.substring(hash + 1);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (name.startsWith("/")) {
            return member(file, name);
        }
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        boolean closed = false;
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.strip().equals("// region:" + name)) {
                    inside = true;
                } else if (line.strip().equals("// endregion:" + name)) {
                    closed = inside;
                    break;
                } else if (inside && !line.strip().matches("// (end)?region:.*")) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        return closed && !lines.isEmpty() ? Optional.of(String.join("\n", lines).stripIndent()) : Optional.empty();
    }

    private static Optional<String> member(Path file, String pointer) {
        try {
            JsonNode found = JSON.readTree(file.toFile()).at(pointer);
            return found.isMissingNode()
                    ? Optional.empty()
                    : Optional.of(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(found));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + " as JSON", e);
        }
    }
}
