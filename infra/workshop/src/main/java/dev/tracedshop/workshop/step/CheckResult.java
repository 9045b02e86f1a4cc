package dev.tracedshop.workshop.step;

import dev.tracedshop.trace.Report;
import java.util.List;

/**
 * What a check found.
 *
 * @param report the verdict, the findings and the traces
 * @param begun whether this check was the first, so that the learner's files were just made
 * @param files the learner's files, relative to the checkout
 * @param tasks the step's tasks in order, and whether each is done
 */
public record CheckResult(Report report, boolean begun, List<String> files, List<TaskState> tasks) {

    /**
     * A task's state.
     *
     * @param title what is to be done
     * @param done whether no finding says otherwise
     */
    public record TaskState(String title, boolean done) {}
}
