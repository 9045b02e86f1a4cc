package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.CheckResult;
import dev.tracedshop.workshop.step.Checker;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.LearnersShop;
import dev.tracedshop.workshop.step.Proof;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepProofs;
import dev.tracedshop.workshop.step.StepRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Proves three steps both ways with the real tracer: the starter is not yet right for the stated fact, the solution passes. All of them,
 * and their known mistakes, are proved by {@code ./workshop verify-steps}.
 */
@WholeShop
class StepsTest {
    private static final Checker CHECKER = new Checker(SharedShop.CHECKOUT);

    /** One function, a topic, and links: what is judged in three different ways. */
    static Stream<StepDefinition> provedSteps() {
        return Stream.of("01", "04", "08").map(CHECKER.registry()::step);
    }

    static Stream<StepDefinition> allSteps() {
        return CHECKER.registry().all().stream();
    }

    @ParameterizedTest
    @MethodSource("provedSteps")
    void theStarterIsNotYetRightForTheStatedFact(StepDefinition step, RunningShop shop) throws Exception {
        Report report = CHECKER.judge(step, CHECKER.registry().directory(step).resolve("starter"), shop);

        assertThat(report.verdict()).isEqualTo(Verdict.NOT_YET);
        List<String> found =
                report.findings().stream().map(Finding::id).distinct().toList();
        assertThat(step.isRedFor(new TreeSet<>(found)))
                .as("%s, stated as %s", found, step.redFindings())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("provedSteps")
    void theSolutionPasses(StepDefinition step, RunningShop shop) throws Exception {
        Report report = CHECKER.judge(step, SharedShop.CHECKOUT.root().resolve("solution"), shop);

        assertThat(report.findings()).isEmpty();
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void onAStepsBranchTheSolutionsOwnFilesAreJudged(@TempDir Path root, RunningShop shop) throws Exception {
        Checkout branch = TemporaryCheckout.in(root);
        Files.writeString(root.resolve("steps/branch.yaml"), "step: \"01\"\nsolved: true\n");
        Checker checker = new Checker(branch);
        StepDefinition step = checker.registry().step("01");

        CheckResult result = checker.check(step, shop);

        assertThat(result.report().verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.files()).allMatch(file -> file.startsWith("solution/"));
        assertThat(new LearnerFiles(branch, step).begun()).isFalse();
    }

    @Test
    void aMistakeIsToldInTheWordsThatAreKeptBesideIt(@TempDir Path root, RunningShop shop) throws Exception {
        Checkout checkout = TemporaryCheckout.in(root);
        Checker checker = new Checker(checkout);
        Path golden = root.resolve("steps/01-one-traced-lambda/mistakes/throws-when-there-is-none.txt");
        String kept = Files.readString(golden);
        Files.writeString(golden, kept.replace("404", "405"));

        Proof proof = mistake(checkout, checker, false).prove(shop);

        assertThat(proof.outcome()).isEqualTo("not yet  status");
        assertThat(proof.differences())
                .singleElement()
                .asString()
                .contains("the check says something else than", "405 was expected", "404 was expected");

        Proof accepted = mistake(checkout, checker, true).prove(shop);

        assertThat(accepted.holds()).isTrue();
        assertThat(golden).hasContent(kept);
    }

    private static StepProofs.Task mistake(Checkout checkout, Checker checker, boolean accept) {
        return new StepProofs(checkout, checker, accept)
                .of(checker.registry().step("01")).stream()
                        .filter(task -> task.what().equals("mistakes/throws-when-there-is-none"))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void theLearnersShopRunsWhatTheLearnerHasWritten(@TempDir Path root, RunningShop shop) throws Exception {
        Checkout checkout = TemporaryCheckout.in(root);
        StepRegistry registry = StepRegistry.of(checkout);
        StepDefinition step = registry.step("01");
        LearnersShop learners = new LearnersShop(checkout, registry);
        assertThat(learners.files()).isNotEmpty().noneMatch(LearnersShop.Owned::learners);
        new LearnerFiles(checkout, step).begin();
        assertThat(learners.files()).filteredOn(LearnersShop.Owned::learners).hasSameSizeAs(step.files());

        Map<Function, FunctionDefinition> own = new HashMap<>();
        shop.runtime().functions().all().forEach(function -> own.put(function, function.definition()));
        learners.moveInto(shop);
        try {
            String id = new HttpShop(shop.api())
                    .post("/product", Shop.product("Earl Grey", "12.50"))
                    .data("productId");
            assertThat(new HttpShop(shop.api()).get("/product/" + id).data("name"))
                    .as("what the starter makes up")
                    .isEqualTo("Fixed product");
        } finally {
            // The others keep their processes, or every test after this one would start them all.
            own.forEach((function, definition) -> {
                if (!function.definition().equals(definition)) {
                    function.replace(definition);
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("allSteps")
    void everyFindingOfTheStarterBelongsToATask(StepDefinition step) {
        List<String> told = step.tasks().stream()
                .flatMap(task -> task.findings().stream())
                .map(pattern -> pattern.replaceFirst(" .*", ""))
                .toList();

        assertThat(told)
                .containsAll(step.redFindings().stream()
                        .map(id -> id.replace("?", ""))
                        .toList());
    }
}
