package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Where;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the line of a stack trace at which a reader can do something. */
final class StackFrames {
    private static final Pattern FRAME = Pattern.compile("\\s*at (?:\\S*/)?([\\w.$<>]+)\\((\\w+\\.java):(\\d+)\\)\\s*");
    private static final Pattern LIBRARY =
            Pattern.compile("(java|javax|jdk|sun|com\\.sun|com\\.amazonaws|com\\.fasterxml|software\\.amazon|datadog"
                    + "|io\\.opentelemetry|dev\\.tracedshop\\.bootstrap)\\..*");

    private StackFrames() {}

    /** Returns the first frame that is in no library. */
    static Optional<String> firstOfOurs(String stack) {
        return stack.lines().filter(StackFrames::isOurs).findFirst();
    }

    /**
     * Returns a stack's first lines, among them the first frame that is in no library, if there is one: the libraries' frames above it are
     * left out where there are too many of them.
     *
     * @param most how many lines at the most, at least three
     */
    static String excerpt(String stack, int most) {
        List<String> lines = stack.lines().toList();
        int ours = (int) lines.stream().takeWhile(line -> !isOurs(line)).count();
        if (ours < most || ours == lines.size()) {
            return String.join("\n", lines.subList(0, Math.min(most, lines.size())));
        }
        List<String> shown = new ArrayList<>(lines.stream()
                .takeWhile(line -> !FRAME.matcher(line).matches())
                .limit(most - 2L)
                .toList());
        shown.add("    … libraries");
        shown.addAll(lines.subList(ours, Math.min(lines.size(), ours + most - shown.size())));
        return String.join("\n", shown);
    }

    private static boolean isOurs(String line) {
        Matcher frame = FRAME.matcher(line);
        return frame.matches() && !LIBRARY.matcher(frame.group(1)).matches();
    }

    /** Returns the file and line that a frame names. */
    static Where place(String line) {
        Matcher frame = FRAME.matcher(line);
        // A line number of that many digits is from no compiler, and is left out.
        return frame.matches() && frame.group(3).length() < 10
                ? new Where("", "", frame.group(2), Integer.parseInt(frame.group(3)))
                : Where.UNKNOWN;
    }
}
