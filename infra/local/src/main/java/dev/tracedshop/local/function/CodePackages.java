package dev.tracedshop.local.function;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Unpacks function packages once each, by the name of their asset, which is a hash of their content. A package's root classes become one
 * jar, because a class path with a directory in it cannot be archived for a faster start.
 */
public final class CodePackages {
    private final Path directory;

    /**
     * @param directory where unpacked packages are kept from run to run
     */
    public CodePackages(Path directory) {
        this.directory = directory;
    }

    /**
     * Returns the class path of a package: its root classes first, then the jars of its {@code lib} directory by name, as on Lambda.
     *
     * @param asset a zip or jar file, or a directory with the same layout
     */
    public List<Path> classPath(Path asset) {
        try {
            if (Files.isDirectory(asset)) {
                List<Path> path = new ArrayList<>(List.of(asset));
                path.addAll(jars(asset.resolve("lib")));
                return path;
            }
            Path unpacked = directory.resolve(asset.getFileName().toString());
            unpackOnce(asset, unpacked);
            List<Path> path = new ArrayList<>(List.of(unpacked.resolve("root.jar")));
            path.addAll(jars(unpacked.resolve("lib")));
            return path;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack the function package " + asset, e);
        }
    }

    private static List<Path> jars(Path lib) throws IOException {
        if (!Files.isDirectory(lib)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(lib)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private void unpackOnce(Path asset, Path target) throws IOException {
        Files.createDirectories(directory);
        // Two shops may start at once on one checkout.
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(target.getFileName() + ".lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (lock.isValid() && !Files.exists(target)) {
                // Aside first: an unpacking that is broken off leaves nothing that looks like a package.
                Path aside = Files.createTempDirectory(directory, "unpacking");
                unpack(asset, aside);
                Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private static void unpack(Path asset, Path target) throws IOException {
        Path lib = Files.createDirectories(target.resolve("lib"));
        try (ZipFile zip = new ZipFile(asset.toFile());
                OutputStream file = Files.newOutputStream(target.resolve("root.jar"));
                ZipOutputStream root = new ZipOutputStream(file)) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.isDirectory()) {
                    continue;
                }
                try (InputStream content = zip.getInputStream(entry)) {
                    Path name = Path.of(entry.getName());
                    if (entry.getName().startsWith("lib/") && entry.getName().endsWith(".jar")) {
                        Files.copy(content, lib.resolve(name.getFileName().toString()));
                    } else {
                        ZipEntry copy = new ZipEntry(entry.getName());
                        copy.setTime(entry.getTime());
                        root.putNextEntry(copy);
                        content.transferTo(root);
                        root.closeEntry();
                    }
                }
            }
        }
    }
}
