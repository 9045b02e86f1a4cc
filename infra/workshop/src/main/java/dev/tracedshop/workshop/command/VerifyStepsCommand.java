package dev.tracedshop.workshop.command;

import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.ship.DryRun;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.Checker;
import dev.tracedshop.workshop.step.Proof;
import dev.tracedshop.workshop.step.References;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepProofs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify-steps",
        description =
                "Prove the steps: each starter is not yet right for the stated fact, solution and alternatives pass,"
                        + " each known mistake is told in the words kept beside it.")
final class VerifyStepsCommand implements Callable<Integer> {
    private static final Duration WARM_DEADLINE = Duration.ofMinutes(5);

    private final Workshop workshop;

    @Parameters(paramLabel = "NN", arity = "0..*", description = "The steps' numbers; all when not given.")
    List<String> numbers = new ArrayList<>();

    @Option(
            names = "--accept",
            description = "Write what mistakes are told, and the outputs in reference/, from this run.")
    boolean accept;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "20",
            description = "Begin nothing new after so many minutes; what is left counts as not proved.")
    int minutes = 20;

    VerifyStepsCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (accept && "true".equals(workshop.environment().get("CI"))) {
            throw WorkshopException.usage(
                    "--accept is refused with CI=true: somebody has to read what changes, and commit it.");
        }
        Checker checker = new Checker(workshop.checkout());
        List<StepDefinition> steps = (numbers.isEmpty()
                        ? checker.registry().all().stream()
                        : numbers.stream().map(checker.registry()::step))
                .toList();
        ShopStarter starter = new ShopStarter(workshop);
        Path assembly =
                starter.assembly(new ShopOptions(), () -> workshop.terminal().note("· templates"));
        long began = System.nanoTime();
        List<Proof> proofs = new ArrayList<>();
        try (RunningShop shop = starter.start(RunningShop.Settings.of(assembly))) {
            warm(shop);
            for (StepDefinition step : steps) {
                if (step.files().isEmpty()) {
                    tryOut(step, assembly, shop, began, proofs);
                } else {
                    prove(step, checker, shop, began, proofs);
                }
            }
        }
        if (accept) {
            for (StepDefinition step :
                    steps.stream().filter(each -> !each.files().isEmpty()).toList()) {
                tell(renewed(step, checker, starter, assembly), proofs);
            }
        }
        return summary(steps, proofs, Duration.ofNanos(System.nanoTime() - began));
    }

    /** Lets every function that a new product reaches start once, so that no proof has to wait for functions that are not its own. */
    private void warm(RunningShop shop) throws InterruptedException {
        workshop.terminal().note("· starting the functions, by a first product");
        Response unused = new HttpShop(shop.api()).post("/product", Shop.product("Warm-up", "1.00"));
        RunningShop.Mark unusedMark = shop.markAtRest(WARM_DEADLINE);
    }

    /** A step without files is proved by its dry run. */
    private void tryOut(StepDefinition step, Path assembly, RunningShop shop, long began, List<Proof> proofs)
            throws InterruptedException {
        if (isLate(began)) {
            tell(notJudged(step, "dry run"), proofs);
            return;
        }
        List<Proof> unused = new DryRun(workshop.checkout(), step, assembly).run(shop, proof -> tell(proof, proofs));
    }

    private boolean isLate(long began) {
        return System.nanoTime() - began > Duration.ofMinutes(minutes).toNanos();
    }

    private Proof notJudged(StepDefinition step, String what) {
        return Proof.untried(step.number(), what, Duration.ZERO, "the " + minutes + " minutes were over");
    }

    private void prove(StepDefinition step, Checker checker, RunningShop shop, long began, List<Proof> proofs)
            throws InterruptedException {
        StepProofs all = new StepProofs(workshop.checkout(), checker, accept);
        for (StepProofs.Task task : all.of(step)) {
            tell(isLate(began) ? notJudged(step, task.what()) : task.prove(shop), proofs);
        }
        if (!accept) {
            tell(all.texts(step), proofs);
        }
    }

    private Proof renewed(StepDefinition step, Checker checker, ShopStarter starter, Path assembly)
            throws InterruptedException {
        long began = System.nanoTime();
        List<String> differences;
        String outcome = "renewed";
        try (RunningShop shop = starter.start(RunningShop.Settings.of(assembly).only(step.stacks()))) {
            differences = new References(workshop.checkout(), checker).renew(step, shop);
        } catch (WorkshopException e) {
            differences = List.of(String.valueOf(e.getMessage()));
        }
        if (!differences.isEmpty()) {
            outcome = "left as they were";
        }
        return new Proof(step.number(), "reference", outcome, Duration.ofNanos(System.nanoTime() - began), differences);
    }

    private void tell(Proof proof, List<Proof> proofs) {
        proofs.add(proof);
        ProofLine.print(proof, workshop.terminal());
    }

    private int summary(List<StepDefinition> steps, List<Proof> proofs, Duration took) {
        Terminal terminal = workshop.terminal();
        terminal.print("");
        for (StepDefinition step : steps) {
            List<Proof> own = proofs.stream()
                    .filter(proof -> proof.step().equals(step.number()))
                    .toList();
            long broken = own.stream().filter(proof -> !proof.holds()).count();
            Duration sum = own.stream().map(Proof::took).reduce(Duration.ZERO, Duration::plus);
            terminal.print("%s  %-34s %8s  %2d alternatives %2d mistakes  %s"
                    .formatted(
                            step.number(),
                            step.name(),
                            ProofLine.seconds(sum),
                            count(own, "alternatives/"),
                            count(own, "mistakes/"),
                            broken == 0 ? "as it should be" : broken + " not as it should be"));
        }
        boolean all = proofs.stream().allMatch(Proof::holds);
        terminal.print("");
        terminal.print((all ? "All is as it should be. " : "Not all is as it should be; it is said above. ")
                + "It took " + ProofLine.seconds(took) + ".");
        return all ? ExitCode.PASS : ExitCode.NOT_YET;
    }

    private static long count(List<Proof> proofs, String kind) {
        return proofs.stream().filter(proof -> proof.what().startsWith(kind)).count();
    }
}
