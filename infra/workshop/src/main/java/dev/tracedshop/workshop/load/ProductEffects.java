package dev.tracedshop.workshop.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.workshop.shop.Effects;
import dev.tracedshop.workshop.shop.RunningShop;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Says of products which of their effects are missing or came twice. */
final class ProductEffects {
    /** The events that a product is told of on the bus, and that analytics counts. */
    static final Set<String> ON_THE_BUS = Set.of("product.productCreated.v1", "inventory.stockOrdered.v1");

    private static final String CREATED = "product.created";
    private static final String ORDERED = "inventory.stockOrdered.v1";
    private static final String ORDER_FAILED = "inventory.stockOrderFailed.v1";

    /** The creation and the brackets are a write each. */
    private static final int AUDITED = 2;

    /** What one product alone leads to, on topics and on the bus. */
    private static final Map<String, Integer> EVENTS = Map.of(
            CREATED,
            1,
            "pricing.calculated",
            1,
            "product.productCreated.v1",
            1,
            "inventory.newProductAdded",
            1,
            "inventory.stockOrdered.v1",
            1);

    /** Steps of quantity and the part of the price that is left, as the pricing service has them. */
    private static final Map<Integer, String> BRACKETS =
            new TreeMap<>(Map.of(5, "0.95", 10, "0.90", 25, "0.80", 50, "0.75", 100, "0.70"));

    private static final String SAME_EVENT = " (the same event under its id)";

    private final RunningShop shop;
    private final HttpShop http;

    ProductEffects(RunningShop shop, HttpShop http) {
        this.shop = shop;
        this.http = http;
    }

    /**
     * Judges a shop in which nothing was made to fail: each event is there once, each metric was counted once. On a busy machine a call's
     * answer may come so late that the SDK makes it again; then the same event was published again under its id, as on AWS, and nobody
     * applies it twice.
     *
     * @param counted gets how many were published again
     */
    void exactly(
            List<Response> created, Map<String, Long> countedBefore, List<String> lost, Map<String, Object> counted) {
        Effects effects = Effects.of(shop);
        int publishedAgain = 0;
        for (Response response : created) {
            String id = response.data("productId");
            Effects.Product product = effects.products().get(id);
            if (product == null) {
                lost.add(id + " has had no event");
            } else {
                publishedAgain += publishedAgain(product);
                complete(id, product, product.distinctEvents(), lost);
                ordered(id, product, lost);
            }
        }
        counted.put("publishedAgain", publishedAgain + SAME_EVENT);
        Map<String, Long> countedNow = countedByAnalytics();
        for (String type : ON_THE_BUS) {
            long count = countedNow.getOrDefault(type, 0L) - countedBefore.getOrDefault(type, 0L);
            if (count != created.size()) {
                lost.add("Analytics has counted " + count + " " + type + ", not " + created.size());
            }
        }
    }

