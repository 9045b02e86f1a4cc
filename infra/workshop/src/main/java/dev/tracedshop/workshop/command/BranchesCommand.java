package dev.tracedshop.workshop.command;

import dev.tracedshop.workshop.ExitCode;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.Workshop;
import dev.tracedshop.workshop.branch.StepBranches;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "branches",
        description = "Make the git branches step/NN and step/NN-solved: the shop as it is before and after each step.")
final class BranchesCommand implements Callable<Integer> {
    private final Workshop workshop;

    @Option(
            names = "--force",
            description = "Move branches too that have commits of somebody's own; their ids are told.")
    boolean force;

    BranchesCommand(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Integer call() {
        Terminal terminal = workshop.terminal();
        StepBranches branches = new StepBranches(workshop.checkout());
        terminal.print("Out of " + branches.base());
        if (branches.dirty()) {
            terminal.note("· what is not committed is left out");
        }
        List<StepBranches.Made> made = branches.make(force);
        for (StepBranches.Made branch : made) {
            String state = branch.unchanged()
                    ? "as it was"
                    : branch.before()
                            .map(before -> "moved from " + before.substring(0, 12))
                            .orElse("new");
            terminal.print(
                    "%-16s %s  %s".formatted(branch.name(), branch.commit().substring(0, 12), state));
        }
        if (!made.isEmpty()) {
            String last = made.get(made.size() - 1).name();
            String first = made.get(0).name();
            terminal.print("");
            terminal.print("Try:   git switch " + first + "   (back: git switch -)");
            terminal.print("Story: git log --oneline --reverse HEAD.." + last);
            terminal.print("Answer: git diff " + first + " " + first + "-solved");
        }
        return ExitCode.PASS;
    }
}
