package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.testing.Templates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A state machine on a fake clock, with functions that are lambdas of the test. */
final class Machine {
    static final String FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:";

    private final Definition definition;
    private final Map<String, UnaryOperator<JsonNode>> functions = new LinkedHashMap<>();
    private final List<HistoryEvent> told = new ArrayList<>();
    final FakeTimer timer;

    /** @param definition JSON in which single quotes stand for double ones, and {@code fn:} for a function's ARN */
    Machine(String definition) {
        this(Templates.json(definition.replace("fn:", FUNCTION)), 1);
    }

    Machine(JsonNode definition, int hurry) {
        this.definition = Definition.parse(definition.toString(), resource -> Optional.empty());
        this.timer = new FakeTimer(hurry);
    }

    /** Gives a function; one that returns null never answers. */
    Machine function(String name, UnaryOperator<JsonNode> function) {
        functions.put(name, function);
        return this;
    }

    /** Starts an execution and runs it as far as it gets without time passing. */
    Execution begin(JsonNode input) {
        Tasks tasks = (resource, parameters, identity) -> {
            JsonNode result;
            try {
                result = functions
                        .getOrDefault(resource.substring(resource.lastIndexOf(':') + 1), node -> node)
                        .apply(parameters);
            } catch (StateError e) {
                return CompletableFuture.failedFuture(e);
            }
            return result.isMissingNode() ? new CompletableFuture<>() : CompletableFuture.completedFuture(result);
        };
        Execution execution = new Execution(
                definition,
                new Execution.Identity(
                        "arn:aws:states:us-east-1:000000000000:execution:the-machine:the-execution",
                        "the-execution",
                        "arn:aws:states:us-east-1:000000000000:stateMachine:the-machine",
                        "the-machine",
                        "arn:aws:iam::000000000000:role/the-role"),
                input,
                new Execution.Surroundings(tasks, timer, Runnable::run),
                new Execution.Listener() {
                    @Override
                    public void happened(HistoryEvent event) {
                        told.add(event);
                    }

                    @Override
                    public void ended(Execution.Result result) {
                        // Read from the execution itself.
                    }
                });
        execution.start();
        return execution;
    }

    /** Runs an execution to its end, but for no longer than a day. */
    Execution run(String input) {
        Execution execution = begin(Templates.json(input));
        timer.advance(Duration.ofDays(1));
        return execution;
    }

    /** Returns the types of the events that were told, in order. */
    List<String> types() {
        return told.stream().map(HistoryEvent::type).toList();
    }

    List<HistoryEvent> told() {
        return told;
    }
}
