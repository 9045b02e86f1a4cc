package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.step.Branch;
import dev.tracedshop.workshop.step.Progress;
import dev.tracedshop.workshop.step.Regions;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "hint",
        description =
                "A hint for the task that your last check found open: first a question; asked again, a pointer; then"
                        + " the code.")
final class HintCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Parameters(index = "0", paramLabel = "NN", description = "The step's number.")
    String number = "";

    @Option(
            names = "--task",
            paramLabel = "N",
            description = "The task; the first that the last check did not find done, when not given.")
    int task;

    @Option(
            names = "--level",
            paramLabel = "1|2|3",
            description =
                    "How much to tell: 1 a question, 2 a pointer as well, 3 the code as well; one more than the last"
                            + " time when not given.")
    int level;

    HintCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        StepDefinition step = StepRegistry.of(workshop.checkout()).step(number);
        if (level < 0 || level > 3) {
            throw WorkshopException.usage("--level is 1, 2 or 3, not " + level + ".");
        }
        if (task < 0 || task > step.tasks().size()) {
            throw WorkshopException.usage(
                    "Step " + step.number() + " has " + step.tasks().size() + " tasks; there is no task " + task + ".");
        }
        if (step.tasks().isEmpty()) {
            throw WorkshopException.usage("Step " + step.number() + " has no tasks; its README says what to do.");
        }
        Progress progress = new Progress(workshop.checkout());
        Terminal terminal = workshop.terminal();
        int hinted = task == 0 ? progress.nextTask(step) : task;
        int told = level == 0 ? progress.nextHint(step, hinted) : level;
        print(terminal, step.tasks().get(hinted - 1), hinted, told);
        if (told < 3) {
            terminal.print("More: ./workshop hint " + step.number() + " --task " + hinted + " --level " + (told + 1));
        }
        return 0;
    }

    private void print(Terminal terminal, StepDefinition.Task hinted, int index, int told) {
        terminal.print(terminal.bold("Task " + index + " · " + hinted.title()));
        terminal.print("  " + hinted.question());
        if (told >= 2) {
            terminal.print("");
            terminal.print("  " + hinted.pointer());
        }
        if (told >= 3) {
            terminal.print("");
            terminal.print(code(hinted).indent(4).stripTrailing());
        }
        terminal.print("");
    }

    private String code(StepDefinition.Task hinted) {
        Optional<Branch> branch = Branch.of(workshop.checkout());
        return Regions.find(workshop.checkout(), hinted.region())
                .or(() -> branch.map(on ->
                        "The code is on another branch: git diff step/" + on.step() + " step/" + on.step() + "-solved"))
                .orElseThrow(() -> WorkshopException.setup("solution/" + hinted.region() + " is no marked region."));
    }
}
