package dev.tracedshop.workshop.step;

import dev.tracedshop.trace.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
 * @param functions the functions that run the learner's code here, without the environment's prefix; none, where it runs beside the shop
 * @param files the files that the learner writes, relative to {@code solution/} and to the step's {@code starter/}
 * @param red the trace fact for which the starter is not right yet
 * @param redFindings the ids of the findings that the starter gives, in any order; one with a question mark behind it, such as {@code
 *     span-count?}, depends on how messages happen to share batches
 * @param tasks what is to be done, in order
 * @param freeze whether it is judged in a shop whose functions are frozen between two events, as on Lambda
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
        List<Task> tasks,
        boolean freeze) {

    /**
     * One thing to do.
     *
     * @param title what, in a few words
     * @param findings the findings that say it is not done yet: an id, such as {@code status}, or an id and what the finding is about,
     *     such as {@code tag-missing create#product.id}: of the trace's names, the last ones will do
     * @param question the first hint
     * @param pointer the second hint
     * @param region the third: a part of a file of {@code solution/}, as {@link Regions} finds it
     */
    public record Task(String title, List<String> findings, String question, String pointer, String region) {
        /** Tells whether a finding says that this is not done yet. */
        public boolean concerns(Finding finding) {
            return findings.stream().anyMatch(pattern -> matches(pattern, finding));
        }

        private static boolean matches(String pattern, Finding finding) {
            int space = pattern.indexOf(' ');
            if (space < 0) {
                return pattern.equals(finding.id());
            }
            String subject = pattern.substring(space + 1);
            String about = finding.about();
            String ofSpan = about.replaceFirst("#.*", "");
            return pattern.substring(0, space).equals(finding.id())
                    && Stream.of(about, ofSpan).anyMatch(seen -> seen.equals(subject) || seen.endsWith("." + subject));
        }
    }

    /** Returns those of the learner's files that are compiled; others, such as a state machine's definition, are taken as they are. */
    public List<String> javaFiles() {
        return files.stream().filter(file -> file.endsWith(".java")).toList();
    }

    /**
     * Returns the file that a finding is about, where no function's name says so: the state machine's definition, or the class of a step
     * without functions, in which the task is done that it belongs to.
     */
    Optional<String> fileBehind(Finding finding) {
        return tasks.stream()
                .filter(task -> task.concerns(finding))
                .map(task -> task.region().replaceFirst("#.*", ""))
                .filter(file -> files.contains(file) && (functions.isEmpty() || LearnerMachines.isDefinition(file)))
                .findFirst();
    }

    /** Tells whether a starter gave what is stated: all of it, what depends on chance excepted, and nothing else. */
    public boolean isRedFor(Set<String> found) {
        Set<String> possible =
                redFindings.stream().map(id -> id.replace("?", "")).collect(Collectors.toSet());
        return possible.containsAll(found)
                && redFindings.stream().filter(id -> !id.endsWith("?")).allMatch(found::contains);
    }

    /** Returns the name of the step's directory. */
    public String directory() {
        return number + "-" + name;
    }
}
