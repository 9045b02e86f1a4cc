package dev.tracedshop.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One execution of a state machine, told event by event. */
final class Execution {

    /*
     * Branches of a Parallel or Map state are interleaved in the log; previous_event_id says which event of its own branch an event
     * follows. So each event's scope is remembered by the event's id: the execution, a state, or an iteration of a map. Entering
     * opens a scope below that of the event before, leaving closes it and everything below that is still open (a branch that was
     * aborted has no exit of its own).
     *
     * The tree:   upstream span                of the execution's input, absent: the execution begins its trace
     *             └ aws.stepfunctions          the execution
     *               ├ aws.stepfunctions.state  a state's first attempt; a Lambda task's aws.lambda hangs below
     *               ├ aws.stepfunctions.state  its second attempt, from the moment it is scheduled: a span beside the first one,
     *               │                          because it has an id of its own, and hers is what the task's payload is hashed to
     *               └ aws.stepfunctions.state  a Parallel or Map, with the states of its branches below; an iteration of a map is
     *                                          a span between
     *
     * Approximation: Datadog's backend makes these spans, and only the ids of trace and states are public (StateIds). The name
     * aws.stepfunctions is documented; the other names, the tags and the ids of executions and iterations are ours. Input and
     * output never become tags.
     */

    private static final String NAME = "aws.stepfunctions";
    private static final int MOST_SCOPES = 5_000;
    private static final int MOST_EVENTS = 25_000;
    private static final int LONGEST_MESSAGE = 1_000;

    private final StateMachineProfile machine;
    private final String arn;
    private final ObjectMapper json = new ObjectMapper();
    private final StateScope root = StateScope.execution();
    private final List<StateScope> scopes = new ArrayList<>();
    private final Map<String, StateScope> scopeOfEvent = new HashMap<>();
    private final Set<Long> stateIds = new HashSet<>();
    private TraceId traceId;
    private long parentId;
    private String status = "";
    private List<Span> published = List.of();

    Execution(StateMachineProfile machine, String arn) {
        this.machine = machine;
        this.arn = arn;
        traceId = StateIds.trace(arn);
    }

    List<Span> published() {
        return published;
    }

    /**
     * Takes one event.
     *
     * @return whether the execution has ended with it
     */
    boolean take(JsonNode event) {
        String type = event.path("type").asText();
        long time = event.path("event_timestamp").asLong();
        long redrive = event.path("redrive_count").asLong();
        JsonNode details = event.path("details");
        StateScope before =
                scopeOfEvent.getOrDefault(event.path("previous_event_id").asText(), root);
        StateScope after = before;
        boolean ended = false;
        switch (type) {
            case "ExecutionStarted" -> {
                root.begin(StateIds.own(arn, "execution"), time, 0, 0);
                continueUpstream(parse(details.path("input")));
            }
            case "ExecutionRedriven" -> status = "";
            case "ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut" -> {
                status = type.substring("Execution".length());
                if (!type.equals("ExecutionSucceeded")) {
                    StateError error = error(details, status);
                    // The state that nobody caught is part of the failure; Fail states know their error from here only.
                    before.fail(error);
                    root.fail(error);
                }
                close(root, time);
                ended = true;
            }
            case "MapIterationStarted" -> {
                StateScope map = before.enclosing("Map");
                after = open(StateScope.iteration(map, details.path("index").asInt()));
                after.begin(StateIds.own(arn, "iteration#" + event.path("id").asText()), time, 0, 0);
            }
            case "MapIterationSucceeded", "MapIterationFailed", "MapIterationAborted" -> {
                StateScope iteration = before.enclosing(StateScope.ITERATION);
                if (!type.equals("MapIterationSucceeded")) {
                    iteration.fail(error(details, type));
                }
                close(iteration, time);
                after = iteration.parent();
            }
            default -> after = takeStateEvent(event, type, time, redrive, before);
        }
        if (scopeOfEvent.size() < MOST_EVENTS) {
            scopeOfEvent.put(event.path("id").asText(), after);
        }
        return ended;
    }

    private StateScope takeStateEvent(JsonNode event, String type, long time, long redrive, StateScope before) {
        JsonNode details = event.path("details");
        String eventId = event.path("id").asText();
        if (type.endsWith("StateEntered")) {
            StateScope state = open(StateScope.state(
                    before, details.path("name").asText(), type.substring(0, type.length() - "StateEntered".length())));
            state.enter(time, redrive);
            attempt(state, 0, redrive, time, eventId);
            return state;
        }
        if (type.endsWith("StateExited")) {
            StateScope state = before.named(details.path("name").asText());
            close(state, time);
            return state.parent();
        }
        if (type.equals("ParallelStateFailed") || type.equals("MapStateFailed") || type.equals("MapRunFailed")) {
            StateScope state = before.enclosing(type.startsWith("Parallel") ? "Parallel" : "Map");
            StateError error = error(details, type);
            before.fail(error);
            state.failAttempt(error);
            close(state, time);
            return state;
        }
        // Task…, and LambdaFunction… where the task's resource is a function itself.
        boolean failed = type.endsWith("Failed") || type.endsWith("TimedOut");
        if (failed) {
            before.failAttempt(error(details, type));
            before.endAttempt(time);
        } else if (type.endsWith("Scheduled")
                || type.equals("ParallelStateStarted")
                || type.equals("MapStateStarted")) {
            before.start(redrive).ifPresent(retry -> attempt(before, retry, redrive, time, eventId));
            before.note(details);
        }
        return before;
    }

