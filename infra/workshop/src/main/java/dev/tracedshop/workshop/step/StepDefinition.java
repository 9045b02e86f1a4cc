package dev.tracedshop.workshop.step;

import java.util.List;

/**
 * A step as {@code steps/steps.yaml} registers it.
 *
 * @param number two digits
 * @param name in the directory's name after the number
 * @param title for people
 * @param minutes how long it takes somebody new to it
 * @param teaches what one can do after it
 * @param outOfScope what it leaves to others
 * @param needs the numbers of the steps before it that it builds on
 * @param gains what the trace gains
 * @param tells the story that it tells
 * @param stacks the stacks that it deploys, without the environment's prefix
 * @param functions the functions that run the learner's code here, without the environment's prefix
 * @param files the files that the learner writes, relative to {@code solution/} and to the step's {@code starter/}
 * @param red the trace fact for which the starter is not right yet
 * @param redFindings the ids of the findings that the starter gives, in any order
 * @param tasks what is to be done, in order
 */
public record StepDefinition(
        String number,
        String name,
        String title,
        int minutes,
        String teaches,
        String outOfScope,
        List<String> needs,
        String gains,
        String tells,
        List<String> stacks,
        List<String> functions,
        List<String> files,
        String red,
        List<String> redFindings,
        List<Task> tasks) {

    /**
     * One thing to do.
     *
     * @param title what, in a few words
     * @param findings the ids of the findings that say it is not done yet
     * @param question the first hint
     * @param pointer the second hint
     * @param region the third: a marked region of a file of {@code solution/}, as {@code file#name}
     */
    public record Task(String title, List<String> findings, String question, String pointer, String region) {}

    /** Returns the name of the step's directory. */
    public String directory() {
        return number + "-" + name;
    }
}
