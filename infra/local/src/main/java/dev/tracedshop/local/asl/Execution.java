package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a state machine.
 *
 * <p>All that happens in it happens in steps, one after the other, on threads of a pool: a step runs until it has to wait for a task or a
 * time, and whoever ends the waiting adds the next step. So a waiting execution holds no thread, and no step needs a lock against another.
 */
public final class Execution {
    /** <a href="https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html">Quotas</a> of Step Functions. */
    static final int MAX_PAYLOAD = 256 * 1024;

    static final int MAX_HISTORY = 25_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Definition definition;
    private final Identity identity;
    private final JsonNode input;
    private final Surroundings surroundings;
    private final Listener listener;
    private final Instant startDate;
    private final @Nullable Duration timeout;

    private final Queue<Runnable> steps = new ArrayDeque<>();
    private boolean stepping;

    private final List<HistoryEvent> history = new ArrayList<>();
    private boolean forgotten;
    private volatile Result result = new Result(Status.RUNNING, null, null, null, null);
    private Duration saved = Duration.ZERO;
    private Timer.@Nullable Pending deadline;
    private @Nullable Branch main;

    /** Where an execution stands. */
    public enum Status {
        RUNNING,
        SUCCEEDED,
        FAILED,
        TIMED_OUT,
        ABORTED
    }

    /**
     * Whose execution it is.
     *
     * @param arn the execution's ARN
     * @param name its name
     * @param machineArn the machine's ARN
     * @param machineName its name
     * @param roleArn the role in whose name tasks call
     */
    public record Identity(String arn, String name, String machineArn, String machineName, String roleArn) {}

    /**
     * What executions share.
     *
     * @param tasks does what Task states ask for
     * @param timer the clock
     * @param pool where steps run
     */
    public record Surroundings(Tasks tasks, Timer timer, Executor pool) {}

    /**
     * How it ended, or that it has not.
     *
     * @param status where it stands
     * @param output its output, if it succeeded
     * @param error why it failed, if it did
     * @param cause the details of that
     * @param stopDate when it ended
     */
    public record Result(
            Status status,
            @Nullable JsonNode output,
            @Nullable String error,
            @Nullable String cause,
            @Nullable Instant stopDate) {}

    /** Is told what happens, event by event, in order. */
    public interface Listener {
        /** The history has one more event. */
        void happened(HistoryEvent event);

        /** The execution ended; its last event was told before. */
        void ended(Result result);
    }

    public Execution(
            Definition definition, Identity identity, JsonNode input, Surroundings surroundings, Listener listener) {
        this.definition = definition;
        this.identity = identity;
        this.input = input;
        this.surroundings = surroundings;
        this.listener = listener;
        this.startDate = surroundings.timer().now();
        JsonNode seconds = definition.root().path("TimeoutSeconds");
        this.timeout = seconds.isMissingNode() ? null : Duration.ofSeconds(seconds.asLong());
    }

    /** Begins. */
    public void start() {
        step(() -> {
            ObjectNode details = JsonNodeFactory.instance.objectNode();
            put(details, "input", input);
            details.put("roleArn", identity.roleArn());
            record(0, "ExecutionStarted", details);
            watch();
            // AWS's histories do not name the start as what led to the first state.
            main = new Branch(this, definition.root(), null, true, 0, new Branch.Ending() {
                @Override
                public void succeeded(JsonNode output, long lastEvent) {
                    ObjectNode end = JsonNodeFactory.instance.objectNode();
                    put(end, "output", output);
                    end(Status.SUCCEEDED, "ExecutionSucceeded", lastEvent, end, output);
                }

                @Override
                public void failed(StateError error, long lastEvent) {
                    end(Status.FAILED, "ExecutionFailed", lastEvent, error);
                }
            });
            main.start(input);
        });
    }

    /** Ends it from outside. */
    public void stop(@Nullable String error, @Nullable String cause) {
        step(() -> {
            ObjectNode details = JsonNodeFactory.instance.objectNode();
            if (error != null) {
                details.put("error", error);
            }
            if (cause != null) {
                details.put("cause", cause);
            }
            end(Status.ABORTED, "ExecutionAborted", lastEvent(), details, null);
        });
    }

    /** Returns whose execution it is. */
    public Identity identity() {
        return identity;
    }

    /** Returns what it was started with. */
    public JsonNode input() {
        return input;
    }

    /** Returns when it was started. */
    public Instant startDate() {
        return startDate;
    }

    /** Returns how it ended, or that it has not. */
    public Result result() {
        return result;
    }

    /**
     * Returns what has happened so far.
     *
     * @return empty once it was forgotten
     */
    public Optional<List<HistoryEvent>> history() {
        synchronized (history) {
            return forgotten ? Optional.empty() : Optional.of(List.copyOf(history));
        }
    }

    /** Forgets what has happened, which is most of what an execution takes of the memory, once it has ended. */
    public void forgetHistory() {
        synchronized (history) {
            forgotten = result.status() != Status.RUNNING;
            if (forgotten) {
                history.clear();
            }
        }
    }

    Surroundings surroundings() {
        return surroundings;
    }

    /** Adds a step, to be run when those before it have run. */
    void step(Runnable step) {
        synchronized (steps) {
            steps.add(step);
            if (stepping) {
                return;
            }
            stepping = true;
        }
        surroundings.pool().execute(this::runSteps);
    }

