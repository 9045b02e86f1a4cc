package dev.tracedshop.local.pattern;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads paths into events.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">The supported syntax</a>
 */
public final class EventPaths {
    /** The step that takes every child. */
    public static final String EVERY = "*";

    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_/\\-]+|\\*)|\\[(\\d{1,6}|\\*)]");

    private EventPaths() {}

    /** Returns a path's steps, each a name, an index or {@link #EVERY}; empty if it is no path that EventBridge understands. */
    public static Optional<List<String>> steps(String path) {
        if (!path.startsWith("$")) {
            return Optional.empty();
        }
        List<String> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(path);
        int from = 1;
        while (from < path.length()) {
            if (!matcher.find(from) || matcher.start() != from) {
                return Optional.empty();
            }
            steps.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            from = matcher.end();
        }
        return Optional.of(List.copyOf(steps));
    }
}
