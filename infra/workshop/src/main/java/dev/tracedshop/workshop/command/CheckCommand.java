package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.ship.DryRun;
import dev.tracedshop.workshop.shop.Archivist;
import dev.tracedshop.workshop.shop.ReadyFile;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.stacks.Deployment;
import dev.tracedshop.workshop.step.Branch;
import dev.tracedshop.workshop.step.CheckResult;
import dev.tracedshop.workshop.step.CheckText;
import dev.tracedshop.workshop.step.Checker;
import dev.tracedshop.workshop.step.LastCheck;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.Progress;
import dev.tracedshop.workshop.step.Proof;
import dev.tracedshop.workshop.step.SavedFiles;
import dev.tracedshop.workshop.step.StepDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "check", description = "Judge your files of a step by the trace that they leave.")
final class CheckCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopOptions shopOptions = new ShopOptions();

    @Mixin
    ShopFileOption shopFile = new ShopFileOption();

    @Mixin
    FreezeOption freezing = new FreezeOption();

    @Option(names = "--watch", description = "Check again whenever you save one of the files, until Ctrl-C.")
    boolean watch;

    @Parameters(paramLabel = "NN", description = "The step's number.")
    String number = "";

    CheckCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    /** One check in some shop. */
    private interface Check {
        CheckResult run() throws InterruptedException;
    }

    @Override
    public Integer call() throws InterruptedException {
        Checker checker = new Checker(workshop.checkout());
        StepDefinition step = checker.registry().step(number);
        if (step.files().isEmpty()) {
            return dryRun(step);
        }
        Optional<Branch> branch = Branch.of(workshop.checkout());
        branch.ifPresent(on -> workshop.terminal()
                .note("· this is branch " + on.name() + ": the files of solution/ themselves are judged"));
        LearnerFiles files = new LearnerFiles(workshop.checkout(), step);
        boolean begun = branch.isEmpty() && !files.begun();
        if (branch.isEmpty()) {
            files.begin();
        }
        Path sources = branch.isPresent() ? workshop.checkout().root().resolve("solution") : files.work();
        Optional<ReadyFile> running =
                shopOptions.given() || freezing.freeze ? Optional.empty() : shopFile.ifRunning(workshop);
        if (running.isPresent()) {
            RunningShopClient client = new RunningShopClient(running.get());
            return checks(
                    checker,
                    step,
                    sources,
                    () -> CheckJson.read(client.post("/api/checks/" + step.number()))
                            .begun(begun));
        }
        return inOwnShop(checker, step, sources, begun);
    }

    /** A step without files has nothing of the learner's to judge: what can be tried of it without an account is tried. */
    private int dryRun(StepDefinition step) throws InterruptedException {
        if (watch || shopOptions.given() || freezing.freeze || shopFile.given()) {
            throw WorkshopException.usage("Step " + step.number()
                    + " has no files of yours: its check is a dry run in a shop of its own, without --watch, --freeze, --shop,"
                    + " -c and --assembly.");
        }
        Deployment.requireCdk(workshop.checkout(), "");
        Terminal terminal = workshop.terminal();
        terminal.print(terminal.bold("Step " + step.number() + " · " + step.title()));
        ShopStarter starter = new ShopStarter(workshop);
        Path assembly = starter.assembly(shopOptions, () -> terminal.note("· synthesizing the CDK app"));
        List<Proof> proofs;
        try (RunningShop shop = starter.start(RunningShop.Settings.of(assembly))) {
            proofs = new DryRun(workshop.checkout(), step, assembly)
                    .run(shop, proof -> ProofLine.print(proof, terminal));
        }
        boolean passed = proofs.stream().allMatch(Proof::holds);
        if (!proofs.stream().allMatch(Proof::tried)) {
            terminal.print("");
            terminal.print(
                    "Not all of it could be tried; what this machine lacks is said above, below each line that begins with NOT.");
            return ExitCode.SETUP;
        }
        new Progress(workshop.checkout()).tried(step, passed);
        terminal.print("");
        terminal.print(
                passed
                        ? "pass: all that can be tried without an account is as it should be. The deployment itself was not"
                                + " tried; docs/first-deploy.md goes with you to the first one."
                        : "not yet: what is not as it should be is said above, below the line that begins with NOT.");
        return passed ? ExitCode.PASS : ExitCode.NOT_YET;
    }

    private int inOwnShop(Checker checker, StepDefinition step, Path sources, boolean begun)
            throws InterruptedException {
        ShopStarter starter = new ShopStarter(workshop);
        Terminal.Progress progress = workshop.terminal().progress("shop", 4);
        try {
            progress.stage("templates");
            Path assembly = starter.assembly(shopOptions, () -> progress.stage("synthesizing the CDK app"));
            progress.stage("engines");
            try (RunningShop shop =
                            starter.start(RunningShop.Settings.of(assembly).only(step.stacks()));
                    Archivist archivist = new Archivist(shop.runtime())) {
                freezing.apply(shop);
                progress.stage("the step's requests, and their traces");
                if (watch) {
                    archivist.start();
                }
                return checks(checker, step, sources, () -> {
                    CheckResult result = checker.check(step, shop).begun(begun);
                    progress.close();
                    return result;
                });
            }
        } finally {
            progress.close();
        }
    }

    /** Checks once, or again and again. */
    private int checks(Checker checker, StepDefinition step, Path sources, Check check) throws InterruptedException {
        if (!watch) {
            return told(checker, step, check.run());
        }
        List<Path> watched = step.files().stream().map(sources::resolve).toList();
        try (SavedFiles saved = new SavedFiles(watched)) {
            boolean first = true;
            while (true) {
                try {
                    CheckResult result = check.run();
                    int unusedCode = told(checker, step, first ? result : result.begun(false));
                } catch (WorkshopException e) {
                    if (e.exitCode() != ExitCode.SETUP) {
                        throw e;
                    }
                    workshop.terminal().note(String.valueOf(e.getMessage()));
                }
                first = false;
                workshop.terminal().print("");
                workshop.terminal()
                        .print("Watching step " + step.number() + ": save a file to check again; Ctrl-C ends.");
                saved.await();
                workshop.terminal().note("· saved, checking again");
            }
        }
    }

    private int told(Checker checker, StepDefinition step, CheckResult result) {
        new LastCheck(workshop.checkout(), step.number()).keep(result.report());
        Progress progress = new Progress(workshop.checkout());
        // What -c or --assembly shows is an experiment, and a branch is not the learner's: neither says anything about
        // the learner's step.
        if (!shopOptions.given() && Branch.of(workshop.checkout()).isEmpty()) {
            progress.checked(step, result);
        }
        new CheckText(workshop.terminal())
                .check(step, result, checker.registry().after(step, progress::passed));
        return result.report().verdict().exitCode();
    }
}
