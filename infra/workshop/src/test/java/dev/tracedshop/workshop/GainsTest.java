package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.stacks.Gains;
import dev.tracedshop.workshop.stacks.Stack;
import dev.tracedshop.workshop.stacks.Stacks;
import dev.tracedshop.workshop.step.Checker;
import dev.tracedshop.workshop.step.StepDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the real templates gain step by step. After a change that is meant, {@code -Dgolden.accept=true} writes the files anew, to be read
 * before they are committed.
 */
class GainsTest {
    private static final Path GOLDEN = SharedShop.CHECKOUT.root().resolve("infra/workshop/src/test/resources/golden");
    private static final Path ASSEMBLY = SharedShop.assembly(Map.of());
    private static final Stacks STACKS = Stacks.of(ASSEMBLY);
    private static final List<StepDefinition> STEPS =
            new Checker(SharedShop.CHECKOUT).registry().all();

    private static String gains(StepDefinition step, List<StepDefinition> before) {
        Gains gains = new Gains(Assembly.load(ASSEMBLY, Place.HERE, RunningShop.PARAMETERS), STACKS);
        return String.join("\n", gains.of(step, before)) + "\n";
    }

    private static StepDefinition step(String number) {
        return STEPS.stream()
                .filter(step -> step.number().equals(number))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyStepSaysWhatItGains() throws IOException {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < STEPS.size(); i++) {
            StepDefinition step = STEPS.get(i);
            all.append("=== ").append(step.number()).append('\n').append(gains(step, STEPS.subList(0, i)));
        }
        golden("infra-diff.txt", all.toString());
    }

    @Test
    void theStackOfAStateMachineSaysWhatTheMachineCalls() {
        assertThat(gains(step("07"), List.of()))
                .contains("1 state machine\n    dev-stock-ordering\n")
                .contains("state machine dev-stock-ordering → function dev-request-quote")
                .contains("topic dev-new-product-added → function dev-stock-ordering");
    }

    @Test
    void aStepWithoutAStackOfItsOwnSaysThatItIsCode() {
        StepDefinition step = step("07");

        assertThat(gains(step, List.of(step)))
                .startsWith("The templates gain nothing with step 07")
                .contains("What the step changes is code")
                .contains("the definition of state machine dev-stock-ordering")
                .doesNotContain("resources of");
    }

    @Test
    void everyStepsStacksAreWholeAndCanBeOrdered() {
        for (StepDefinition step : STEPS) {
            List<Stack> ordered = STACKS.inOrder(step.stacks());

            assertThat(ordered).as(step.number()).hasSameSizeAs(step.stacks());
            List<String> deployed = new ArrayList<>();
            for (Stack stack : ordered) {
                assertThat(deployed).as(stack.name()).containsAll(stack.dependencies());
                deployed.add(stack.name());
            }
        }
    }

    @Test
    void stacksThatLackWhatTheyDependOnAreRefused() {
        assertThatThrownBy(() -> STACKS.inOrder(List.of("product-api")))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("dev-product-api depends on dev-product-data");
        assertThatThrownBy(() -> STACKS.inOrder(List.of("product-apis")))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("no stack named …-product-apis");
    }

    private static void golden(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.accept")) {
            assertThat(System.getenv("CI"))
                    .as("golden files are the judge in CI")
                    .isNotEqualTo("true");
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s; if the change is meant: -Dgolden.accept=true", name)
                .isEqualTo(text);
    }
}
