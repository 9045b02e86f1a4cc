package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.trace.Span;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the spans of state machines' executions out of the log that Step Functions writes, as Datadog's backend does. Safe for use by
 * many threads.
 *
 * <p>A state machine is traced if its log has the level ALL and its tag {@code DD_TRACE_ENABLED} is true. The spans of an execution come
 * all at once, when it has ended; until then those of its functions have a parent that is yet to come.
 */
public final class StepFunctions {

    private static final int REMEMBERED_EXECUTIONS = 1_000;

    private final TraceStore store;
    private final Map<String, Execution> executions = new LinkedHashMap<>();

    StepFunctions(TraceStore store) {
        this.store = store;
    }

    /**
     * Takes one line of the log.
     *
     * @param event {@code {"id", "type", "details", "previous_event_id", "event_timestamp", "execution_arn", "redrive_count"}}, all but
     *     {@code details} being texts, as in a log group of vended logs
     */
    public void log(StateMachineProfile machine, JsonNode event) {
        if (!machine.isTraced()) {
            return;
        }
        String arn = event.path("execution_arn").asText();
        if (arn.isEmpty()) {
            return;
        }
        synchronized (executions) {
            Execution execution = executions.computeIfAbsent(arn, unknown -> new Execution(machine, unknown));
            if (execution.take(event)) {
                List<Span> before = execution.published();
                List<Span> spans = execution.publish();
                store.replace(before, spans);
            }
            while (executions.size() > REMEMBERED_EXECUTIONS) {
                executions.remove(executions.keySet().iterator().next());
            }
        }
    }
}
