package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.delivery.Hop;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.iam.Denial;
import dev.tracedshop.local.states.StateMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells several listeners, in order. */
record ShopListener(List<RuntimeListener> all) implements RuntimeListener {
    @Override
    public void initStarted(FunctionDefinition function, String instance, Instant at) {
        all.forEach(each -> each.initStarted(function, instance, at));
    }

    @Override
    public void initFinished(FunctionDefinition function, String instance, Duration took) {
        all.forEach(each -> each.initFinished(function, instance, took));
    }

    @Override
    public void invocationStarted(
            FunctionDefinition function, String instance, String requestId, Instant at, boolean cold, boolean early) {
        all.forEach(each -> each.invocationStarted(function, instance, requestId, at, cold, early));
    }

    @Override
    public void invocationFinished(FunctionDefinition function, String requestId, Instant at, Outcome outcome) {
        all.forEach(each -> each.invocationFinished(function, requestId, at, outcome));
    }

    @Override
    public void invocationOver(FunctionDefinition function, String requestId) {
        all.forEach(each -> each.invocationOver(function, requestId));
    }

    @Override
    public void wrote(FunctionDefinition function, @Nullable String requestId, Instant at, String line) {
        all.forEach(each -> each.wrote(function, requestId, at, line));
    }

    @Override
    public void routed(String apiRequestId, String function) {
        all.forEach(each -> each.routed(apiRequestId, function));
    }

    @Override
    public void published(String channel, String message) {
        all.forEach(each -> each.published(channel, message));
    }

    @Override
    public void passed(Hop hop) {
        all.forEach(each -> each.passed(hop));
    }

    @Override
    public void denied(Denial denial) {
        all.forEach(each -> each.denied(denial));
    }

    @Override
    public void usedForeignKey(String function, String role) {
        all.forEach(each -> each.usedForeignKey(function, role));
    }

    @Override
    public void executionLogged(StateMachine machine, ObjectNode event) {
        all.forEach(each -> each.executionLogged(machine, event));
    }
}
