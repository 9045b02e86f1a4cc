package dev.tracedshop.trace.expect;

/**
 * A function that makes its spans with a library of its own and sends them itself, as the supplier does.
 *
 * @param name the function's name, for example {@code dev-supplier-quote}
 * @param service the service that its spans name
 * @param invocations how often it was invoked during the scenario
 * @param frozen whether its process is stopped between two events, as Lambda does
 */
public record SpanSender(String name, String service, int invocations, boolean frozen) {}
