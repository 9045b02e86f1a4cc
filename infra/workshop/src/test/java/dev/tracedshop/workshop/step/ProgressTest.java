package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hint is about and how much it tells follows from the last check and from the hints before. */
class ProgressTest {
    @TempDir
    Path root;

    private final StepDefinition step = Steps.withTasks("a", "b", "c");
    private Progress progress;

    @BeforeEach
    void begin() {
        progress = new Progress(new Checkout(root));
    }

    private void check(Verdict verdict, String id, boolean... done) {
        List<CheckResult.TaskState> tasks = new ArrayList<>();
        for (boolean each : done) {
            tasks.add(new CheckResult.TaskState("t", each));
        }
        List<Finding> findings = id.isEmpty() ? List.of() : List.of(new Finding(id, "m", "w", "h"));
        progress.checked(step, new CheckResult(Report.of(verdict, findings), false, List.of(), tasks));
    }

    @Test
    void theFirstTaskIsNextBeforeAnyCheckAndTheFirstOpenOneAfterIt() {
        assertThat(progress.nextTask(step)).isEqualTo(1);
        check(Verdict.NOT_YET, "span-missing", true, false, false);
        assertThat(progress.nextTask(step)).isEqualTo(2);
        check(Verdict.NOT_YET, "span-missing", false, true, true);
        assertThat(progress.nextTask(step)).isEqualTo(1);
    }

    @Test
    void aCheckThatCouldShowNothingLeavesTheTasksAsTheyWere() {
        check(Verdict.NOT_YET, "span-missing", true, true, false);
        check(Verdict.NOT_YET, "tracing-off", false, false, false);
        assertThat(progress.nextTask(step)).isEqualTo(3);
    }

    @Test
    void aPassIsDatedUntilACheckFindsSomethingAgain() {
        assertThat(progress.passedOn(step)).isEmpty();
        check(Verdict.PASS, "", true, true, true);
        assertThat(progress.passed(step)).isTrue();
        assertThat(progress.passedOn(step).orElseThrow()).matches("\\d{4}-\\d\\d-\\d\\d");
        check(Verdict.NOT_YET, "span-missing", false, true, true);
        assertThat(progress.passed(step)).isFalse();
    }

    @Test
    void hintsOfEachTaskTellMoreEachTimeUpToTheCode() {
        assertThat(List.of(
                        progress.nextHint(step, 1),
                        progress.nextHint(step, 1),
                        progress.nextHint(step, 2),
                        progress.nextHint(step, 1),
                        progress.nextHint(step, 1)))
                .containsExactly(1, 2, 1, 3, 3);
    }

    @Test
    void aStepThatBeginsAnewForgetsAll() {
        check(Verdict.PASS, "", true, true, true);
        progress.solvedBySolution(step);
        assertThat(progress.solved(step)).isTrue();
        int unusedLevel = progress.nextHint(step, 1);

        progress.forget(step);

        assertThat(progress.passed(step)).isFalse();
        assertThat(progress.solved(step)).isFalse();
        assertThat(progress.nextHint(step, 1)).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsBegunAnew() throws IOException {
        for (String text : List.of("{\"07\":true}", "{", "[]")) {
            Files.writeString(new Checkout(root).state().resolve("progress.json"), text);
            assertThat(progress.passed(step)).isFalse();
            assertThat(progress.nextHint(step, 1)).isEqualTo(1);
        }
    }
}
