package dev.tracedshop.workshop.step;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.Where;
import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.Judgement;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.Refusals;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.shop.ShopOfThisMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges a step: compiles the learner's files, puts them in front of the functions' own code in a running shop, plays the step's scenario,
 * waits until nothing is left to happen, and compares the trace with the one that is expected.
 */
public final class Checker {
    private static final Duration QUIET_DEADLINE = Duration.ofSeconds(90);
    private static final int KEPT = 8;

    private final Checkout checkout;
    private final StepRegistry registry;

    public Checker(Checkout checkout) {
        this.checkout = checkout;
        this.registry = StepRegistry.of(checkout);
    }

    /** Returns the registry that it reads. */
    public StepRegistry registry() {
        return registry;
    }

    /**
     * Compiles the learner's classes of a step, for as long as a shop runs; a definition of a state machine is nothing to compile.
     *
     * @return where the classes are
     */
    public Path compile(StepDefinition step, Path sources, RunningShop shop) {
        // Not among the classes of checks, of which the oldest go when there are many.
        return compile(step, sources, shop, place(step, "up"));
    }

    private Path compile(StepDefinition step, Path sources, RunningShop shop, Path classes) {
        List<Path> files = step.javaFiles().stream().map(sources::resolve).toList();
        JavaSources.compile(checkout.root(), files, classPath(step, shop), classes);
        return classes;
    }

    /**
     * Returns what a step's files may use: they may belong to several packages, and each function has one of them; the files of a step
     * without functions belong to a program.
     */
    static List<Path> classPath(StepDefinition step, RunningShop shop) {
        if (step.functions().isEmpty()) {
            return SolutionProgram.classPath();
        }
        return step.functions().stream()
                .flatMap(name -> shop.function(name).definition().classPath().stream())
                .distinct()
                .toList();
    }

    /** A new place each time: a running function may still read the classes of the check before. */
    private Path place(StepDefinition step, String what) {
        Path kept = Checkout.made(checkout.state().resolve("steps/" + step.number() + "/" + what));
        Checkout.keepNewest(kept, KEPT);
        return kept.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime());
    }

    /** Judges a step as the learner has it: the files in {@code work/}, or on a step's branch those of {@code solution/} themselves. */
    public CheckResult check(StepDefinition step, RunningShop shop) throws InterruptedException {
        if (Branch.of(checkout).isPresent()) {
            Path solution = checkout.root().resolve("solution");
            return result(step, judge(step, solution, "solution", shop), false, "solution");
        }
        LearnerFiles files = new LearnerFiles(checkout, step);
        boolean begun = !files.begun();
        files.begin();
        return result(step, judge(step, files.work(), shop), begun);
    }

    /** Says of a report which tasks are done, and where the learner's files are. */
    public CheckResult result(StepDefinition step, Report report, boolean begun) {
        return result(step, report, begun, work(step));
    }

    private static CheckResult result(StepDefinition step, Report report, boolean begun, String directory) {
        boolean visible = CheckResult.showsTheLearnersWork(report);
        List<CheckResult.TaskState> tasks = step.tasks().stream()
                .map(task -> new CheckResult.TaskState(
                        task.title(), visible && report.findings().stream().noneMatch(task::concerns)))
                .toList();
        return new CheckResult(
                report,
                begun,
                step.files().stream().map(file -> directory + "/" + file).toList(),
                tasks);
    }

    private static String work(StepDefinition step) {
        return "steps/" + step.directory() + "/work";
    }

    /**
     * Judges a step with the files of some directory, as if the learner had written them; the functions' code is put back afterwards.
     *
     * @param sources the directory under which the step's files lie
     */
    public Report judge(StepDefinition step, Path sources, RunningShop shop) throws InterruptedException {
        return judge(step, sources, work(step), shop);
    }

    private Report judge(StepDefinition step, Path sources, String shownAs, RunningShop shop)
            throws InterruptedException {
        Scenario scenario = StepScript.load(checkout, registry.directory(step), place(step, "script"));
        Map<Function, FunctionDefinition> own = new LinkedHashMap<>();
        Map<Function, FunctionDefinition> learners = new LinkedHashMap<>();
        Path classes = compile(step, sources, shop, place(step, "classes"));
        for (String name : step.functions()) {
            Function function = shop.function(name);
            FunctionDefinition definition = function.definition();
            own.put(function, definition);
            learners.put(function, definition.withClassesInFront(classes));
        }
        ShopOfThisMachine.Programs programs = programs(step, classes);
        List<String> functions =
                own.values().stream().map(FunctionDefinition::name).toList();
        LearnerMachines machines = LearnerMachines.inPlace(
                checkout.root(), step.files(), sources, shop.runtime().stepFunctions());
        learners.forEach(Function::replace);
        int pace = shop.hurry().factor();
        shop.hurry().set(Math.max(pace, RunningShop.IN_A_HURRY));
        boolean freezing = shop.isFreezing();
        try {
            if (step.freeze()) {
                shop.freeze(true);
            }
            RunningShop.Mark before = shop.markAtRest(QUIET_DEADLINE);
            Expectation expectation = played(scenario, new ShopOfThisMachine(shop, before, programs));
            Judgement judgement =
                    Refusals.in(expectation.judge(shop.evidence(before, QUIET_DEADLINE)), shop, before.at());
            List<Finding> findings = judgement.findings().stream()
                    .map(finding -> located(step, shownAs, functions, finding))
                    .toList();
            return new Report(
                    judgement.verdict(), JsonNodeFactory.instance.nullNode(), Map.of(), findings, judgement.traces());
        } finally {
            own.forEach(Function::replace);
            machines.putBack();
            shop.hurry().set(pace);
            shop.freeze(freezing);
        }
    }

    private static Expectation played(Scenario scenario, ShopOfThisMachine shop) throws InterruptedException {
        try (shop) {
            return StepScript.play(scenario, shop);
        }
    }

    /** The learner's files of a step without functions are run beside the shop. */
    private ShopOfThisMachine.Programs programs(StepDefinition step, Path classes) {
        if (!step.functions().isEmpty()) {
            return (program, input) -> {
                throw WorkshopException.setup(
                        "Step " + step.number() + " has functions, so it runs no " + program + ".");
            };
        }
        return new SolutionProgram(classes, place(step, "program"))::run;
    }

    /** A finding in a trace that the learner's function made is about the learner's file, as far as can be known. */
    private static Finding located(StepDefinition step, String shownAs, List<String> functions, Finding finding) {
        Where where = finding.where();
        Optional<String> definition = step.fileBehind(finding);
        if (definition.isPresent()) {
            return finding.at(new Where(where.function(), where.hop(), shownAs + "/" + definition.get(), where.line()));
        }
        boolean ofAnotherFunction = !where.function().isEmpty() && !functions.contains(where.function());
        if (!where.file().isEmpty() || step.files().size() != 1 || functions.size() != 1 || ofAnotherFunction) {
            return finding;
        }
        String file = shownAs + "/" + step.files().get(0);
        String function = where.function().isEmpty() ? functions.get(0) : where.function();
        return finding.at(new Where(function, where.hop(), file, where.line()));
    }
}
