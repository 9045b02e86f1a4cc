package dev.tracedshop.workshop.bench;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Lists the function packages and what in them is large. */
public final class PackageSizes {
    private static final double MEGABYTE = 1_000_000;
    private static final int LISTED = 6;

    private PackageSizes() {}

    /**
     * Prints a line per package and its largest contents.
     *
     * @param budgetMegabytes the largest size that a package may have
     */
    public static void print(Checkout checkout, double budgetMegabytes, Terminal terminal) {
        terminal.print(terminal.bold("Function packages") + "  (budget " + (int) budgetMegabytes
                + " MB with two SDK clients)");
        for (Path zip : packages(checkout)) {
            double size = zip.toFile().length() / MEGABYTE;
            terminal.print("  %-24s %6.2f MB   %s"
                    .formatted(zip.getFileName(), size, size <= budgetMegabytes ? "within" : "OVER"));
            largest(zip)
                    .forEach(entry -> terminal.print(
                            "      %-48s %6.2f MB".formatted(entry.getName(), entry.getCompressedSize() / MEGABYTE)));
        }
    }

    private static List<Path> packages(Checkout checkout) {
        try (Stream<Path> modules = Files.list(checkout.root().resolve("solution"))) {
            return modules.map(module -> module.resolve("target").resolve(module.getFileName() + ".zip"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot list the function packages: " + e.getMessage());
        }
    }

    private static List<ZipEntry> largest(Path zip) {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return file.stream()
                    .<ZipEntry>map(entry -> entry)
                    .sorted(Comparator.comparingLong(ZipEntry::getCompressedSize)
                            .reversed())
                    .limit(LISTED)
                    .toList();
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + zip + ": " + e.getMessage());
        }
    }
}
