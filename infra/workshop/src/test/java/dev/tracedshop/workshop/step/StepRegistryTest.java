package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry says everything that is wrong in it at once. */
class StepRegistryTest {
    @TempDir
    Path empty;

    @Test
    void thisCheckoutsRegistryIsSound() {
        StepRegistry registry = StepRegistry.of(Checkout.find(Map.of()));

        assertThat(registry.all()).isNotEmpty();
        assertThat(registry.step("1")).isEqualTo(registry.step("01"));
        assertThatThrownBy(() -> registry.step("99"))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("There is no step 99");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        String yaml = """
                steps:
                  - number: "1"
                    name: x
                    titel: A title
                    minutes: soon
                    teaches: t
                    outOfScope: o
                    needs: []
                    gains: g
                    tells: t
                    stacks: nothing
                    functions: []
                    files: [a/B.java]
                    red: r
                    redFindings: []
                    tasks: []
                """;

        assertThatThrownBy(() -> StepRegistry.parse(new Checkout(empty), yaml))
                .isInstanceOf(WorkshopException.class)
                .hasMessage("""
                        steps/steps.yaml has 6 problems:
                          step 1: unknown field 'titel'; did you mean 'title'?
                          step 1: 'title' must be a text
                          step 1: 'stacks' must be a list, even if it is empty
                          step 1: number must be two digits, in quotes
                          step 1: minutes must be a whole number from 5 to 90
                          step 1: there is no directory steps/1-x""");
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        assertThatThrownBy(() -> StepRegistry.parse(new Checkout(empty), "steps:\n  - a: [\n"))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("is not YAML")
                .hasMessageContaining("line");
    }
}
