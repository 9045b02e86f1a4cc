package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The mark of a branch that shows the shop as it is before or after a step: there the learner's files are those of {@code solution/}
 * themselves.
 *
 * @param step the number of the step
 * @param solved whether this is the branch after the step
 */
public record Branch(String step, boolean solved) {
    /** Reads the mark; there is none on other branches. */
    public static Optional<Branch> of(Checkout checkout) {
        Path file = checkout.root().resolve("steps/branch.yaml");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode mark = new YAMLMapper().readTree(Files.readString(file));
            if (!mark.path("step").asText().matches("\\d\\d")
                    || !mark.path("solved").isBoolean()) {
                throw WorkshopException.setup(
                        file + " must say step: \"NN\" and solved: true or false; ./workshop branches writes it.");
            }
            return Optional.of(
                    new Branch(mark.path("step").asText(), mark.path("solved").asBoolean()));
        } catch (IOException e) {
            throw WorkshopException.setup("Cannot read " + file + ": " + e.getMessage());
        }
    }

    /** Returns the branch's name. */
    public String name() {
        return "step/" + step + (solved ? "-solved" : "");
    }
}
