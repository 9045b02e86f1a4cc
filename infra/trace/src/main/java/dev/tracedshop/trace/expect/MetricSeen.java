package dev.tracedshop.trace.expect;

import java.util.List;

/**
 * A metric that a function sent while a scenario was played.
 *
 * @param name the metric's name
 * @param function the function that sent it
 * @param tags its tags, each {@code key:value}
 * @param count how often it was sent
 */
public record MetricSeen(String name, String function, List<String> tags, long count) {
    public MetricSeen {
        tags = List.copyOf(tags);
    }
}
