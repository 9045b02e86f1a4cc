package dev.tracedshop.trace;

/**
 * A trace under the name by which an expectation or a report speaks of it.
 *
 * @param name the expectation's name of the trace, or a title such as its root's resource
 * @param trace the trace
 */
public record NamedTrace(String name, Trace trace) {

    /** Names a trace after its first span's resource. */
    public static NamedTrace byRoot(Trace trace) {
        return new NamedTrace(trace.root().map(Span::resource).orElse(""), trace);
    }
}
