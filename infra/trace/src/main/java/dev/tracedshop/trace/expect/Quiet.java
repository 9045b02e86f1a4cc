package dev.tracedshop.trace.expect;

import java.time.Duration;
import java.util.List;

/**
 * Says how the waiting for the scenario's consequences ended.
 *
 * @param reached whether nothing was left to happen; otherwise the deadline came first
 * @param waited how long it took
 * @param pending what was still to happen at the deadline, one text each, for example {@code dev-pricing: 1 invocation running}
 */
public record Quiet(boolean reached, Duration waited, List<String> pending) {
    public Quiet {
        pending = List.copyOf(pending);
    }

    /** Creates the end in which nothing was left to happen. */
    public static Quiet after(Duration waited) {
        return new Quiet(true, waited, List.of());
    }

    /** Creates the end in which the deadline came first. */
    public static Quiet deadline(Duration waited, List<String> pending) {
        return new Quiet(false, waited, pending);
    }
}
