package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Where;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A metric that a scenario should have counted, and the comparison with those that there are.
 *
 * @param name the metric's name, which has to be the same whatever is counted
 * @param tags those that it has at least, each {@code key:value}
 * @param count how often it is sent with them
 */
record ExpectedMetric(String name, List<String> tags, long count) {
    private static final int MOST_LINES = 8;

    ExpectedMetric {
        tags = List.copyOf(tags);
    }

    /** Returns what is wrong about it, if anything is. */
    Optional<Finding> judge(List<MetricSeen> metrics) {
        List<MetricSeen> named =
                metrics.stream().filter(metric -> metric.name().equals(name)).toList();
        long seen = named.stream()
                .filter(this::hasTags)
                .mapToLong(MetricSeen::count)
                .sum();
        if (seen == count) {
            return Optional.empty();
        }
        if (named.isEmpty()) {
            return Optional.of(finding(
                    "metric-missing",
                    "it was never sent.",
                    metrics.isEmpty()
                            ? "No function sent any metric."
                            : "Metrics were sent, and none has this name. A name that holds what is counted makes a metric for"
                                    + " each kind, and nobody can add them up.",
                    "Count it once for each of what is counted, always under this name; what tells the kinds apart goes into the tags.",
                    metrics));
        }
        if (seen == 0) {
            return Optional.of(finding(
                    "metric-tag",
                    "it was sent with other tags.",
                    "",
                    "Take the values of the tags from what is counted.",
                    named));
        }
        return Optional.of(finding(
                "metric-count",
                "it was sent " + times(seen) + ".",
                seen > count
                        ? "Something is counted more than once, or is counted that does not belong there."
                        : "Something is handled and not counted.",
                "Count each of them once, when it is handled.",
                named));
    }

    private Finding finding(String id, String but, String why, String hint, List<MetricSeen> evidence) {
        return new Finding(
                        id,
                        "Metric " + name + " with " + String.join(", ", tags) + " should have been sent " + times(count)
                                + "; " + but,
                        why,
                        hint,
                        where(evidence),
                        lines(evidence),
                        0)
                .about(name);
    }

    private static Where where(List<MetricSeen> metrics) {
        TreeSet<String> functions =
                metrics.stream().map(MetricSeen::function).collect(Collectors.toCollection(TreeSet::new));
        return functions.size() == 1 ? Where.function(functions.first()) : Where.UNKNOWN;
    }

    private static String lines(List<MetricSeen> metrics) {
        if (metrics.isEmpty()) {
            return "(no metric at all)";
        }
        String shown = metrics.stream()
                .limit(MOST_LINES)
                .map(metric -> metric.name() + " {" + String.join(", ", metric.tags()) + "}: " + metric.count())
                .collect(Collectors.joining("\n"));
        return metrics.size() > MOST_LINES ? shown + "\n… and " + (metrics.size() - MOST_LINES) + " more" : shown;
    }

    private static String times(long number) {
        return number == 1 ? "once" : number + " times";
    }

    private boolean hasTags(MetricSeen metric) {
        return metric.tags().containsAll(tags);
    }
}
