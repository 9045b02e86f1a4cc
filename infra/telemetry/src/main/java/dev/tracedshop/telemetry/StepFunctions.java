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

    /** One that has ended can be told of again when it is redriven; until then it only costs memory. */
    private static final int REMEMBERED_ENDED = 1_000;

    /** More executions than this at once are more than a machine like this one runs; the oldest would lose its first states. */
    private static final int REMEMBERED_RUNNING = 20_000;

    private final TraceStore store;
    private final Map<String, Execution> running = new LinkedHashMap<>();
    private final Map<String, Execution> ended = new LinkedHashMap<>();

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
        synchronized (running) {
            boolean redriven = event.path("type").asText().equals("ExecutionRedriven");
            Execution old = redriven ? ended.remove(arn) : ended.get(arn);
            Execution execution = old == null ? running.computeIfAbsent(arn, id -> new Execution(machine, id)) : old;
            if (redriven) {
                running.put(arn, execution);
            }
            if (execution.take(event)) {
                List<Span> before = execution.published();
                store.replace(before, execution.publish());
                running.remove(arn);
                ended.put(arn, execution);
            }
            bound(ended, REMEMBERED_ENDED);
            bound(running, REMEMBERED_RUNNING);
        }
    }

    private static void bound(Map<String, Execution> executions, int limit) {
        while (executions.size() > limit) {
            executions.remove(executions.keySet().iterator().next());
        }
    }
}
