package dev.tracedshop.trace.expect;

/**
 * A place of an invocation's event where the extension looked for a carrier.
 *
 * @param invocation the invocation's request id
 * @param place where in the event, for example {@code Records[0].messageAttributes}
 * @param used whether the trace was continued from what was there
 * @param problem why what is there could not be read; empty when nothing was wrong
 */
public record Reading(String invocation, String place, boolean used, String problem) {}
