package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.shop.ReadyFile;
import dev.tracedshop.workshop.step.Branch;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.Progress;
import dev.tracedshop.workshop.step.SolutionFiles;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "status", description = "List the steps: what is done, what is next, and whether a shop is running.")
final class StatusCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Option(names = "--files", description = "List every file of solution/ with its step, or why it has none.")
    boolean files;

    StatusCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        Terminal terminal = workshop.terminal();
        StepRegistry registry = StepRegistry.of(workshop.checkout());
        if (files) {
            new SolutionFiles(workshop.checkout(), registry).table().forEach(terminal::print);
            return 0;
        }
        Progress progress = new Progress(workshop.checkout());
        List<StepDefinition> steps = registry.all();
        int open = 0;
        for (StepDefinition step : steps) {
            terminal.print("%s  %-44s %3d min  %s"
                    .formatted(step.number(), step.title(), step.minutes(), state(step, progress)));
            open += progress.passed(step) ? 0 : step.minutes();
        }
        terminal.print("");
        Optional<StepDefinition> next =
                steps.stream().filter(step -> !progress.passed(step)).findFirst();
        next.ifPresentOrElse(
                step -> terminal.print(
                        "Next: steps/" + step.directory() + "/README.md, then ./workshop check " + step.number()),
                () -> terminal.print("All steps are done."));
        if (next.isPresent()) {
            terminal.print("Begin with any step you like; what is open takes about " + open + " minutes.");
        }
        Branch.of(workshop.checkout())
                .ifPresent(branch -> terminal.print("This is branch " + branch.name()
                        + ": check judges the files of solution/ themselves, and keeps no progress."));
        Optional<ReadyFile> running = ReadyFile.newest(workshop.checkout());
        terminal.print(running.map(shop -> "A shop is running: " + shop.api()).orElse("No shop is running."));
        return 0;
    }

    private String state(StepDefinition step, Progress progress) {
        LearnerFiles learner = new LearnerFiles(workshop.checkout(), step);
        boolean begun = learner.begun();
        boolean solution = begun && progress.solved(step) && learner.isSolution();
        return progress.passedOn(step)
                .map(day -> "passed on " + day + (solution ? ", with the solution's files" : ""))
                .orElse(solution ? "solved by ./workshop solution, not checked" : begun ? "begun" : "not begun");
    }
}
