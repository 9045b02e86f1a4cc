package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Remembers which steps have passed. Losing it loses nothing: the next check finds out again. */
public final class Progress {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    public Progress(Checkout checkout) {
        this.file = checkout.state().resolve("progress.json");
    }

    /** Returns whether a step's last check passed. */
    public boolean passed(StepDefinition step) {
        return read().path(step.number()).asBoolean();
    }

    /** Notes a step's last check. */
    public void checked(StepDefinition step, boolean passed) {
        try {
            Files.writeString(file, read().put(step.number(), passed) + "\n");
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot write " + file + ": " + e.getMessage());
        }
    }

    private ObjectNode read() {
        try {
            return Files.exists(file) && JSON.readTree(Files.readString(file)) instanceof ObjectNode known
                    ? known
                    : JSON.createObjectNode();
        } catch (JacksonException e) {
            return JSON.createObjectNode(); // Somebody edited it; it is made anew.
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + file + ": " + e.getMessage());
        }
    }
}
