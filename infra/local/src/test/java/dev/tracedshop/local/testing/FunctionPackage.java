package dev.tracedshop.local.testing;

import dev.tracedshop.local.handlers.Behaves;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Zips the test handlers into a function package, as a build does for Lambda. */
public final class FunctionPackage {
    private FunctionPackage() {}

    /** Returns the directory of this module's test classes. */
    public static Path testClasses() {
        try {
            return Path.of(Behaves.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a package with all handlers of the tests. */
    public static Path zip(Path target) {
        Path classes = testClasses();
        Path handlers = classes.resolve("dev/tracedshop/local/handlers");
        try (OutputStream file = Files.newOutputStream(target);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> found = Files.list(handlers)) {
            List<Path> all = found.sorted().toList();
            for (Path type : all) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(type).toString().replace('\\', '/')));
                Files.copy(type, zip);
                zip.closeEntry();
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
