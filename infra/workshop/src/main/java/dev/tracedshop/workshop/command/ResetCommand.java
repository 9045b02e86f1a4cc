package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.Progress;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "reset", description = "Begin a step anew: the starter comes back, your files are kept aside.")
final class ResetCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Mixin
    YesOption yes = new YesOption();

    @Parameters(paramLabel = "NN", description = "The step's number.")
    String number = "";

    ResetCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        StepDefinition step = StepRegistry.of(workshop.checkout()).step(number);
        if (step.files().isEmpty()) {
            throw WorkshopException.usage("Step " + step.number()
                    + " has no files of yours, so there is nothing to begin anew; its README says what to do.");
        }
        Terminal terminal = workshop.terminal();
        if (!yes.confirmed(terminal, "Begin step " + step.number() + " anew?")) {
            terminal.print("Nothing was changed.");
            return 0;
        }
        Optional<Path> kept = new LearnerFiles(workshop.checkout(), step).reset();
        new Progress(workshop.checkout()).forget(step);
        terminal.print("The starter of step " + step.number() + " is in steps/" + step.directory() + "/work/.");
        kept.ifPresent(path -> terminal.print(
                "What you wrote is kept in " + workshop.checkout().root().relativize(path) + "/."));
        return 0;
    }
}
