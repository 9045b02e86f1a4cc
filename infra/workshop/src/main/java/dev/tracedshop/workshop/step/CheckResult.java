package dev.tracedshop.workshop.step;

import dev.tracedshop.trace.Report;
import java.util.List;
import java.util.Set;

/**
 * What a check found.
 *
 * @param report the verdict, the findings and the traces
 * @param begun whether this check was the first, so that the learner's files were just made
 * @param files the learner's files, relative to the checkout
 * @param tasks the step's tasks in order, and whether each is done
 */
public record CheckResult(Report report, boolean begun, List<String> files, List<TaskState> tasks) {
    /** Findings about the set-up: with one of them no trace can show what the learner did. */
    private static final Set<String> ABOUT_THE_SET_UP = Set.of(
            "tracing-off",
            "tracer-layer-missing",
            "wrapper-missing",
            "extension-layer-missing",
            "no-trace",
            "still-pending");

    /** Returns whether the trace could show what the learner did. */
    public static boolean showsTheLearnersWork(Report report) {
        return report.findings().stream().noneMatch(finding -> ABOUT_THE_SET_UP.contains(finding.id()));
    }

    /** Returns the same, of a check that was the first or was not. */
    public CheckResult begun(boolean first) {
        return new CheckResult(report, first, files, tasks);
    }

    /** Returns the number of the first task that is not done, from 1 on; 0 when all are. */
    public int nextTask() {
        for (int i = 0; i < tasks.size(); i++) {
            if (!tasks.get(i).done()) {
                return i + 1;
            }
        }
        return 0;
    }

    /**
     * A task's state.
     *
     * @param title what is to be done
     * @param done whether the trace shows it; never, when no trace could show anything
     */
    public record TaskState(String title, boolean done) {}
}
