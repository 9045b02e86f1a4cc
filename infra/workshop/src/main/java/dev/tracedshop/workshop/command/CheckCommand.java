package dev.tracedshop.workshop.command;

import dev.tracedshop.trace.Verdict;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.ReadyFile;
import dev.tracedshop.workshop.shop.RunningShop;
import dev.tracedshop.workshop.step.CheckResult;
import dev.tracedshop.workshop.step.Checker;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.Progress;
import dev.tracedshop.workshop.step.StepDefinition;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "check", description = "Judge your files of a step by the trace that they leave.")
final class CheckCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    ShopOptions shopOptions = new ShopOptions();

    @Mixin
    ShopFileOption shopFile = new ShopFileOption();

    @Parameters(paramLabel = "NN", description = "The step's number.")
    String number = "";

    CheckCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() throws InterruptedException {
        Checker checker = new Checker(workshop.checkout());
        StepDefinition step = checker.registry().step(number);
        if (step.files().isEmpty()) {
            throw WorkshopException.usage(
                    "Step " + step.number() + " has nothing to check; its README says what to do.");
        }
        Optional<ReadyFile> running = shopOptions.given() ? Optional.empty() : shopFile.ifRunning(workshop);
        CheckResult result = running.isPresent()
                ? CheckJson.read(new RunningShopClient(running.get()).post("/api/checks/" + step.number()))
                : inOwnShop(checker, step);
        // What -c or --assembly shows is an experiment; it says nothing about the step.
        if (!shopOptions.given()) {
            new Progress(workshop.checkout()).checked(step, result.report().verdict() == Verdict.PASS);
        }
        print(step, result);
        return result.report().verdict().exitCode();
    }

    private CheckResult inOwnShop(Checker checker, StepDefinition step) throws InterruptedException {
        Terminal terminal = workshop.terminal();
        ShopStarter starter = new ShopStarter(workshop);
        Terminal.Progress progress = terminal.progress("shop", 4);
        try {
            LearnerFiles files = new LearnerFiles(workshop.checkout(), step);
            boolean begun = !files.begun();
            files.begin();
            progress.stage("templates");
            Path assembly = starter.assembly(shopOptions, () -> progress.stage("synthesizing the CDK app"));
            progress.stage("engines");
            try (RunningShop shop =
                    starter.start(RunningShop.Settings.of(assembly).only(step.stacks()))) {
                progress.stage("the step's requests, and their traces");
                CheckResult result = checker.check(step, shop);
                return new CheckResult(result.report(), begun, result.files(), result.tasks());
            }
        } finally {
            progress.close();
        }
    }

    private void print(StepDefinition step, CheckResult result) {
        Terminal terminal = workshop.terminal();
        terminal.print(terminal.bold("Step " + step.number() + " · " + step.title()));
        terminal.print("");
        RunCommand.print(terminal, result.report());
        terminal.print("");
        boolean passed = result.report().verdict() == Verdict.PASS;
        for (CheckResult.TaskState task : result.tasks()) {
            terminal.print((passed || task.done() ? "  [x] " : "  [ ] ") + task.title());
        }
        terminal.print("");
        if (passed) {
            terminal.print("Done. When you have looked around enough, ./workshop status tells what comes next.");
            return;
        }
        if (!CheckResult.showsTheLearnersWork(result.report())) {
            terminal.print("No trace could show your work this time, so no task is ticked off.");
            return;
        }
        if (result.begun()) {
            terminal.print("Your files were just made from the starter; this is what it gives as it is.");
        }
        terminal.print("You write:");
        result.files().forEach(file -> terminal.print("  " + file));
        terminal.print(
                "Read steps/" + step.directory() + "/README.md, or ask for a hint: ./workshop hint " + step.number());
    }
}
