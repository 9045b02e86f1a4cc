package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.Checker;
import dev.tracedshop.workshop.step.StepDefinition;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves each step both ways with the real tracer: the starter is not yet right for the stated fact, the solution passes. */
@ExtendWith(SharedShop.class)
class StepsTest {
    private static final Checker CHECKER = new Checker(SharedShop.CHECKOUT);

    static Stream<StepDefinition> steps() {
        return CHECKER.registry().all().stream().filter(step -> !step.files().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theStarterIsNotYetRightForTheStatedFact(StepDefinition step, RunningShop shop) throws Exception {
        Report report = CHECKER.judge(step, CHECKER.registry().directory(step).resolve("starter"), shop);

        assertThat(report.verdict()).isEqualTo(Verdict.NOT_YET);
        List<String> found =
                report.findings().stream().map(Finding::id).distinct().toList();
        assertThat(found).containsExactlyInAnyOrderElementsOf(step.redFindings());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theSolutionPasses(StepDefinition step, RunningShop shop) throws Exception {
        Report report = CHECKER.judge(step, SharedShop.CHECKOUT.root().resolve("solution"), shop);

        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void everyFindingOfTheStarterBelongsToATask(StepDefinition step) {
        List<String> told = step.tasks().stream()
                .flatMap(task -> task.findings().stream())
                .map(pattern -> pattern.replaceFirst(" .*", ""))
                .toList();

        assertThat(told).containsAll(step.redFindings());
    }
}