    /**
     * Judges a shop in which functions were killed and everything came twice. Applied once means there: the stores, the executions and
     * the ids of events are as if everything had come once. A killed function may have published an event, or counted a metric, without
     * having noted it; then the same follows once more.
     *
     * @param created what was answered with 201
     * @param killed how many functions were killed: so many products at the most may be stored without an event
     * @param counted gets the numbers that are explained and not judged
     */
    void once(List<Response> created, long killed, List<String> lost, Map<String, Object> counted) {
        Effects effects = Effects.of(shop);
        for (Response response : created) {
            String id = response.data("productId");
            Effects.Product product = effects.products().get(id);
            if (product == null || !product.stored() || !product.events().containsKey(CREATED)) {
                lost.add(id + " was answered with 201 and is "
                        + (product == null ? "nowhere" : "half there: " + product));
            }
        }
        int withoutEvent = 0;
        int publishedAgain = 0;
        int ordersFailed = 0;
        long eventsOnTheBus = 0;
        for (Map.Entry<String, Effects.Product> entry : effects.products().entrySet()) {
            Effects.Product product = entry.getValue();
            publishedAgain += publishedAgain(product);
            for (String type : List.of("product.productCreated.v1", ORDERED, ORDER_FAILED)) {
                eventsOnTheBus += product.distinctEvents().getOrDefault(type, 0);
            }
            if (product.events().containsKey(CREATED)) {
                Map<String, Integer> events = new TreeMap<>(product.distinctEvents());
                if (product.executions().equals(Map.of("FAILED", 1))) {
                    ordersFailed++;
                    events.computeIfPresent(ORDER_FAILED, (type, count) -> count == 1 ? null : count);
                    events.merge(ORDERED, 1, Integer::sum);
                    if (product.stock() != 0) {
                        lost.add(entry.getKey() + " has stock that no order brought");
                    }
                } else {
                    ordered(entry.getKey(), product, lost);
                }
                complete(entry.getKey(), product, events, lost);
            } else {
                withoutEvent++;
            }
        }
        if (withoutEvent > killed) {
            lost.add(withoutEvent + " products are stored and were never announced, and only " + killed
                    + " functions were killed");
        }
        counted.put("ordersFailed", ordersFailed + " (no quote in time, and told by " + ORDER_FAILED + ")");
        counted.put("storedWithoutEvent", withoutEvent + " (killed between write and publication: decision 0009)");
        counted.put("publishedAgain", publishedAgain + SAME_EVENT);
        long metrics = (long) shop.telemetry().metrics().sum("shop.events", "type:" + ORDER_FAILED)
                + countedByAnalytics().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
        counted.put("metricsCountedAgain", metrics - eventsOnTheBus + " (by killed batches)");
        if (metrics < eventsOnTheBus) {
            lost.add("Analytics has counted " + metrics + " events of " + eventsOnTheBus);
        }
    }

    private static int publishedAgain(Effects.Product product) {
        return product.events().entrySet().stream()
                .mapToInt(type -> type.getValue() - product.distinctEvents().getOrDefault(type.getKey(), 0))
                .sum();
    }

    private void complete(String id, Effects.Product product, Map<String, Integer> events, List<String> lost) {
        if (!events.equals(EVENTS)) {
            lost.add(id + " has had " + events + ", not " + EVENTS);
        }
        if (!product.stored()) {
            lost.add(id + " has had events and is not stored");
            return;
        }
        if (product.audited() != AUDITED) {
            lost.add(id + " has " + product.audited() + " audit entries, not " + AUDITED);
        }
        brackets(id).ifPresent(lost::add);
    }

    private static void ordered(String id, Effects.Product product, List<String> lost) {
        if (!product.executions().equals(Map.of("SUCCEEDED", 1))) {
            lost.add(id + " has executions " + product.executions() + ", not one that succeeded");
        }
        if (product.stock() != 1) {
            lost.add(id + " has " + product.stock() + " rows of stock");
        }
    }

    /** Returns by type what analytics has counted. */
    Map<String, Long> countedByAnalytics() {
        Map<String, Long> counts = new TreeMap<>();
        for (String type : ON_THE_BUS) {
            counts.put(type, (long) shop.telemetry().metrics().sum("shop.events", "type:" + type));
        }
        return counts;
    }

    /** Says what is wrong with the brackets of a product, if anything is: they have to be those of its price. */
    Optional<String> brackets(String id) {
        JsonNode product = http.get("/product/" + id).json().path("data");
        BigDecimal price = product.path("price").decimalValue();
        Map<Integer, BigDecimal> expected = new TreeMap<>();
        BRACKETS.forEach((quantity, part) ->
                expected.put(quantity, price.multiply(new BigDecimal(part)).setScale(2, RoundingMode.HALF_UP)));
        Map<Integer, BigDecimal> actual = new TreeMap<>();
        product.path("pricingBrackets")
                .forEach(bracket -> actual.put(
                        bracket.path("quantity").asInt(),
                        new BigDecimal(bracket.path("price").asText()).setScale(2, RoundingMode.UNNECESSARY)));
        return actual.equals(expected)
                ? Optional.empty()
                : Optional.of(id + " has the brackets " + actual + " at the price " + price + ", not " + expected);
    }
}
