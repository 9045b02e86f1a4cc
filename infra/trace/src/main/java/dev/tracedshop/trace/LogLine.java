package dev.tracedshop.trace;

import java.time.Instant;

/**
 * One line that a function wrote while it worked on a trace.
 *
 * @param function the function's name
 * @param time when the line was read
 * @param text the line as written, without its end
 */
public record LogLine(String function, Instant time, String text) {}
