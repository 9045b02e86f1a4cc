package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "solution", description = "Put a step's solution in place of your files; yours are kept aside.")
final class SolutionCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    YesOption yes = new YesOption();

    @Parameters(paramLabel = "NN", description = "The step's number.")
    String number = "";

    SolutionCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        StepDefinition step = StepRegistry.of(workshop.checkout()).step(number);
        Terminal terminal = workshop.terminal();
        if (!yes.confirmed(terminal, "Put the solution of step " + step.number() + " in place of your files?")) {
            terminal.print("Nothing was changed.");
            return 0;
        }
        Optional<Path> kept = new LearnerFiles(workshop.checkout(), step).solve();
        terminal.print("The solution of step " + step.number() + " is in steps/" + step.directory() + "/work/.");
        kept.ifPresent(path -> terminal.print(
                "What you wrote is kept in " + workshop.checkout().root().relativize(path) + "/."));
        terminal.print("See what it gives: ./workshop check " + step.number());
        return 0;
    }
}
