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
 */
public record Proof(String step, String what, String outcome, Duration took, List<String> differences) {
    public Proof {
        differences = List.copyOf(differences);
    }

    /** Returns whether all is as it should be. */
    public boolean holds() {
        return differences.isEmpty();
    }
}
