package dev.tracedshop.trace;

/**
 * Names the place that a finding is about, as far as it is known.
 *
 * @param function the function's name, or empty
 * @param hop the way between two functions or services, for example {@code SNS ProductCreated → pricing}, or empty
 * @param file the source file, or empty
 * @param line the line in the file, or 0
 */
public record Where(String function, String hop, String file, int line) {
    /** No place at all. */
    public static final Where UNKNOWN = new Where("", "", "", 0);

    /** Returns the place that is a function. */
    public static Where function(String function) {
        return new Where(function, "", "", 0);
    }
}
