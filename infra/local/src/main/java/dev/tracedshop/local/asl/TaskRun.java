package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One try of a Task state, with the events that Step Functions writes for its kind of resource. */
final class TaskRun {
    private static final String INTEGRATION = "arn:aws:states:::";

    private final Visit visit;
    private final Branch branch;
    private final String resource;
    private final boolean plainFunction;
    private boolean over;
    private Timer.@Nullable Pending limit;
    private @Nullable CompletableFuture<JsonNode> running;

    TaskRun(Visit visit) {
        this.visit = visit;
        this.branch = visit.branch();
        this.resource = visit.state().path("Resource").asText();
        this.plainFunction = !resource.startsWith(INTEGRATION);
    }

    /**
     * Begins.
     *
     * @param effective the state's input, in which a path looks for the time-out
     * @param input what the task is given, made from it by the state's parameters
     */
    Timer.Pending start(JsonNode effective, JsonNode input) {
        JsonNode state = visit.state();
        long timeout = state.has("TimeoutSeconds") || state.has("TimeoutSecondsPath")
                ? visit.seconds("TimeoutSeconds", effective, 1)
                : 0;
        ObjectNode scheduled = kind();
        if (plainFunction) {
            Execution.put(scheduled, "input", input);
        } else {
            scheduled.put("parameters", input.toString());
            scheduled.put("region", region());
        }
        if (timeout > 0) {
            scheduled.put("timeoutInSeconds", timeout);
        }
        event("Scheduled", scheduled);
        event("Started", plainFunction ? JsonNodeFactory.instance.objectNode() : kind());
        Execution execution = branch.execution();
        if (timeout > 0) {
            limit = execution
                    .surroundings()
                    .timer()
                    .limit(Duration.ofSeconds(timeout), () -> execution.step(this::timedOut));
        }
        CompletableFuture<JsonNode> task =
                execution.surroundings().tasks().start(resource, input, execution.identity());
        running = task;
        var unused = task.whenComplete((result, failure) -> execution.step(() -> ended(result, failure)));
        return () -> {
            over = true;
            cancelLimit();
            task.cancel(false);
        };
    }

    private void ended(@Nullable JsonNode result, @Nullable Throwable failure) {
        if (over) {
            return;
        }
        over = true;
        cancelLimit();
        if (failure == null && result != null) {
            visit.attempt(() -> {
                Execution.bounded("task's result", result);
                ObjectNode details = plainFunction ? JsonNodeFactory.instance.objectNode() : kind();
                Execution.put(details, "output", result);
                event("Succeeded", details);
                visit.finish(result);
            });
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        StateError error =
                cause instanceof StateError known ? known : new StateError("States.TaskFailed", String.valueOf(cause));
        fail("Failed", error);
    }

    private void timedOut() {
        if (!over) {
            over = true;
            if (running != null) {
                running.cancel(false);
            }
            fail("TimedOut", new StateError(StateError.TIMEOUT, ""));
        }
    }

    private void fail(String type, StateError error) {
        ObjectNode details = plainFunction ? JsonNodeFactory.instance.objectNode() : kind();
        details.put("error", error.error());
        if (!error.details().isEmpty()) {
            details.put("cause", error.details());
        }
        event(type, details);
        visit.failed(error);
    }

    private void cancelLimit() {
        if (limit != null) {
            limit.cancel();
        }
    }

    private void event(String type, ObjectNode details) {
        branch.event((plainFunction ? "LambdaFunction" : "Task") + type, details);
    }

    private ObjectNode kind() {
        ObjectNode kind = JsonNodeFactory.instance.objectNode();
        if (plainFunction) {
            return kind.put("resource", resource);
        }
        String service = resource.substring(INTEGRATION.length());
        int colon = service.lastIndexOf(':');
        return kind.put("resourceType", service.substring(0, Math.max(colon, 0)))
                .put("resource", service.substring(colon + 1));
    }

    private String region() {
        String[] parts = branch.execution().identity().arn().split(":", -1);
        return parts.length > 3 ? parts[3] : "";
    }
}
