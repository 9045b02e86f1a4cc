package dev.tracedshop.workshop.build;

import dev.tracedshop.workshop.WorkshopException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A checkout of the workshop.
 *
 * @param root the directory that holds {@code workshop} and {@code mvnw}
 */
public record Checkout(Path root) {
    private static final int LOGS_KEPT = 30;

    /** What a process leaves in the logs: a shop's directory, what a synthesis said, or a fault. */
    private static final Pattern OF_A_PROCESS = Pattern.compile("(?:[a-z]+-)?(\\d+)(?:-\\d+)?(?:\\.[a-z]+)?");

    /**
     * Finds the checkout that this process works on.
     *
     * @param environment {@code WORKSHOP_ROOT} names it; without it, the current directory or the nearest one above that holds a checkout
     */
    public static Checkout find(Map<String, String> environment) {
        String told = environment.get("WORKSHOP_ROOT");
        Path start = Path.of(told == null ? "" : told).toAbsolutePath().normalize();
        for (@Nullable Path at = start; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("mvnw")) && Files.isDirectory(at.resolve("infra/workshop"))) {
                return new Checkout(at);
            }
        }
        throw WorkshopException.setup(
                "No checkout of the workshop in " + start + " or above it; run ./workshop from one.");
    }

    /** Returns where this checkout keeps what it makes while it runs. */
    public Path state() {
        return made(root.resolve(".workshop"));
    }

    /** Returns what function processes need beside their code. */
    public Path runtimeFiles() {
        return root.resolve("infra/local/target/runtime");
    }

    /** Returns the directory of programs that were fetched, shared by all checkouts of a person. */
    public static Path cache(Map<String, String> environment) {
        String told = environment.get("WORKSHOP_CACHE");
        if (told != null) {
            return Path.of(told);
        }
        String base = environment.get("XDG_CACHE_HOME");
        Path parent =
                base == null || base.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
        return parent.resolve("trace-the-shop");
    }

    /** Makes a directory if it is not there, and returns it. */
    public static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot make the directory " + directory + ": " + e.getMessage());
        }
    }

    /** Deletes a directory and what is in it; one that is not there is no fault. */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file); // Somebody else may be tidying up as well.
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + directory, e);
        }
    }

    /**
     * Makes the directory of one shop's logs and data, and deletes the oldest of those that no living process uses. Two shops in one process
     * have two: what one keeps in its files, the other must not delete.
     */
    public Path shopDirectory() {
        Path logs = made(state().resolve("logs"));
        keepNewest(logs, LOGS_KEPT, Checkout::isOver);
        long process = ProcessHandle.current().pid();
        for (int shop = 1; ; shop++) {
            try {
                return Files.createDirectory(logs.resolve(process + "-" + shop));
            } catch (FileAlreadyExistsException e) {
                // Another shop of this process's, or of an older one with the same id.
            } catch (IOException e) {
                throw WorkshopException.setup("Cannot make a directory in " + logs + ": " + e.getMessage());
            }
        }
    }

    /** Tells whether an entry belongs to a process that has ended. The log of the last build belongs to none. */
    private static boolean isOver(Path entry) {
        Matcher named = OF_A_PROCESS.matcher(entry.getFileName().toString());
        return named.matches()
                && ProcessHandle.of(Long.parseLong(named.group(1))).isEmpty();
    }

    /** Deletes all but the newest entries of a directory. */
    public static void keepNewest(Path directory, int count) {
        keepNewest(directory, count, entry -> true);
    }

    private static void keepNewest(Path directory, int count, Predicate<Path> mayGo) {
        List<Path> old;
        try (Stream<Path> entries = Files.list(directory)) {
            old = entries.filter(mayGo)
                    .sorted(Comparator.comparingLong(
                                    (Path entry) -> entry.toFile().lastModified())
                            .reversed())
                    .skip(count)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + directory, e);
        }
        old.forEach(Checkout::delete);
    }
}
