package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.RuntimeListener;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.Outcome;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Remembers what the checks need beside traces: which function handled which request, how often each was invoked, and which events each
 * product has had. Bounded: the oldest entries are forgotten.
 */
public final class Ledger implements RuntimeListener {
    private static final int MAX_REQUESTS = 10_000;
    private static final int MAX_PRODUCTS = 100_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> handlers = bounded(MAX_REQUESTS);
    private final Map<String, Map<String, Integer>> products = bounded(MAX_PRODUCTS);
    private final Map<String, Integer> invocations = new TreeMap<>();
    private final Map<String, Integer> failures = new TreeMap<>();

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
                        .merge(event.type(), 1, Integer::sum));
    }

    private record Event(String product, String type) {}

    private static Optional<Event> productOf(String message) {
        try {
            JsonNode event = JSON.readTree(message);
            JsonNode data = event.path("data");
            String product = data.path("productId")
                    .asText(data.path("product").path("productId").asText());
            return product.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Event(product, event.path("type").asText()));
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

    /**
     * Returns the account as JSON: {@code {"channels": {name: {published, delivered, failed, deadLettered}}, "functions": {name:
     * {invoked, failed}}, "products": {"count", "events": {type: n}, "newest": [{productId, events: {type: n}}]}}}.
     *
     * @param newest how many products to list
     */
    public synchronized ObjectNode json(Account account, int newest) {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode channels = json.putObject("channels");
        account.counts().forEach((name, counts) -> channels.set(name, JSON.valueToTree(counts)));
        ObjectNode functions = json.putObject("functions");
        invocations.forEach((name, count) ->
                functions.putObject(name).put("invoked", count).put("failed", failures.getOrDefault(name, 0)));
        ObjectNode summary = json.putObject("products").put("count", products.size());
        Map<String, Integer> totals = new TreeMap<>();
        products.values().forEach(events -> events.forEach((type, count) -> totals.merge(type, count, Integer::sum)));
        summary.set("events", JSON.valueToTree(totals));
        ArrayNode list = summary.putArray("newest");
        products.entrySet().stream()
                .skip(Math.max(0, products.size() - newest))
                .forEach(entry -> list.addObject()
                        .put("productId", entry.getKey())
                        .set("events", JSON.valueToTree(entry.getValue())));
        return json;
    }
}
