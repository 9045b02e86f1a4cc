package dev.tracedshop.workshop.step;

import java.time.Duration;
import java.util.List;

/**
 * What came of one version of a step's files, beside what should have.
 *
 * @param step the step's number
 * @param what which version: {@code starter}, {@code solution}, {@code mistakes/NAME}, {@code alternatives/NAME}; or {@code texts}
 * @param outcome the verdict and the ids of the findings, in words
 * @param took how long it took
 * @param differences what is not as it should be; empty when all is
 * @param tried whether it could be tried at all; if not, the differences say why, and nothing was judged
 */
public record Proof(String step, String what, String outcome, Duration took, List<String> differences, boolean tried) {
    public Proof {
        differences = List.copyOf(differences);
    }

    /** Describes what was tried. */
    public Proof(String step, String what, String outcome, Duration took, List<String> differences) {
        this(step, what, outcome, took, differences, true);
    }

    /** Describes what could not be tried, and why. */
    public static Proof untried(String step, String what, Duration took, String why) {
        return new Proof(step, what, "could not be tried", took, List.of(why), false);
    }

    /** Returns whether all is as it should be. */
    public boolean holds() {
        return differences.isEmpty();
    }
}