    private void attempt(StateScope state, long retry, long redrive, long time, String eventId) {
        long id = StateIds.state(arn, state.name(), state.enteredTime(), retry, redrive);
        // Two iterations of a map may enter the same state in the same millisecond, and then the published id is the
        // same.
        state.begin(stateIds.add(id) ? id : StateIds.own(arn, "state#" + eventId), time, retry, redrive);
    }

    private StateScope open(StateScope scope) {
        if (scopes.size() < MOST_SCOPES) {
            scopes.add(scope);
        }
        return scope;
    }

    private void close(StateScope scope, long time) {
        scope.endAttempt(time);
        for (StateScope other : scopes) {
            if (other.isBelow(scope)) {
                other.endAttempt(time);
            }
        }
    }

    /** Takes the trace over that the execution's input brings: that of a state that started this one, or that of a tracer. */
    private void continueUpstream(JsonNode input) {
        JsonNode carried = input.path(Carrier.DATADOG);
        if (StateContext.isIn(carried)) {
            try {
                PropagatedContext context = StateContext.read(new EventFields(carried, "input._datadog."))
                        .context();
                traceId = context.traceId();
                parentId = context.parentId();
            } catch (EventMismatch e) {
                // Not a context object after all: the execution begins its own trace, as with no input.
                parentId = 0;
            }
            return;
        }
        OptionalLong low =
                PropagatedContext.parseId(carried.path("x-datadog-trace-id").asText());
        if (low.isEmpty() || low.getAsLong() == 0) {
            return;
        }
        long high = Optional.ofNullable(
                        Propagation.datadogTags(carried.path("x-datadog-tags").asText())
                                .get(TracePayload.UPPER_TRACE_ID_TAG))
                .flatMap(PropagatedContext::parseHex)
                .orElse(0L);
        traceId = new TraceId(high, low.getAsLong());
        parentId = PropagatedContext.parseId(carried.path("x-datadog-parent-id").asText())
                .orElse(0);
    }

    /** Returns all spans of the ended execution. */
    List<Span> publish() {
        List<Span> spans = new ArrayList<>();
        for (StateScope.Attempt attempt : root.attempts()) {
            SpanBuilder span = span(NAME, machine.name(), attempt, parentId);
            span.tags.put("execution_name", arn.substring(arn.lastIndexOf(':') + 1));
            span.tags.put("execution_status", status);
            span.metrics.put("_sampling_priority_v1", 1.0);
            spans.add(span.build());
        }
        // Without execution data there is nothing in the log by which Datadog could join states to what they call.
        if (machine.includeExecutionData()) {
            scopes.forEach(scope ->
                    scope.attempts().forEach(attempt -> spans.add(stateSpan(scope, attempt, spans.size()))));
        }
        published = List.copyOf(spans);
        return published;
    }

    private Span stateSpan(StateScope scope, StateScope.Attempt attempt, int order) {
        boolean iteration = scope.type().equals(StateScope.ITERATION);
        SpanBuilder span =
                span(NAME + (iteration ? ".iteration" : ".state"), scope.name(), attempt, attempt.parentId());
        // The log tells milliseconds, and quick states share one: the nanoseconds keep them in the order of their
        // entering.
        span.start += Math.min(order, 999_999);
        if (iteration) {
            span.tags.put("iteration_index", Integer.toString(scope.index()));
        } else {
            span.tags.put("state_name", scope.name());
            span.tags.put("state_type", scope.type());
        }
        span.tags.putAll(scope.tags());
        if (attempt.retry() > 0) {
            span.tags.put("retry_count", Long.toString(attempt.retry()));
        }
        if (attempt.redrive() > 0) {
            span.tags.put("redrive_count", Long.toString(attempt.redrive()));
        }
        return span.build();
    }

    private SpanBuilder span(String name, String resource, StateScope.Attempt attempt, long parent) {
        SpanBuilder span = new SpanBuilder();
        span.traceIdHigh = traceId.high();
        span.traceIdLow = traceId.low();
        span.spanId = attempt.spanId();
        span.parentId = parent;
        span.name = name;
        span.resource = resource;
        span.service = machine.service();
        span.type = "serverless";
        span.start = attempt.start() * 1_000_000L;
        span.duration = Math.max(0, attempt.end() - attempt.start()) * 1_000_000L;
        span.tags.put("env", machine.environment());
        span.tags.put("state_machine_arn", machine.arn());
        span.tags.put("state_machine_name", machine.name());
        span.tags.put("execution_arn", arn);
        StateError error = attempt.error();
        if (error != null) {
            span.error = true;
            span.tags.put("error.type", error.type());
            span.tags.put("error.message", error.message());
        }
        return span;
    }

    private StateError error(JsonNode details, String otherwise) {
        String type = details.path("error").asText();
        String cause = details.path("cause").asText();
        // A Lambda task's cause is what the function answered: {"errorMessage", "errorType", "stackTrace"}.
        String message = parse(details.path("cause")).path("errorMessage").asText();
        String text = message.isEmpty() ? cause : message;
        return new StateError(
                type.isEmpty() ? otherwise : type,
                text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE));
    }

    private JsonNode parse(@Nullable JsonNode text) {
        if (text == null || !text.isTextual()) {
            return text == null ? MissingNode.getInstance() : text;
        }
        try {
            JsonNode parsed = json.readTree(text.textValue());
            return parsed == null ? MissingNode.getInstance() : parsed;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
