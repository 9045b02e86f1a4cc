package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    void everyFileOfTheSolutionIsAccountedForOnce() {
        Checkout checkout = Checkout.find(Map.of());

        assertThat(new SolutionFiles(checkout, StepRegistry.of(checkout)).problems())
                .isEmpty();
    }

    @Test
    void filesThatAreNotAccountedForOnceAreToldAtOnce() throws IOException {
        for (String file : List.of("One", "Two", "Three", "Four")) {
            write("solution/m/src/main/java/" + file + ".java", "// region:r\nx\n// endregion:r\n");
        }
        write("steps/01-x/starter/m/src/main/java/One.java", "x");
        StepRegistry registry = StepRegistry.parse(new Checkout(empty), """
                withoutStep:
                  - files: "m/src/main/**/{One,Two}.java"
                    reason: r
                  - files: "m/src/main/**/T*.java"
                    reason: r
                  - files: "gone/**"
                    reason: r
                steps:
                  - number: "01"
                    name: x
                    title: t
                    minutes: 20
                    teaches: t
                    outOfScope: o
                    needs: []
                    gains: g
                    tells: t
                    stacks: []
                    functions: []
                    files: [m/src/main/java/One.java]
                    red: r
                    redFindings: [status]
                    tasks:
                      - title: t
                        findings: [status]
                        question: q
                        pointer: p
                        region: m/src/main/java/One.java#r
                """);

        SolutionFiles files = new SolutionFiles(new Checkout(empty), registry);
        assertThat(files.problems())
                .containsExactly(
                        "solution/m/src/main/java/Four.java belongs to no step, and withoutStep does not say why",
                        "solution/m/src/main/java/One.java belongs to step 01, and withoutStep lists it (m/src/main/**/{One,Two}.java)",
                        "solution/m/src/main/java/Two.java is listed more than once in withoutStep:"
                                + " m/src/main/**/{One,Two}.java, m/src/main/**/T*.java",
                        "withoutStep lists gone/**, and there is no such file");
        assertThat(files.table()).contains("step 01 · t", "  m/src/main/java/One.java");
    }

    @Test
    void aStepWithoutFilesHasAReadmeAndNothingElse() throws IOException {
        String yaml = """
                steps:
                  - {number: "01", name: x, title: t, minutes: 20, teaches: t, outOfScope: o, needs: [], gains: g, tells: t,
                     stacks: [], functions: [], files: []}
                """;
        Files.createDirectories(empty.resolve("steps/01-x"));
        assertThatThrownBy(() -> StepRegistry.parse(new Checkout(empty), yaml))
                .hasMessage("steps/steps.yaml has 1 problem:\n"
                        + "  step 01: README.md is missing, which is all that a step without files has");
        write("steps/01-x/README.md", "read");
        StepDefinition step =
                StepRegistry.parse(new Checkout(empty), yaml).all().get(0);
        assertThat(step.tasks()).isEmpty();
        assertThat(step.redFindings()).isEmpty();
        assertThat(new LearnerFiles(new Checkout(empty), step).begun()).isFalse();
    }

    private void write(String path, String text) throws IOException {
        Path file = empty.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void aStepsBranchHasStartersInPlaceOfAnswers() throws IOException {
        String yaml = """
                steps:
                  - {number: "01", name: x, title: t, minutes: 20, teaches: t, outOfScope: o, needs: [], gains: g, tells: t,
                     stacks: [], functions: [], files: [m/A.java], red: r, redFindings: [status],
                     tasks: [{title: t, findings: [status], question: q, pointer: p, region: "m/A.java#answer"}]}
                """;
        write("solution/m/A.java", "// TODO");
        write("steps/01-x/starter/m/A.java", "// TODO");
        assertThatThrownBy(() -> StepRegistry.parse(new Checkout(empty), yaml))
                .hasMessageContaining("solution/m/A.java#answer is no marked region");

        write("steps/branch.yaml", "step: \"01\"\nsolved: false\n");
        assertThat(StepRegistry.parse(new Checkout(empty), yaml).all()).hasSize(1);
        assertThat(Branch.of(new Checkout(empty))).contains(new Branch("01", false));
        write("steps/branch.yaml", "step: one\n");
        assertThatThrownBy(() -> Branch.of(new Checkout(empty))).hasMessageContaining("must say step");
    }

    @Test
    void theStepToGoOnWithIsTheNextOneThatIsOpen() {
        StepRegistry registry = StepRegistry.of(Checkout.find(Map.of()));
        StepDefinition first = registry.all().get(0);
        StepDefinition last = registry.all().get(registry.all().size() - 1);

        assertThat(registry.after(first, step -> true)).isEmpty();
        assertThat(registry.after(last, step -> !step.equals(first) || first.equals(last)))
                .isEqualTo(first.equals(last) ? Optional.empty() : Optional.of(first));
    }

    @Test
    void whatIsNoYamlIsToldWithItsLine() {
        assertThatThrownBy(() -> StepRegistry.parse(new Checkout(empty), "steps:\n  - a: [\n"))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("is not YAML")
                .hasMessageContaining("line");
    }
}
