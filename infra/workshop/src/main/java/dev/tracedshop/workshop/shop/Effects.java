package dev.tracedshop.workshop.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.LocalRuntime;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.telemetry.CustomMetrics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What requests have led to, read where it is kept: in the tables, in the state machines' executions, and in what went over topics and
 * buses.
 *
 * @param products by product id, in the order of their first event
 * @param metrics how often each metric was counted, by its name and tags
 */
public record Effects(Map<String, Product> products, Map<String, Long> metrics) {
    private static final String SCAN = "DynamoDB_20120810.Scan";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One product and what it has had.
     *
     * @param events by type, how many went over topics and buses
     * @param distinctEvents the same, with an event that was published again under its id counted once
     * @param executions by status, how many executions were about it
     * @param stored whether the table of products has it
     * @param brackets how many pricing brackets are stored
     * @param audited how many audit entries there are about it
     * @param stock how many rows the table of stock has for it
     */
    public record Product(
            Map<String, Integer> events,
            Map<String, Integer> distinctEvents,
            Map<String, Integer> executions,
            boolean stored,
            int brackets,
            int audited,
            int stock) {}

    /** Reads what there is now; what is still under way is not waited for. */
    public static Effects of(RunningShop shop) {
        Map<String, JsonNode> rows = rows(shop.runtime(), "products");
        Map<String, JsonNode> stock = rows(shop.runtime(), "stock");
        Map<String, Integer> audited = new HashMap<>();
        scan(shop.runtime(), "product-audit", item -> audited.merge(productOf(item), 1, Integer::sum));
        Map<String, Map<String, Integer>> executions = shop.ledger().executions();
        Map<String, Map<String, Integer>> distinct = shop.ledger().distinctEvents();
        Map<String, Map<String, Integer>> published =
                new LinkedHashMap<>(shop.ledger().events());
        // One that was stored and has had no event is one of the shop's, too.
        rows.keySet().forEach(id -> published.putIfAbsent(id, Map.of()));
        Map<String, Product> products = new LinkedHashMap<>();
        published.forEach((id, events) -> {
            Optional<JsonNode> row = Optional.ofNullable(rows.get(id));
            products.put(
                    id,
                    new Product(
                            new TreeMap<>(events),
                            distinct.getOrDefault(id, Map.of()),
                            executions.getOrDefault(id, Map.of()),
                            row.isPresent(),
                            row.map(item -> item.path("pricingBrackets")
                                            .path("L")
                                            .size())
                                    .orElse(0),
                            audited.getOrDefault(id, 0),
                            stock.containsKey(id) ? 1 : 0));
        });
        Map<String, Long> metrics = new TreeMap<>();
        for (CustomMetrics.Series series : shop.telemetry().metrics().all()) {
            metrics.merge(series.name() + " " + String.join(" ", series.tags()), series.count(), Long::sum);
        }
        return new Effects(products, metrics);
    }

    private static Map<String, JsonNode> rows(LocalRuntime runtime, String name) {
        Map<String, JsonNode> rows = new HashMap<>();
        scan(runtime, name, item -> rows.put(productOf(item), item));
        return rows;
    }

    private static String productOf(JsonNode item) {
        return item.path("productId").path("S").asText();
    }

    /** Reads a table of the shop, if the templates have it. */
    private static void scan(LocalRuntime runtime, String name, Consumer<JsonNode> items) {
        Optional<String> table = runtime.assembly().resources("AWS::DynamoDB::Table").stream()
                .map((Resource resource) -> runtime.assembly().physicalId(resource))
                .filter(each -> each.endsWith("-" + name))
                .findFirst();
        if (table.isEmpty()) {
            return;
        }
        ObjectNode request =
                JSON.createObjectNode().put("TableName", table.get()).put("ConsistentRead", true);
        JsonNode page;
        do {
            page = runtime.call("dynamodb", SCAN, request);
            page.path("Items").forEach(items);
            request.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
        } while (page.has("LastEvaluatedKey"));
    }

    /**
     * Returns them as JSON: {@code {"products": {"count", "events": {type: n}, "executions": {status: n}, "stock": n, "newest":
     * [{"productId", "events", "executions", "brackets", "stock"}]}, "metrics": {"name tag …": n}}}.
     *
     * @param newest how many products to list
     */
    ObjectNode json(int newest) {
        ObjectNode json = JSON.createObjectNode();
        ObjectNode summary = json.putObject("products").put("count", products.size());
        Map<String, Integer> events = new TreeMap<>();
        Map<String, Integer> executions = new TreeMap<>();
        products.values().forEach(product -> {
            product.events().forEach((type, count) -> events.merge(type, count, Integer::sum));
            product.executions().forEach((status, count) -> executions.merge(status, count, Integer::sum));
        });
        summary.set("events", JSON.valueToTree(events));
        summary.set("executions", JSON.valueToTree(executions));
        summary.put("stock", products.values().stream().mapToInt(Product::stock).sum());
        ArrayNode list = summary.putArray("newest");
        List<Map.Entry<String, Product>> all = List.copyOf(products.entrySet());
        all.subList(Math.max(0, all.size() - newest), all.size())
                .forEach(entry -> list.add(JSON.createObjectNode()
                        .put("productId", entry.getKey())
                        .put("brackets", entry.getValue().brackets())
                        .put("stock", entry.getValue().stock())
                        .<ObjectNode>set(
                                "events", JSON.valueToTree(entry.getValue().events()))
                        .set("executions", JSON.valueToTree(entry.getValue().executions()))));
        json.set("metrics", JSON.valueToTree(metrics));
        return json;
    }
}
