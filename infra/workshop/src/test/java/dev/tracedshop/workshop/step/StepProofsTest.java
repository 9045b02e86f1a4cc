package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A starter is as the registry states it, or all that differs is told. */
class StepProofsTest {
    private final StepDefinition step = Steps.withTasks("a", "b");

    private static Finding finding(String id, String about) {
        return new Finding(id, "message of " + id, "", "").about(about);
    }

    @Test
    void aStarterWithTheStatedFindingsIsRight() {
        Report report =
                Report.of(Verdict.NOT_YET, List.of(finding("span-missing", "t.a"), finding("span-missing", "t.b")));

        assertThat(StepProofs.starterDifferences(step, report)).isEmpty();
    }

    @Test
    void aStarterThatPassesIsWrong() {
        assertThat(StepProofs.starterDifferences(step, Report.of(Verdict.PASS, List.of())))
                .containsExactly(
                        "the verdict is 'pass'; a starter is not yet right",
                        "the findings are []; steps.yaml states [span-missing]");
    }

    @Test
    void aFindingThatNoTaskIsAboutIsTold() {
        Report report = Report.of(Verdict.NOT_YET, List.of(finding("span-missing", "t.z"), finding("status", "t")));

        assertThat(StepProofs.starterDifferences(step, report))
                .containsExactly(
                        "the findings are [span-missing, status]; steps.yaml states [span-missing]",
                        "no task is about 'span-missing t.z'",
                        "no task is about 'status t'");
    }

    @Test
    void whatIsKeptOfACheckHasItsFindingsTasksAndTheHintThatFits() {
        Report report = Report.of(
                Verdict.NOT_YET,
                List.of(new Finding("span-missing", "It took 12 ms.", "Why.", "")
                        .about("t.b")
                        .seen("6b0187…a7c0")));
        CheckResult result = new CheckResult(
                report,
                false,
                List.of("work/m/A.java"),
                List.of(new CheckResult.TaskState("First", true), new CheckResult.TaskState("Second", false)));

        assertThat(StepProofs.normalized(step, result)).isEqualTo("""
                not yet: It took <time>.
                  why   Why.
                  seen  | <id>

                  [x] First
                  [ ] Second

                Next: ./workshop hint 07 --task 2
                """);
    }
}
