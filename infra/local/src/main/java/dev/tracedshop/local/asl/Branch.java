package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A way through states, one after the other: a whole execution, a Parallel state's branch, or a Map state's iteration. */
final class Branch {
    private final Execution execution;
    private final JsonNode machine;
    private final @Nullable JsonNode item;
    private final boolean alone;
    private final Ending ending;
    private long lastEvent;
    private boolean over;
    private @Nullable Visit visit;

    /** What comes after a branch. */
    interface Ending {
        void succeeded(JsonNode output, long lastEvent);

        void failed(StateError error, long lastEvent);
    }

    /**
     * @param machine has StartAt and States
     * @param item what the context object says of the Map state's item, if this is within one
     * @param alone whether nothing else of the execution runs beside it
     * @param previousEvent what led to it
     */
    Branch(
            Execution execution,
            JsonNode machine,
            @Nullable JsonNode item,
            boolean alone,
            long previousEvent,
            Ending ending) {
        this.execution = execution;
        this.machine = machine;
        this.item = item;
        this.alone = alone;
        this.lastEvent = previousEvent;
        this.ending = ending;
    }

    void start(JsonNode input) {
        enter(machine.path("StartAt").asText(), input);
    }

    /** Goes to a state; as a step of its own, so that no sequence of states is too long for a stack. */
    void enter(String name, JsonNode input) {
        execution.step(() -> {
            if (!over) {
                visit = new Visit(this, name, machine.path("States").path(name), input);
                visit.begin();
            }
        });
    }

    void succeeded(JsonNode output) {
        if (!over) {
            over = true;
            ending.succeeded(output, lastEvent);
        }
    }

    void failed(StateError error) {
        if (!over) {
            over = true;
            ending.failed(error, lastEvent);
        }
    }

    /** Ends it without telling anybody. */
    void cancel() {
        over = true;
        if (visit != null) {
            visit.cancel();
        }
    }

    boolean isOver() {
        return over;
    }

    /** Adds an event to the history. */
    long event(String type, ObjectNode details) {
        lastEvent = execution.record(lastEvent, type, details);
        return lastEvent;
    }

    long event(String type, ObjectNode details, Instant happened) {
        lastEvent = execution.record(lastEvent, type, details, happened);
        return lastEvent;
    }

    /** Says which event led to the next one, when it was one of a branch within. */
    void continueAfter(long event) {
        lastEvent = event;
    }

    Execution execution() {
        return execution;
    }

    Optional<JsonNode> item() {
        return Optional.ofNullable(item);
    }

    boolean isAlone() {
        return alone;
    }
}
