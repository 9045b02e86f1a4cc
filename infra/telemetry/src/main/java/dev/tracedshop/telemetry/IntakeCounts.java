package dev.tracedshop.telemetry;

/**
 * What came in so far.
 *
 * @param payloads payloads read without fault
 * @param malformed payloads refused because they could not be read
 * @param spans spans stored
 * @param dropped spans left out on purpose: the placeholder, calls to the platform itself, ids of 0
 */
public record IntakeCounts(long payloads, long malformed, long spans, long dropped) {}