    private void runSteps() {
        while (true) {
            Runnable step;
            synchronized (steps) {
                step = steps.poll();
                if (step == null) {
                    stepping = false;
                    return;
                }
            }
            if (result.status() != Status.RUNNING) {
                continue;
            }
            try {
                step.run();
            } catch (HistoryFullException e) {
                end(
                        Status.FAILED,
                        "ExecutionFailed",
                        lastEvent(),
                        StateError.runtime(
                                "The execution reached the maximum number of history events (" + MAX_HISTORY + ")."));
            } catch (RuntimeException e) {
                e.printStackTrace();
                end(
                        Status.FAILED,
                        "ExecutionFailed",
                        lastEvent(),
                        StateError.runtime("The interpreter on this machine failed: " + e));
            }
        }
    }

    private static final class HistoryFullException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Adds an event to the history that happens now. */
    long record(long previous, String type, ObjectNode details) {
        return record(previous, type, details, surroundings.timer().now());
    }

    /** Adds an event to the history. */
    long record(long previous, String type, ObjectNode details, Instant happened) {
        HistoryEvent event;
        synchronized (history) {
            if (history.size() >= MAX_HISTORY - 1 && result.status() == Status.RUNNING) {
                throw new HistoryFullException();
            }
            event = new HistoryEvent(history.size() + 1L, previous, type, happened, details);
            history.add(event);
        }
        listener.happened(event);
        return event.id();
    }

    private long lastEvent() {
        synchronized (history) {
            return history.size();
        }
    }

    private void end(Status status, String type, long previous, StateError error) {
        ObjectNode details = JsonNodeFactory.instance
                .objectNode()
                .put("error", error.error())
                .put("cause", error.details());
        end(status, type, previous, details, null);
    }

    private void end(Status status, String type, long previous, ObjectNode details, @Nullable JsonNode output) {
        if (deadline != null) {
            deadline.cancel();
        }
        if (main != null) {
            main.cancel();
        }
        result = new Result(
                status,
                output,
                details.has("error") ? details.path("error").asText() : null,
                details.has("cause") ? details.path("cause").asText() : null,
                surroundings.timer().now());
        record(previous, type, details);
        listener.ended(result);
    }

    // The machine's TimeoutSeconds. Pauses may be shorter here than on AWS, and what they save is added to the time
    // that has passed, so
    // that a timeout strikes in the same state as there. Pauses within Parallel and Map states save nothing: something
    // else may be at work
    // meanwhile, and a timeout that is late is better than one that AWS would not have had.

    private void watch() {
        if (timeout != null) {
            if (deadline != null) {
                deadline.cancel();
            }
            deadline = surroundings.timer().limit(left(timeout), () -> step(this::timedOut));
        }
    }

    private Duration left(Duration whole) {
        return whole.minus(Duration.between(startDate, surroundings.timer().now()))
                .minus(saved);
    }

    private void timedOut() {
        end(
                Status.TIMED_OUT,
                "ExecutionTimedOut",
                lastEvent(),
                JsonNodeFactory.instance.objectNode().put("error", StateError.TIMEOUT),
                null);
    }

    /**
     * Adds a step after a while that may be shortened.
     *
     * @param alone whether the whole execution waits
     */
    Timer.Pending pause(boolean alone, Duration onAws, Runnable then) {
        Timer timer = surroundings.timer();
        if (!alone || timeout == null) {
            return timer.pause(onAws, () -> step(then));
        }
        Duration left = left(timeout);
        if (left.compareTo(onAws) <= 0) {
            return timer.pause(left.isNegative() ? Duration.ZERO : left, () -> step(this::timedOut));
        }
        Instant from = timer.now();
        return timer.pause(
                onAws,
                () -> step(() -> {
                    Duration shorter = onAws.minus(Duration.between(from, timer.now()));
                    if (!shorter.isNegative()) {
                        saved = saved.plus(shorter);
                        watch();
                    }
                    then.run();
                }));
    }

    /** Returns the context object for one try of a state. */
    ObjectNode context(String state, Instant entered, int retries, Optional<JsonNode> item) {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        ObjectNode execution = context.putObject("Execution");
        execution.put("Id", identity.arn());
        execution.set("Input", input);
        execution.put("Name", identity.name());
        execution.put("RoleArn", identity.roleArn());
        execution.put("StartTime", time(startDate));
        execution.put("RedriveCount", 0);
        context.putObject("State")
                .put("Name", state)
                .put("EnteredTime", time(entered))
                .put("RetryCount", retries);
        context.putObject("StateMachine").put("Id", identity.machineArn()).put("Name", identity.machineName());
        item.ifPresent(value -> context.putObject("Map").set("Item", value));
        return context;
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** Puts a payload and how it was treated, as history events have it. */
    static void put(ObjectNode details, String name, JsonNode payload) {
        details.put(name, payload.toString());
        details.putObject(name + "Details").put("truncated", false);
    }

    /** Refuses what is larger than Step Functions passes on. */
    static JsonNode bounded(String what, JsonNode payload) {
        String text = payload.toString();
        // A character is three bytes of UTF-8 at most: only what may be too large is counted.
        if (text.length() * 3L > MAX_PAYLOAD && text.getBytes(StandardCharsets.UTF_8).length > MAX_PAYLOAD) {
            throw new StateError(
                    StateError.DATA_LIMIT,
                    "The " + what + " is larger than the limit of " + MAX_PAYLOAD + " bytes for a payload.");
        }
        return payload;
    }
}
