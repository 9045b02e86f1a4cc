package dev.tracedshop.local.logs;

import java.time.Instant;

/**
 * A line in a log group.
 *
 * @param function the name of the function that it belongs to
 * @param stream the name of the stream: one per process
 * @param at when it was written
 * @param text the line without its end
 */
record LogLine(String function, String stream, Instant at, String text) {}
