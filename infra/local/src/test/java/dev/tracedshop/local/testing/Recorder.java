package dev.tracedshop.local.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.delivery.Hop;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.states.StateMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes all that a running assembly tells. */
public final class Recorder implements RuntimeListener {
    /**
     * A line that a function wrote.
     *
     * @param function the function's name
     * @param requestId the invocation it belongs to, or null
     * @param text the line
     */
    public record Line(String function, @Nullable String requestId, String text) {}

    /**
     * A start of an invocation.
     *
     * @param instance the process
     * @param cold whether it is the process's first
     * @param early whether the process had been started before
     */
    public record Start(String function, String instance, String requestId, boolean cold, boolean early) {}

    private final List<Line> lines = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private final List<String> processes = new ArrayList<>();
    private final List<String> happened = new ArrayList<>();
    private final List<Hop> hops = new ArrayList<>();
    private final List<ObjectNode> logged = new ArrayList<>();

    @Override
    public synchronized void executionLogged(StateMachine machine, ObjectNode event) {
        logged.add(event);
    }

    /** Returns what a state machine logged about an execution. */
    public synchronized List<ObjectNode> executionLog(String executionArn) {
        return logged.stream()
                .filter(line -> line.path("execution_arn").asText().equals(executionArn))
                .toList();
    }

    @Override
    public synchronized void initStarted(FunctionDefinition function, String instance, Instant at) {
        processes.add(instance);
        happened.add("init " + instance);
    }

    @Override
    public synchronized void initFinished(FunctionDefinition function, String instance, Duration took) {
        happened.add("ready " + instance);
    }

    @Override
    public synchronized void invocationStarted(
            FunctionDefinition function, String instance, String requestId, Instant at, boolean cold, boolean early) {
        starts.add(new Start(function.name(), instance, requestId, cold, early));
        happened.add("start " + requestId);
    }

    @Override
    public synchronized void invocationFinished(
            FunctionDefinition function, String requestId, Instant at, Outcome outcome) {
        happened.add("finish " + requestId);
    }

    @Override
    public synchronized void wrote(FunctionDefinition function, @Nullable String requestId, Instant at, String line) {
        lines.add(new Line(function.name(), requestId, line));
    }

    @Override
    public synchronized void routed(String apiRequestId, String function) {
        happened.add("routed " + apiRequestId + " to " + function);
    }

    @Override
    public synchronized void usedForeignKey(String function, String role) {
        happened.add(function + " uses the key of " + role);
    }

    @Override
    public synchronized void passed(Hop hop) {
        hops.add(hop);
    }

    /** Returns the hops of all messages, in the order in which they were told. */
    public synchronized List<Hop> hops() {
        return List.copyOf(hops);
    }

    @Override
    public synchronized void published(String topic, String message) {
        happened.add("published to " + topic + ": " + message);
    }

    /** Returns the texts of the lines that belong to an invocation. */
    public synchronized List<String> linesOf(@Nullable String requestId) {
        return lines.stream()
                .filter(line -> java.util.Objects.equals(line.requestId(), requestId))
                .map(Line::text)
                .toList();
    }

    /** Returns the lines that a function wrote. */
    public synchronized List<Line> linesOfFunction(String function) {
        return lines.stream().filter(line -> line.function().equals(function)).toList();
    }

    /** Returns the invocations of a function in the order of their starts. */
    public synchronized List<Start> startsOf(String function) {
        return starts.stream()
                .filter(start -> start.function().equals(function))
                .toList();
    }

    /** Returns the ids of the processes that were started for a function. */
    public synchronized List<String> processesOf(String function) {
        return processes.stream()
                .filter(process -> process.matches(function + "-\\d+"))
                .toList();
    }

    /** Returns everything that was told, except lines, in order. */
    public synchronized List<String> happened() {
        return List.copyOf(happened);
    }
}
