package dev.tracedshop.workshop.step;

import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds marked regions of compiled files, so that texts and hints show code which was compiled: from a line that ends in {@code region:NAME} to
 * the next that ends in {@code endregion:NAME}.
 */
public final class Regions {
    private Regions() {}

    /**
     * Returns the lines of a region without the indentation that all of them share.
     *
     * @param reference {@code file#name}, the file relative to {@code solution/}
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
                } else if (inside) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        return closed && !lines.isEmpty() ? Optional.of(String.join("\n", lines).stripIndent()) : Optional.empty();
    }
}
