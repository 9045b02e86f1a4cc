package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One try of a Parallel or Map state: branches beside each other, of which the first that fails ends the others. */
final class Fork {
    /** How many iterations Step Functions runs beside each other at most. */
    private static final int MAX_CONCURRENCY = 40;

    private final Visit visit;
    private final Branch parent;
    private final List<Child> children = new ArrayList<>();
    private long startedEvent;
    private int width = Integer.MAX_VALUE;
    private int begun;
    private int ended;
    private boolean over;

    private final class Child implements Branch.Ending {
        private final int index;
        private final JsonNode machine;
        private final JsonNode input;
        private final @Nullable ObjectNode item;
        private @Nullable Branch branch;
        private @Nullable JsonNode output;

        Child(int index, JsonNode machine, JsonNode input, @Nullable ObjectNode item) {
            this.index = index;
            this.machine = machine;
            this.input = input;
            this.item = item;
        }

        void begin() {
            Execution execution = parent.execution();
            long led = item == null ? startedEvent : execution.record(startedEvent, "MapIterationStarted", iteration());
            JsonNode known = item == null ? parent.item().orElse(null) : item;
            branch = new Branch(execution, machine, known, false, led, this);
            branch.start(input);
        }

        private ObjectNode iteration() {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("name", visit.name())
                    .put("index", index);
        }

        private long event(String type, long lastEvent) {
            return item == null ? lastEvent : parent.execution().record(lastEvent, type, iteration());
        }

        @Override
        public void succeeded(JsonNode result, long lastEvent) {
            output = result;
            ended++;
            parent.continueAfter(event("MapIterationSucceeded", lastEvent));
            next();
        }

        @Override
        public void failed(StateError error, long lastEvent) {
            over = true;
            long failed = event("MapIterationFailed", lastEvent);
            for (Child other : children) {
                if (other.branch != null && !other.branch.isOver()) {
                    other.branch.cancel();
                    failed = other.event("MapIterationAborted", failed);
                }
            }
            parent.continueAfter(failed);
            parent.event(kind() + "StateFailed", JsonNodeFactory.instance.objectNode());
            visit.failed(error);
        }
    }

    Fork(Visit visit) {
        this.visit = visit;
        this.parent = visit.branch();
    }

    /** Begins a Parallel state's branches. */
    Timer.Pending branches(JsonNode input) {
        startedEvent = parent.event("ParallelStateStarted", JsonNodeFactory.instance.objectNode());
        for (JsonNode branch : visit.state().path("Branches")) {
            children.add(new Child(children.size(), branch, input, null));
        }
        next();
        return this::cancel;
    }

    /** Begins a Map state's iterations. */
    Timer.Pending items(JsonNode input) {
        JsonNode state = visit.state();
        JsonNode items = state.has("ItemsPath") ? visit.reference("ItemsPath", input) : input;
        if (!items.isArray()) {
            throw StateError.runtime(
                    "Reference path \"" + state.path("ItemsPath").asText("$") + "\" must point to array.");
        }
        long limit = state.has("MaxConcurrency") || state.has("MaxConcurrencyPath")
                ? visit.seconds("MaxConcurrency", input, 0)
                : 0;
        width = (int) (limit == 0 ? MAX_CONCURRENCY : Math.min(limit, MAX_CONCURRENCY));
        JsonNode processor = state.has("ItemProcessor") ? state.path("ItemProcessor") : state.path("Iterator");
        String selector = state.has("ItemSelector") ? "ItemSelector" : "Parameters";
        for (JsonNode value : items) {
            ObjectNode item = JsonNodeFactory.instance.objectNode().put("Index", children.size());
            item.set("Value", value);
            ObjectNode context = visit.context().deepCopy();
            context.putObject("Map").set("Item", item);
            JsonNode selected =
                    state.has(selector) ? PayloadTemplate.fill(state.path(selector), input, context) : value;
            children.add(new Child(children.size(), processor, selected, item));
        }
        startedEvent = parent.event(
                "MapStateStarted", JsonNodeFactory.instance.objectNode().put("length", items.size()));
        next();
        return this::cancel;
    }

    private void next() {
        if (over) {
            return;
        }
        while (begun < children.size() && begun - ended < width) {
            children.get(begun++).begin();
        }
        if (ended == children.size()) {
            over = true;
            ArrayNode outputs = JsonNodeFactory.instance.arrayNode();
            children.forEach(child -> outputs.add(child.output));
            parent.event(kind() + "StateSucceeded", JsonNodeFactory.instance.objectNode());
            visit.attempt(() -> visit.finish(outputs));
        }
    }

    private void cancel() {
        over = true;
        children.forEach(child -> {
            if (child.branch != null) {
                child.branch.cancel();
            }
        });
    }

    private String kind() {
        return visit.state().path("Type").asText();
    }
}
