package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.trace.TraceId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What Step Functions' context object says about the state that called: {@code $$.Execution}, {@code $$.State} and {@code
 * $$.StateMachine}, with what the state machine's author put beside them.
 *
 * @param machineArn empty if the object does not say it
 * @param rootExecutionArn the outermost execution, if this one was started by another
 * @param upstream the trace that the execution was started in, if it is handed on
 */
record StateContext(
        String executionArn,
        String state,
        String enteredTime,
        long retryCount,
        long redriveCount,
        String machineArn,
        Optional<String> rootExecutionArn,
        Optional<Upstream> upstream) {

    /*
     * Nobody hands a span id to a task. Instead each side computes it from what both know: the execution's ARN, the state's name,
     * when it was entered, and which attempt this is. Datadog's backend gives the state's span that id, and the extension makes it
     * aws.lambda's parent (see StateIds). The trace id is the one that the execution was started in, if the payload hands it on,
     * else it is computed from the root execution's ARN.
     */

    /**
     * A trace's id as it is handed on in an execution's input.
     *
     * @param traceId the lower half as a decimal number
     * @param tags comma-joined {@code _dd.p.*} pairs, the upper half among them
     */
    record Upstream(String traceId, String tags) {}

    /** Tells whether a JSON object has what names a state. */
    static boolean isIn(JsonNode object) {
        JsonNode state = object.path("State");
        return object.path("Execution").has("Id") && state.has("Name") && state.has("EnteredTime");
    }

    /** Reads it, strictly. */
    static StateContext read(EventFields object) throws EventMismatch {
        EventFields execution = object.object("Execution");
        EventFields state = object.object("State");
        JsonNode machine = object.node().path("StateMachine");
        Optional<String> traceId = object.optionalText("x-datadog-trace-id");
        Optional<String> tags = object.optionalText("x-datadog-tags");
        return new StateContext(
                execution.text("Id"),
                state.text("Name"),
                state.text("EnteredTime"),
                state.integer("RetryCount"),
                execution.integer("RedriveCount"),
                machine.isObject() ? object.object("StateMachine").text("Id") : "",
                object.optionalText("RootExecutionId"),
                traceId.isPresent() && tags.isPresent()
                        ? Optional.of(new Upstream(traceId.get(), tags.get()))
                        : Optional.empty());
    }

    /** Returns the trace to continue, with the state's span as the parent. */
    PropagatedContext context() {
        long parent = StateIds.state(executionArn, state, enteredTime, retryCount, redriveCount);
        OptionalInt priority = OptionalInt.of(1);
        if (upstream.isPresent()) {
            OptionalLong low = PropagatedContext.parseId(upstream.get().traceId());
            if (low.isPresent() && low.getAsLong() != 0) {
                Map<String, String> tags =
                        Propagation.datadogTags(upstream.get().tags());
                long high = Optional.ofNullable(tags.get(TracePayload.UPPER_TRACE_ID_TAG))
                        .flatMap(PropagatedContext::parseHex)
                        .orElse(0L);
                return new PropagatedContext(new TraceId(high, low.getAsLong()), parent, priority, tags);
            }
        }
        TraceId traceId = StateIds.trace(rootExecutionArn.orElse(executionArn));
        Map<String, String> tags = new TreeMap<>();
        tags.put(TracePayload.UPPER_TRACE_ID_TAG, Long.toHexString(traceId.high()));
        return new PropagatedContext(traceId, parent, priority, tags);
    }

    /** Returns the pairs that decide on the trace, for the diagnosis. */
    Map<String, String> pairs() {
        Map<String, String> pairs = new TreeMap<>();
        upstream.ifPresent(given -> {
            pairs.put("x-datadog-trace-id", given.traceId());
            pairs.put("x-datadog-tags", given.tags());
        });
        return pairs;
    }
}
