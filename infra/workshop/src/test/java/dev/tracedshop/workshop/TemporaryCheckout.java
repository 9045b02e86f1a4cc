package dev.tracedshop.workshop;

import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * A checkout in which tests may write as a learner does: its steps are copies, everything that is built is the real checkout's. So no test
 * touches the work or the progress of whoever runs it.
 */
public final class TemporaryCheckout {
    private static final Set<String> NOT_COPIED = Set.of("target", "work", "reference");

    private TemporaryCheckout() {}

    /** Makes one. */
    public static Checkout in(Path root) throws IOException {
        Path real = SharedShop.CHECKOUT.root();
        for (String name : new String[] {"mvnw", "infra", "solution"}) {
            Files.createSymbolicLink(root.resolve(name), real.resolve(name));
        }
        // What was synthesized once need not be again.
        Path assemblies = Checkout.made(real.resolve(".workshop/assemblies"));
        Files.createSymbolicLink(
                Files.createDirectory(root.resolve(".workshop")).resolve("assemblies"), assemblies);
        copy(real.resolve("steps"), root.resolve("steps"));
        return new Checkout(root);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (NOT_COPIED.contains(directory.getFileName().toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)));
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
