package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One visit to a state, from its entry to its exit, all tries included.
 *
 * <p>What a state does to its data, in this order: InputPath and Parameters make the effective input; the work makes a result; ResultSelector
 * picks from it; ResultPath puts it into the input as it came; OutputPath picks from that.
 */
final class Visit {
    private static final double DEFAULT_BACKOFF = 2;
    private static final int DEFAULT_ATTEMPTS = 3;

    private final Branch branch;
    private final String name;
    private final JsonNode state;
    private final JsonNode input;
    private final Instant entered;
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private ObjectNode context;
    private long enteredEvent;
    private int retries;
    private Timer.@Nullable Pending pending;

    Visit(Branch branch, String name, JsonNode state, JsonNode input) {
        this.branch = branch;
        this.name = name;
        this.state = state;
        this.input = input;
        this.entered = branch.execution().surroundings().timer().now();
        this.context = newContext();
    }

    void begin() {
        ObjectNode details = named();
        Execution.put(details, "input", input);
        // The same moment as in the context object: the ids of a state's spans are made from it on both sides.
        enteredEvent = branch.event(type() + "StateEntered", details, entered);
        work();
    }

    private void work() {
        attempt(() -> {
            JsonNode effective = path("InputPath", input);
            switch (type()) {
                case "Pass" -> {
                    JsonNode filled = filled("Parameters", effective);
                    finish(state.has("Result") ? state.path("Result") : filled);
                }
                case "Task" ->
                    pending =
                            new TaskRun(this).start(effective, bounded("Parameters", filled("Parameters", effective)));
                case "Choice" -> choose(effective);
                case "Wait" ->
                    pending = branch.execution().pause(branch.isAlone(), pause(effective), () -> {
                        if (!branch.isOver()) {
                            attempt(() -> exit(effective));
                        }
                    });
                case "Succeed" -> exit(effective);
                case "Fail" -> branch.failed(new StateError(text("Error", effective), text("Cause", effective)));
                case "Parallel" -> pending = new Fork(this).branches(filled("Parameters", effective));
                case "Map" -> pending = new Fork(this).items(effective);
                default -> throw StateError.runtime("There are no states of type " + type());
            }
        });
    }

    /** Does what may fail for a reason that lies in the definition or the data. */
    void attempt(Runnable work) {
        try {
            work.run();
        } catch (StateError e) {
            failed(e.in(name, enteredEvent));
        }
    }

    private void choose(JsonNode effective) {
        for (JsonNode rule : state.path("Choices")) {
            if (ChoiceRule.holds(rule, effective, context)) {
                leave(effective, rule.path("Next").asText());
                return;
            }
        }
        if (!state.has("Default")) {
            throw new StateError(StateError.NO_CHOICE, "No choice rule matched, and there is no Default.");
        }
        leave(effective, state.path("Default").asText());
    }

