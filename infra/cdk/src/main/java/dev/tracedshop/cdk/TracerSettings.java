package dev.tracedshop.cdk;

import java.util.Map;

/** Holds the settings of the tracer in which single functions differ from the others. */
final class TracerSettings {
    /**
     * For whoever puts events on the bus or starts an execution: EventBridge would hand AWS's own trace header on to the
     * queues behind its rules, and the extension would continue the trace from it even where that is not wanted.
     */
    static final Map<String, String> WITHOUT_AWS_TRACE_HEADER = Map.of("DD_TRACE_AWS_PROPAGATION_ENABLED", "false");

    /**
     * For a consumer that starts traces of its own and links to its producers' instead of continuing one of them. Its dead letters have no
     * trace header of AWS's: redriven, they would come back with it, and the extension would continue the invocation that refused them.
     */
    static final Map<String, String> LINKING = Map.of(
            "DD_TRACE_PROPAGATION_STYLE_EXTRACT", "none",
            "DD_TRACE_PROPAGATION_BEHAVIOR_EXTRACT", "ignore",
            "DD_TRACE_AWS_PROPAGATION_ENABLED", "false");

    private TracerSettings() {}
}
