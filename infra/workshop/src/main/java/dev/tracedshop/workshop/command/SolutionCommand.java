package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.step.LearnerFiles;
import dev.tracedshop.workshop.step.Progress;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "solution",
        description =
                "Show how your files differ from a step's solution, and put it in their place; yours are kept aside.")
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
        if (step.files().isEmpty()) {
            throw WorkshopException.usage("Step " + step.number()
                    + " has no files of yours, so there is no solution to put in place; its README says what to do.");
        }
        Terminal terminal = workshop.terminal();
        // The difference is the answer: whoever types the command by mistake is not to have read it.
        if (!yes.confirmed(
                terminal, "Show the solution of step " + step.number() + " and put it in place of your files?")) {
            terminal.print("Nothing was changed.");
            return 0;
        }
        LearnerFiles files = new LearnerFiles(workshop.checkout(), step);
        List<String> difference = files.toSolution();
        Optional<Path> kept = files.solve();
        new Progress(workshop.checkout()).solvedBySolution(step);
        difference.forEach(line -> terminal.print(coloured(terminal, line)));
        terminal.print(
                difference.isEmpty() ? "Your files of step " + step.number() + " were the solution's already." : "");
        terminal.print("The solution of step " + step.number() + " is in steps/" + step.directory() + "/work/.");
        kept.ifPresent(path -> terminal.print(
                "What you wrote is kept in " + workshop.checkout().root().relativize(path) + "/."));
        terminal.print("See what it gives: ./workshop check " + step.number());
        return 0;
    }

    private static String coloured(Terminal terminal, String line) {
        if (line.startsWith("---") || line.startsWith("+++")) {
            return terminal.bold(line);
        }
        return line.startsWith("+")
                ? terminal.green(line)
                : line.startsWith("-") ? terminal.red(line) : line.startsWith("@@") ? terminal.dim(line) : line;
    }
}