    private Duration pause(JsonNode effective) {
        if (state.has("Seconds") || state.has("SecondsPath")) {
            return Duration.ofSeconds(seconds("Seconds", effective, 0));
        }
        JsonNode timestamp = state.has("Timestamp") ? state.path("Timestamp") : reference("TimestampPath", effective);
        Instant until = ChoiceRule.timestamp(timestamp)
                .orElseThrow(() ->
                        StateError.runtime("The TimestampPath parameter does not reference a valid time: " + timestamp))
                .toInstant();
        Duration left =
                Duration.between(branch.execution().surroundings().timer().now(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Returns a number of seconds that the state has as it is, or as a path. */
    long seconds(String field, JsonNode effective, long least) {
        if (state.has(field)) {
            return state.path(field).asLong();
        }
        JsonNode value = reference(field + "Path", effective);
        if (!value.isIntegralNumber() || value.asLong() < least) {
            throw StateError.runtime("The " + field + "Path parameter does not reference a whole number from " + least
                    + ": " + state.path(field + "Path").asText() + " == " + value);
        }
        return value.asLong();
    }

    private String text(String field, JsonNode effective) {
        if (!state.has(field + "Path")) {
            return state.path(field).asText("");
        }
        JsonNode value = PayloadTemplate.value(state.path(field + "Path").asText(), field + "Path", effective, context);
        if (!value.isTextual()) {
            throw StateError.runtime("The " + field + "Path does not reference a text: " + value);
        }
        return value.asText();
    }

    JsonNode reference(String field, JsonNode effective) {
        return JsonPaths.read(state.path(field).asText(), field, effective, context);
    }

    private JsonNode path(String field, JsonNode document) {
        JsonNode path = state.path(field);
        if (path.isMissingNode()) {
            return document;
        }
        return path.isNull()
                ? JsonNodeFactory.instance.objectNode()
                : JsonPaths.read(path.asText(), field, document, context);
    }

    private JsonNode filled(String field, JsonNode document) {
        return state.has(field) ? PayloadTemplate.fill(state.path(field), document, context) : document;
    }

    /** Goes on with the result of the state's work. */
    void finish(JsonNode result) {
        JsonNode selected = filled("ResultSelector", result);
        exit(combined(state.path("ResultPath"), selected));
    }

    private JsonNode combined(JsonNode resultPath, JsonNode result) {
        if (resultPath.isMissingNode()) {
            return result;
        }
        return resultPath.isNull() ? input : JsonPaths.write(resultPath.asText(), input, result);
    }

    private void exit(JsonNode output) {
        leave(output, state.path("Next").asText(""));
    }

    private void leave(JsonNode output, String next) {
        exited(bounded("state's output", path("OutputPath", output)), next);
    }

    private void exited(JsonNode output, String next) {
        ObjectNode details = named();
        Execution.put(details, "output", output);
        branch.event(type() + "StateExited", details);
        if (next.isEmpty()) {
            branch.succeeded(output);
        } else {
            branch.enter(next, output);
        }
    }

    private static JsonNode bounded(String what, JsonNode payload) {
        return Execution.bounded(what, payload);
    }

    /** Tries again, goes where a catcher leads, or fails the branch. */
    void failed(StateError error) {
        for (int i = 0; i < state.path("Retry").size(); i++) {
            JsonNode retrier = state.path("Retry").path(i);
            if (error.matches(names(retrier))) {
                int tried = attempts.merge(i, 1, Integer::sum);
                if (tried <= retrier.path("MaxAttempts").asInt(DEFAULT_ATTEMPTS)) {
                    retry(retrier, tried);
                    return;
                }
                break;
            }
        }
        for (JsonNode catcher : state.path("Catch")) {
            if (error.matches(names(catcher))) {
                caught(catcher, error);
                return;
            }
        }
        branch.failed(error);
    }

    private void caught(JsonNode catcher, StateError error) {
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("Error", error.error())
                .put("Cause", error.details());
        JsonNode output;
        try {
            output = bounded("state's output", combined(catcher.path("ResultPath"), result));
        } catch (StateError e) {
            branch.failed(e.in(name, enteredEvent));
            return;
        }
        exited(output, catcher.path("Next").asText());
    }

    private void retry(JsonNode retrier, int tried) {
        double seconds = retrier.path("IntervalSeconds").asDouble(1)
                * Math.pow(retrier.path("BackoffRate").asDouble(DEFAULT_BACKOFF), tried - 1);
        if (retrier.has("MaxDelaySeconds")) {
            seconds = Math.min(seconds, retrier.path("MaxDelaySeconds").asDouble());
        }
        if (retrier.path("JitterStrategy").asText("").equals("FULL")) {
            seconds *= ThreadLocalRandom.current().nextDouble();
        }
        pending = branch.execution().pause(branch.isAlone(), Duration.ofMillis(Math.round(seconds * 1000)), () -> {
            if (!branch.isOver()) {
                retries++;
                context = newContext();
                work();
            }
        });
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.path("ErrorEquals").forEach(error -> names.add(error.asText()));
        return names;
    }

    void cancel() {
        if (pending != null) {
            pending.cancel();
        }
    }

    private ObjectNode newContext() {
        return branch.execution().context(name, entered, retries, branch.item());
    }

    private ObjectNode named() {
        return JsonNodeFactory.instance.objectNode().put("name", name);
    }

    private String type() {
        return state.path("Type").asText();
    }

    String name() {
        return name;
    }

    JsonNode state() {
        return state;
    }

    Branch branch() {
        return branch;
    }

    ObjectNode context() {
        return context;
    }
}
