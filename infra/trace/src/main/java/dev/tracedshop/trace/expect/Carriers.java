package dev.tracedshop.trace.expect;

import java.util.List;

/**
 * What was recorded of the ways that messages took, so that a lost context can be followed to the place where it was lost.
 *
 * @param hops every step of every message, in any order
 * @param readings what the extension found in events, in the order in which it looked
 */
public record Carriers(List<Hop> hops, List<Reading> readings) {
    /** Nothing is known of any message, as with traces that come from a deployment. */
    public static final Carriers UNKNOWN = new Carriers(List.of(), List.of());

    public Carriers {
        hops = List.copyOf(hops);
        readings = List.copyOf(readings);
    }
}
