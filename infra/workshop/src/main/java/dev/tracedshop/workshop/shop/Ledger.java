package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.states.StateMachine;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Remembers what the checks need beside traces: which function handled which request, how often each was invoked, and which events each
 * product has had. Bounded: the oldest entries are forgotten.
 */
public final class Ledger implements RuntimeListener {
    private static final int MAX_REQUESTS = 10_000;
    private static final int MAX_PRODUCTS = 100_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> handlers = bounded(MAX_REQUESTS);
    private final Map<String, Map<String, Published>> products = bounded(MAX_PRODUCTS);
    private final Map<String, Ordered> executions = bounded(MAX_PRODUCTS);
    private final Map<String, Integer> invocations = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();

    /**
     * The events of one type that a product has had.
     *
     * @param times how often one was published
     * @param ids the ids of those events: fewer, if one was published again
     */
    private record Published(int times, Set<String> ids) {
        Published and(String id) {
            Set<String> more = new HashSet<>(ids);
            more.add(id);
            return new Published(times + 1, Set.copyOf(more));
        }
    }

    // The idiom for a bounded map of the JDK; it is never serialized.
    @SuppressWarnings("serial")
    private static <V> Map<String, V> bounded(int limit) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > limit;
            }
        };
    }

    @Override
    public synchronized void routed(String apiRequestId, String function) {
        handlers.put(apiRequestId, function);
    }

    @Override
    public synchronized void invocationFinished(
            FunctionDefinition function, String requestId, Instant at, Outcome outcome) {
        invocations.merge(function.name(), 1, Integer::sum);
        if (!outcome.succeeded()) {
            failures.merge(function.name(), 1, Integer::sum);
        }
    }

    @Override
    public synchronized void published(String topic, String message) {
        productOf(message)
                .ifPresent(event -> products.computeIfAbsent(event.product(), ignored -> new TreeMap<>())
                        .compute(
                                event.type(),
                                (type, before) ->
                                        (before == null ? new Published(0, Set.of()) : before).and(event.id())));
    }

    /**
     * An execution of a state machine.
     *
     * @param productId the product that it is about, or empty
     * @param status RUNNING, or how it ended: SUCCEEDED, FAILED, TIMED_OUT, ABORTED
     */
    private record Ordered(String productId, String status) {}

    @Override
    public synchronized void executionLogged(StateMachine machine, ObjectNode event) {
        String arn = event.path("execution_arn").asText();
        switch (event.path("type").asText()) {
            case "ExecutionStarted" ->
                executions.put(arn, new Ordered(productOfInput(event.path("details")), "RUNNING"));
            case "ExecutionSucceeded" -> ended(arn, "SUCCEEDED");
            case "ExecutionFailed" -> ended(arn, "FAILED");
            case "ExecutionTimedOut" -> ended(arn, "TIMED_OUT");
            case "ExecutionAborted" -> ended(arn, "ABORTED");
            default -> {
                // What happens in between is the trace's business.
            }
        }
    }

    private void ended(String arn, String status) {
        executions.computeIfPresent(arn, (ignored, running) -> new Ordered(running.productId(), status));
    }

    private static String productOfInput(JsonNode details) {
        try {
            return JSON.readTree(details.path("input").asText("{}"))
                    .path("productId")
                    .asText();
        } catch (JacksonException e) {
            return "";
        }
    }

    /** Returns how the executions about each product stand: by product and status, how many. */
    public synchronized Map<String, Map<String, Integer>> executions() {
        Map<String, Map<String, Integer>> counts = new HashMap<>();
        executions
                .values()
                .forEach(execution -> counts.computeIfAbsent(execution.productId(), ignored -> new TreeMap<>())
                        .merge(execution.status(), 1, Integer::sum));
        return counts;
    }

    /** Returns which events each product has had, on topics and buses: by product and type, how many. */
    public synchronized Map<String, Map<String, Integer>> events() {
        return counted(Published::times);
    }

    /** Returns the same, with an event that was published again under its id counted once. */
    public synchronized Map<String, Map<String, Integer>> distinctEvents() {
        return counted(published -> published.ids().size());
    }

    private Map<String, Map<String, Integer>> counted(ToIntFunction<Published> count) {
        Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();
        products.forEach((product, events) -> {
            Map<String, Integer> byType = new TreeMap<>();
            events.forEach((type, published) -> byType.put(type, count.applyAsInt(published)));
            counts.put(product, byType);
        });
        return counts;
    }

    private record Event(String product, String type, String id) {}

    private static Optional<Event> productOf(String message) {
        try {
            JsonNode event = JSON.readTree(message);
            JsonNode data = event.path("data");
            String product = data.path("productId")
                    .asText(data.path("product").path("productId").asText());
            return product.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Event(
                            product,
                            event.path("type").asText(),
                            event.path("id").asText()));
        } catch (JacksonException e) {
            return Optional.empty(); // Not an event of the shop's; the channel has counted it.
        }
    }

    /** Returns the functions by the id of the request that they handled. */
    public synchronized Map<String, String> handlers() {
        return Map.copyOf(handlers);
    }

    /** Returns how often a function was invoked. */
    public synchronized int invocations(String function) {
        return invocations.getOrDefault(function, 0);
    }

    /** Returns by function how often it was invoked, and how often that failed: {@code {name: {invoked, failed}}}. */
    public synchronized ObjectNode functions() {
        ObjectNode functions = JSON.createObjectNode();
        invocations.forEach((name, count) ->
                functions.putObject(name).put("invoked", count).put("failed", failures.getOrDefault(name, 0)));
        return functions;
    }
}
