package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One part of an execution while it runs: the execution itself, a state, or an iteration of a map; with its attempts. */
final class StateScope {

    static final String ITERATION = "Iteration";
    private static final String EXECUTION = "Execution";
    private static final DateTimeFormatter ENTERED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** One attempt; times in milliseconds since the epoch. */
    static final class Attempt {
        private final long spanId;
        private final long parentId;
        private final long start;
        private final long retry;
        private final long redrive;
        private long end = -1;

        @Nullable
        private StateError error;

        private Attempt(long spanId, long parentId, long start, long retry, long redrive) {
            this.spanId = spanId;
            this.parentId = parentId;
            this.start = start;
            this.retry = retry;
            this.redrive = redrive;
        }

        long spanId() {
            return spanId;
        }

        long parentId() {
            return parentId;
        }

        long start() {
            return start;
        }

        long end() {
            return end;
        }

        long retry() {
            return retry;
        }

        long redrive() {
            return redrive;
        }

        @Nullable
        StateError error() {
            return error;
        }
    }

    @Nullable
    private final StateScope parent;

    private final String name;
    private final String type;
    private final int index;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Map<String, String> tags = new TreeMap<>();
    private String enteredTime = "";
    private long redrive;
    private long nextRetry;

    private StateScope(@Nullable StateScope parent, String name, String type, int index) {
        this.parent = parent;
        this.name = name;
        this.type = type;
        this.index = index;
    }

    static StateScope execution() {
        return new StateScope(null, "", EXECUTION, 0);
    }

    static StateScope state(StateScope parent, String name, String type) {
        return new StateScope(parent, name, type, 0);
    }

    static StateScope iteration(StateScope map, int index) {
        return new StateScope(map, map.name + " " + index, ITERATION, index);
    }

    /** Notes when the state was entered, in the form that {@code $$.State.EnteredTime} has. */
    void enter(long time, long redriveCount) {
        enteredTime = ENTERED.format(Instant.ofEpochMilli(time));
        redrive = redriveCount;
    }

    String enteredTime() {
        return enteredTime;
    }

    String name() {
        return name;
    }

    String type() {
        return type;
    }

    int index() {
        return index;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    Map<String, String> tags() {
        return tags;
    }

    /** Returns the scope around, the execution's own for the execution. */
    StateScope parent() {
        StateScope above = parent;
        return above == null ? this : above;
    }

    /** Returns the nearest scope of a type, from this one outwards; the execution if there is none. */
    StateScope enclosing(String wanted) {
        StateScope scope = this;
        while (!scope.type.equals(wanted) && scope.parent != null) {
            scope = scope.parent;
        }
        return scope;
    }

    /** Returns the nearest state of a name, from this one outwards; this one if there is none. */
    StateScope named(String wanted) {
        for (StateScope scope = this; scope.parent != null; scope = scope.parent) {
            if (scope.name.equals(wanted) && !scope.type.equals(ITERATION)) {
                return scope;
            }
        }
        return this;
    }

    boolean isBelow(StateScope other) {
        for (StateScope scope = parent; scope != null; scope = scope.parent) {
            if (scope == other) {
                return true;
            }
        }
        return false;
    }

    /** Begins an attempt below the current one of the scope around. */
    void begin(long spanId, long time, long retry, long redriveCount) {
        StateScope above = parent;
        long parentId = above == null || above.attempts.isEmpty() ? 0 : above.last().spanId;
        attempts.add(new Attempt(spanId, parentId, time, retry, redriveCount));
    }

    /**
     * Notes that the state's work starts.
     *
     * @return the retry count of the attempt that begins with it; empty for the first, which began when the state was entered
     */
    OptionalLong start(long redriveCount) {
        if (redriveCount != redrive) {
            redrive = redriveCount;
            nextRetry = 1;
            return OptionalLong.of(0);
        }
        long retry = nextRetry++;
        return retry == 0 ? OptionalLong.empty() : OptionalLong.of(retry);
    }

    /** Keeps which service's which action a task calls. */
    void note(JsonNode details) {
        if (details.path("resourceType").isTextual()) {
            tags.put("resource_type", details.path("resourceType").textValue());
        }
        if (details.path("resource").isTextual()) {
            tags.put("resource_action", details.path("resource").textValue());
        }
    }

    /** Marks the attempt as failed that is still running; those that ended keep what they are. */
    void fail(StateError error) {
        if (!attempts.isEmpty() && last().end < 0) {
            failAttempt(error);
        }
    }

    void failAttempt(StateError error) {
        if (!attempts.isEmpty() && last().error == null) {
            last().error = error;
        }
    }

    void endAttempt(long time) {
        if (!attempts.isEmpty() && last().end < 0) {
            last().end = time;
        }
    }

    private Attempt last() {
        return attempts.get(attempts.size() - 1);
    }
}
