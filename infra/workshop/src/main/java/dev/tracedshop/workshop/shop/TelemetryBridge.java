package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.states.StateMachine;
import dev.tracedshop.telemetry.Extension;
import dev.tracedshop.telemetry.FunctionProfile;
import dev.tracedshop.telemetry.StateMachineProfile;
import dev.tracedshop.telemetry.StepFunctions;
import dev.tracedshop.telemetry.Telemetry;
import dev.tracedshop.trace.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the telemetry what the local runtime does: the extension, as Lambda's telemetry API would, and what stands in for Datadog's backend,
 * as the forwarder of a state machine's log would.
 */
final class TelemetryBridge implements RuntimeListener {
    private final Extension extension;
    private final StepFunctions stepFunctions;
    private final Place place;
    private final Set<String> registered = ConcurrentHashMap.newKeySet();

    TelemetryBridge(Telemetry telemetry, Place place) {
        this.extension = telemetry.extension();
        this.stepFunctions = telemetry.stepFunctions();
        this.place = place;
    }

    private void register(FunctionDefinition function) {
        if (registered.add(function.name())) {
            extension.register(new FunctionProfile(
                    function.name(),
                    function.arn(),
                    function.environment().getOrDefault("DD_SERVICE", function.name()),
                    function.environment(),
                    place.region(),
                    place.account(),
                    function.memoryMb(),
                    function.architecture(),
                    function.runtime()));
        }
    }

    @Override
    public void initStarted(FunctionDefinition function, String instance, Instant at) {
        register(function);
        extension.initStarted(function.name(), instance, at);
    }

    @Override
    public void initFinished(FunctionDefinition function, String instance, Duration took) {
        extension.initReported(function.name(), instance, took);
    }

    @Override
    public void invocationStarted(
            FunctionDefinition function, String instance, String requestId, Instant at, boolean cold, boolean early) {
        extension.invocationStarted(function.name(), instance, requestId, at, cold, early);
    }

    @Override
    public void invocationFinished(FunctionDefinition function, String requestId, Instant at, Outcome outcome) {
        extension.invocationFinished(function.name(), requestId, at, translated(outcome));
    }

    private static dev.tracedshop.telemetry.Outcome translated(Outcome outcome) {
        if (outcome instanceof Outcome.TimedOut timedOut) {
            return dev.tracedshop.telemetry.Outcome.timedOut(timedOut.timeout());
        }
        if (outcome instanceof Outcome.Exited exited) {
            return dev.tracedshop.telemetry.Outcome.crashed(exited.message());
        }
        return outcome.succeeded()
                ? dev.tracedshop.telemetry.Outcome.succeeded()
                : dev.tracedshop.telemetry.Outcome.failed(outcome.type(), outcome.message());
    }

    @Override
    public void executionLogged(StateMachine machine, ObjectNode event) {
        Map<String, String> tags = new TreeMap<>(machine.tags());
        // A deployment has this tag when it names a forwarder (-c datadogForwarderArn). Here one is always there.
        tags.putIfAbsent("DD_TRACE_ENABLED", "true");
        stepFunctions.log(
                new StateMachineProfile(machine.name(), machine.arn(), tags, machine.includeExecutionData()), event);
    }

    @Override
    public void wrote(FunctionDefinition function, @Nullable String requestId, Instant at, String line) {
        register(function);
        extension.log(function.name(), requestId, new LogLine(function.name(), at, line));
    }
}
