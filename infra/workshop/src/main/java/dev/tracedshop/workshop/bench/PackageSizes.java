package dev.tracedshop.workshop.bench;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Lists the function packages and what in them is large. */
public final class PackageSizes {
    private static final double MEGABYTE = 1_000_000;
    private static final int LISTED = 6;

    /** In megabytes: what a package with two SDK clients may have. */
    private static final int TWO_CLIENTS = 13;

    /** Three clients, S3's among them, a schema validator, and Datadog's library for metrics weigh more. */
    private static final Map<String, Integer> BUDGETS = Map.of(
            "product-publisher.zip", 14, "product-catalogue.zip", 16, "inventory-acl.zip", 18, "analytics.zip", 20);

    private PackageSizes() {}

    /**
     * Prints a line per package, with its budget, and its largest contents.
     */
    public static void print(Checkout checkout, Terminal terminal) {
        terminal.print(terminal.bold("Function packages"));
        for (Path zip : packages(checkout)) {
            double size = zip.toFile().length() / MEGABYTE;
            int budget = BUDGETS.getOrDefault(zip.getFileName().toString(), TWO_CLIENTS);
            terminal.print("  %-24s %6.2f MB   (budget %d MB)   %s"
                    .formatted(zip.getFileName(), size, budget, size <= budget ? "within" : "OVER"));
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
