package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.step.Regions;
import dev.tracedshop.workshop.step.StepDefinition;
import dev.tracedshop.workshop.step.StepRegistry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "hint", description = "Three hints per task: a question, a pointer, the code.")
final class HintCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Parameters(index = "0", paramLabel = "NN", description = "The step's number.")
    String number = "";

    @Option(names = "--task", paramLabel = "N", description = "The task; all when not given.")
    int task;

    @Option(
            names = "--level",
            paramLabel = "1|2|3",
            defaultValue = "1",
            description = "How much to tell: 1 a question, 2 a pointer as well, 3 the code as well.")
    int level = 1;

    HintCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        StepDefinition step = StepRegistry.of(workshop.checkout()).step(number);
        if (level < 1 || level > 3) {
            throw WorkshopException.usage("--level is 1, 2 or 3, not " + level + ".");
        }
        if (task < 0 || task > step.tasks().size()) {
            throw WorkshopException.usage(
                    "Step " + step.number() + " has " + step.tasks().size() + " tasks; there is no task " + task + ".");
        }
        Terminal terminal = workshop.terminal();
        for (int i = 1; i <= step.tasks().size(); i++) {
            if (task == 0 || task == i) {
                print(terminal, i, step.tasks().get(i - 1));
            }
        }
        if (level < 3) {
            terminal.print("More: ./workshop hint " + step.number() + " --level " + (level + 1));
        }
        return 0;
    }

    private void print(Terminal terminal, int index, StepDefinition.Task hinted) {
        terminal.print(terminal.bold("Task " + index + " · " + hinted.title()));
        terminal.print("  " + hinted.question());
        if (level >= 2) {
            terminal.print("  " + hinted.pointer());
        }
        if (level >= 3) {
            String code = Regions.find(workshop.checkout(), hinted.region())
                    .orElseThrow(
                            () -> WorkshopException.setup("solution/" + hinted.region() + " is no marked region."));
            terminal.print("");
            terminal.print(code.indent(4).stripTrailing());
        }
        terminal.print("");
    }
}
