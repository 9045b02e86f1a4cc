package dev.tracedshop.workshop.step;

/**
 * Files of {@code solution/} that no step asks the learner to write.
 *
 * @param files a glob, relative to {@code solution/}
 * @param reason why
 */
public record WithoutStep(String files, String reason) {}
