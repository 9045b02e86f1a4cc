package dev.tracedshop.workshop.step;

import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.NamedTrace;
import dev.tracedshop.trace.Report;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.trace.Waterfall;
import dev.tracedshop.workshop.Terminal;
import java.util.List;
import java.util.Optional;

/** What a check says to the learner: the traces, what is not right in them yet, which tasks are done, and what to do next. */
public final class CheckText {
    /** A line with a whole stack trace would push the picture out of sight. The JSON has it all. */
    private static final int LONGEST_LINE = 400;

    private final Terminal terminal;

    public CheckText(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Prints the traces of a report. */
    public void traces(Report report) {
        Waterfall waterfall = new Waterfall(terminal.width(), terminal.colour());
        List<Trace> traces = report.traces().stream().map(NamedTrace::trace).toList();
        for (Trace trace : traces) {
            terminal.print(waterfall.draw(trace, traces).stripTrailing());
            if (!trace.logs().isEmpty()) {
                terminal.print("");
                terminal.print("Written within this trace:");
                for (LogLine line : trace.logs()) {
                    terminal.print("  " + line.function() + " | " + excerpt(line.text()));
                }
            }
            terminal.print("");
        }
    }

    private static String excerpt(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }

    /** Prints the verdict of a report and its findings. */
    public void findings(Report report) {
        terminal.print(new FindingText(terminal.width(), terminal.colour())
                .print(report.verdict(), report.findings())
                .stripTrailing());
    }

    /** Prints which tasks are done. */
    public void tasks(CheckResult result) {
        boolean passed = result.report().verdict() == Verdict.PASS;
        for (CheckResult.TaskState task : result.tasks()) {
            terminal.print((passed || task.done() ? "  [x] " : "  [ ] ") + task.title());
        }
    }

    /**
     * Prints all of a check.
     *
     * @param next the step that comes after a pass, if there is one
     */
    public void check(StepDefinition step, CheckResult result, Optional<StepDefinition> next) {
        terminal.print(terminal.bold("Step " + step.number() + " · " + step.title()));
        terminal.print("");
        traces(result.report());
        findings(result.report());
        terminal.print("");
        tasks(result);
        terminal.print("");
        if (result.report().verdict() == Verdict.PASS) {
            terminal.print("Done. Look around as long as you like.");
            terminal.print(next.map(following -> "Next: step " + following.number() + " · " + following.title() + " ("
                            + following.minutes() + " min): steps/" + following.directory() + "/README.md")
                    .orElse("That was the last step that was open."));
        } else if (!CheckResult.showsTheLearnersWork(result.report())) {
            terminal.print("No trace could show your work this time, so no task is ticked off.");
        } else {
            notYet(step, result);
        }
    }

    private void notYet(StepDefinition step, CheckResult result) {
        if (result.begun()) {
            terminal.print("Your files were just made from the starter; this is what it gives as it is.");
        }
        terminal.print("You write:");
        result.files().forEach(file -> terminal.print("  " + file));
        int next = result.nextTask();
        if (next == 0) {
            terminal.print("Every task is done, but something else is not right yet: it is said above.");
            return;
        }
        terminal.print(
                "Next: task " + next + " · " + result.tasks().get(next - 1).title());
        terminal.print("Read steps/" + step.directory() + "/README.md, or ask for a hint: ./workshop hint "
                + step.number() + " --task " + next);
    }
}
