package dev.tracedshop.workshop.step;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A learner's files of one step. They live in the step's {@code work/}, which git ignores; nothing that a learner wrote is ever deleted: what
 * is replaced is kept aside.
 */
public final class LearnerFiles {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT);

    private final Checkout checkout;
    private final StepDefinition step;
    private final Path directory;
    private final Clock clock;

    public LearnerFiles(Checkout checkout, StepDefinition step) {
        this(checkout, step, Clock.system(ZoneId.systemDefault()));
    }

    LearnerFiles(Checkout checkout, StepDefinition step, Clock clock) {
        this.clock = clock;
        this.checkout = checkout;
        this.step = step;
        this.directory = checkout.root().resolve("steps").resolve(step.directory());
    }

    /** Returns where the learner works. */
    public Path work() {
        return directory.resolve("work");
    }

    /** Returns whether the learner has begun. */
    public boolean begun() {
        return step.files().stream().anyMatch(file -> Files.exists(work().resolve(file)));
    }

    /** Puts the starter's files where the learner works, those that are not there yet. */
    public void begin() {
        for (String file : step.files()) {
            if (!Files.exists(work().resolve(file))) {
                copy(directory.resolve("starter").resolve(file), work().resolve(file));
            }
        }
    }

    /** Puts the starter's files back. */
    public Optional<Path> reset() {
        return replaceBy(directory.resolve("starter"));
    }

    /** Puts the solution's files where the learner works. */
    public Optional<Path> solve() {
        return replaceBy(checkout.root().resolve("solution"));
    }

    /** Returns how the learner's files differ from the solution's, as a unified diff; the starter's stand for those that are not begun. */
    public List<String> toSolution() {
        List<String> difference = new ArrayList<>();
        for (String file : step.files()) {
            Path own = work().resolve(file);
            Path from = Files.exists(own) ? own : directory.resolve("starter").resolve(file);
            Path to = checkout.root().resolve("solution").resolve(file);
            difference.addAll(Patches.difference(
                    from,
                    checkout.root().relativize(from).toString(),
                    to,
                    checkout.root().relativize(to).toString()));
        }
        return difference;
    }

    private Optional<Path> replaceBy(Path source) {
        Optional<Path> kept = keepAside();
        step.files().forEach(file -> copy(source.resolve(file), work().resolve(file)));
        return kept;
    }

    /** Keeps what the learner wrote, unless it is the starter or the solution as it is. */
    private Optional<Path> keepAside() {
        boolean own = step.files().stream()
                .map(file -> work().resolve(file))
                .anyMatch(file -> Files.exists(file)
                        && !same(file, directory.resolve("starter").resolve(work().relativize(file)))
                        && !same(file, checkout.root().resolve("solution").resolve(work().relativize(file))));
        if (!own) {
            return Optional.empty();
        }
        Path aside = freshDirectory();
        for (String file : step.files()) {
            if (Files.exists(work().resolve(file))) {
                copy(work().resolve(file), aside.resolve(file));
            }
        }
        return Optional.of(aside);
    }

    /** Makes a directory that no earlier keeping has: two may fall into one millisecond, and the later must not write over the earlier. */
    private Path freshDirectory() {
        Path saved = checkout.state().resolve("saved");
        String name = step.number() + "-" + LocalDateTime.now(clock).format(STAMP);
        try {
            Files.createDirectories(saved);
            for (int times = 1; ; times++) {
                try {
                    return Files.createDirectory(saved.resolve(times == 1 ? name : name + "-" + times));
                } catch (FileAlreadyExistsException taken) {
                    // The next number may be free.
                }
            }
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot keep what you wrote in " + saved + ": " + e.getMessage()
                    + ". Nothing was replaced. Make room there, or make it writable.");
        }
    }

    /** Returns whether the learner's files are the solution's, byte for byte. */
    public boolean isSolution() {
        return step.files().stream()
                .allMatch(file -> same(
                        work().resolve(file),
                        checkout.root().resolve("solution").resolve(file)));
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.mismatch(one, other) < 0;
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot compare " + one + " with " + other + ": " + e.getMessage());
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Path parent = to.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot copy " + from + " to " + to + ": " + e.getMessage());
        }
    }
}
