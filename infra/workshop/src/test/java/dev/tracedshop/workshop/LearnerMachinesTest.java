package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.local.states.StepFunctions;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.LearnerMachines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Puts a learner's state machine in the place of the shop's. */
@WholeShop
class LearnerMachinesTest {
    private static final String MACHINE = "dev-stock-ordering";
    private static final String FILE = "inventory-ordering/src/main/statemachine/stock-ordering.asl.json";
    private static final Path SOLUTION =
            SharedShop.CHECKOUT.root().resolve("solution").resolve(FILE);

    @TempDir
    Path root;

    private StepFunctions machines;

    @BeforeEach
    void take(RunningShop shop) {
        machines = shop.runtime().stepFunctions();
    }

    private LearnerMachines inPlace(String definition) throws IOException {
        Path file = root.resolve("work").resolve(FILE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, definition);
        return LearnerMachines.inPlace(root, List.of("Some.java", FILE), root.resolve("work"), machines);
    }

    @Test
    void theLearnersDefinitionTakesThePlaceWithTheTemplatesSubstitutionsAndGoesAgain() throws Exception {
        String own = machines.definition(MACHINE);

        LearnerMachines learners =
                inPlace(Files.readString(SOLUTION).replace("\"MaxAttempts\": 2", "\"MaxAttempts\": 1"));
        String seen = machines.definition(MACHINE);
        learners.putBack();

        assertThat(seen)
                .isEqualTo(own.replace("\"MaxAttempts\": 2", "\"MaxAttempts\": 1"))
                .contains(":function:dev-request-quote")
                .doesNotContain("${");
        assertThat(machines.definition(MACHINE)).isEqualTo(own);
    }

    @Test
    void whatDoesNotLoadIsToldWithItsPathAndLeavesTheShopAsItWas() throws Exception {
        String own = machines.definition(MACHINE);

        assertThatThrownBy(() -> inPlace("{\"StartAt\": "))
                .isInstanceOfSatisfying(
                        WorkshopException.class,
                        refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.SETUP))
                .hasMessageContaining("work/" + FILE + " does not load yet, so there is no trace to judge:")
                .hasMessageContaining("$: The definition is not JSON")
                .hasMessageContaining("(line 1)")
                .hasMessageEndingWith("Mend it and check again.");
        assertThatThrownBy(() -> inPlace(Files.readString(SOLUTION).replace("\"BackoffRate\"", "\"BackofRate\"")))
                .hasMessageContaining("$.States.RequestQuote.Retry[0].BackofRate");
        assertThatThrownBy(() -> inPlace(Files.readString(SOLUTION)
                        .replace(
                                "\"StartAt\": \"IsTraced\"",
                                "\"QueryLanguage\": \"JSONata\", \"StartAt\": \"IsTraced\"")))
                .hasMessageContaining("$.QueryLanguage");

        assertThat(machines.definition(MACHINE)).isEqualTo(own);
    }
}
