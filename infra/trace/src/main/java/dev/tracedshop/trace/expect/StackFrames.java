package dev.tracedshop.trace.expect;

import dev.tracedshop.trace.Where;
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
        return stack.lines()
                .filter(line -> {
                    Matcher frame = FRAME.matcher(line);
                    return frame.matches() && !LIBRARY.matcher(frame.group(1)).matches();
                })
                .findFirst();
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
