package dev.tracedshop.workshop.step;

import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.TraceFormatException;
import dev.tracedshop.trace.TraceJson;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the newest check of a step has seen. It is kept, because a check without a running shop leaves no shop that could be asked. */
public final class LastCheck {
    private final Path file;

    public LastCheck(Checkout checkout, String step) {
        this.file = checkout.root().resolve(".workshop/steps/" + step + "/last-check.json");
    }

    /** Keeps the report of a check in place of the one before. */
    public void keep(Report report) {
        try {
            Path directory = file.getParent();
            if (directory != null) {
                Checkout.made(directory);
            }
            new TraceJson().write(report, file);
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write " + file + ": " + e.getMessage());
        }
    }

    /** Returns when the newest check was, if there was one. */
    public Optional<Instant> time() {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.getLastModifiedTime(file).toInstant())
                    : Optional.empty();
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Returns its traces under the names that the step's script gave them; none if there was no check. */
    public List<NamedTrace> traces() {
        try {
            return Files.isRegularFile(file) ? new TraceJson().readTraces(Files.readString(file)) : List.of();
        } catch (IOException | TraceFormatException e) {
            throw WorkshopException.setup(
                    "Cannot read " + file + ": " + e.getMessage() + ". Run the check again: it writes the file anew.");
        }
    }
}
