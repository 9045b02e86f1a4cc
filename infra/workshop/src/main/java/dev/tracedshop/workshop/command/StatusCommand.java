package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.shop.ReadyFile;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.Progress;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "status", description = "List the steps: what is done, what is next, and whether a shop is running.")
final class StatusCommand implements Callable<Integer> {
    private final Workshop workshop;

    StatusCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        Terminal terminal = workshop.terminal();
        Progress progress = new Progress(workshop.checkout());
        Optional<StepDefinition> next = Optional.empty();
        for (StepDefinition step : StepRegistry.of(workshop.checkout()).all()) {
            boolean passed = progress.passed(step);
            String state = passed ? "done" : new LearnerFiles(workshop.checkout(), step).begun() ? "begun" : "";
            terminal.print("%s  %-40s %3d min  %-5s"
                    .formatted(step.number(), step.title(), step.minutes(), state)
                    .stripTrailing());
            if (!passed && next.isEmpty()) {
                next = Optional.of(step);
            }
        }
        terminal.print("");
        next.ifPresentOrElse(
                step -> terminal.print(
                        "Next: steps/" + step.directory() + "/README.md, then ./workshop check " + step.number()),
                () -> terminal.print("All steps are done."));
        Optional<ReadyFile> running = ReadyFile.newest(workshop.checkout());
        terminal.print(running.map(shop -> "A shop is running: " + shop.api()).orElse("No shop is running."));
        return 0;
    }
}
