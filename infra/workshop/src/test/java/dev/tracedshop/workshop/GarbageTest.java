package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever comes over a queue, a topic or the bus: it is given up with its reason, and what came with it is handled once. */
@WholeShop
class GarbageTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MOST_AT_ONCE = 10;

    private RunningShop shop;
    private String good;

    @BeforeEach
    void comeToRest(RunningShop shared) throws InterruptedException {
        shop = shared;
        good = UUID.randomUUID().toString();
        RunningShop.Mark unused = shop.markAtRest(LIMIT);
        emptyDeadLetters();
    }

    @AfterEach
    void emptyDeadLetters() {
        deadLetterQueues().forEach(queue -> shop.runtime().call("sqs", "AmazonSQS.PurgeQueue", url(queue)));
    }

    /** Returns texts that are no events of a type, by what is wrong with them; each holds its own name. */
    private static Map<String, String> garbage(String type) {
        Map<String, String> garbage = new LinkedHashMap<>();
        garbage.put("no JSON", "no JSON");
        garbage.put("cut off", "{\"cut off\": ");
        garbage.put("a list", "[\"a list\"]");
        garbage.put("wrong envelope", "{\"hello\": \"wrong envelope\"}");
        garbage.put("no data", envelope(type, "no data").without("data").toString());
        garbage.put("unknown type", envelope("product.exploded", "unknown type").toString());
        garbage.put("wrong data", envelope(type, "wrong data").toString());
        ObjectNode large = envelope(type, "large");
        large.withObject("/data").put("padding", "x".repeat(240_000));
        garbage.put("large", large.toString());
        return garbage;
    }

    /** Returns an envelope in which everything is right but the data. */
    private static ObjectNode envelope(String type, String about) {
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", UUID.randomUUID().toString())
                .put("source", "garbage")
                .put("type", type)
                .put("time", "2026-01-31T12:00:00Z")
                .put("datacontenttype", "application/json")
                .put("about", about);
        event.putObject("data").put("productId", 42);
        return event;
    }

    /** Returns the event of a product that nobody has heard of before. */
    private String goodEvent(String type) {
        ObjectNode event = envelope(type, "good");
        ObjectNode data = event.putObject("data").put("productId", good);
        if (type.equals("product.created")) {
            ObjectNode product = data.removeAll().putObject("product").put("productId", good);
            product.put("name", "Good").put("price", 12.5).put("version", 1).put("priceVersion", 1);
            product.putArray("pricingBrackets");
        }
        return event.toString();
    }

    private long counted(String type) {
        return (long) shop.telemetry().metrics().sum("shop.events", "type:" + type);
    }

    private static String fromTopic(String message) {
        return JSON.createObjectNode()
                .put("Type", "Notification")
                .put("MessageId", UUID.randomUUID().toString())
                .put("TopicArn", "arn:aws:sns:us-east-1:000000000000:garbage")
                .put("Timestamp", "2026-01-31T12:00:00.000Z")
                .put("Message", message)
                .toString();
    }

    private static String fromBus(String detail) {
        return "{\"version\": \"0\", \"id\": \"" + UUID.randomUUID()
                + "\", \"detail-type\": \"product.productCreated.v1\", \"source\": \"dev.products\", \"account\": \"000000000000\","
                + " \"time\": \"2026-01-31T12:00:00Z\", \"region\": \"us-east-1\", \"resources\": [], \"detail\": "
                + detail
                + "}";
    }

    @Test
    void garbageInTheQueueOfPrivateEvents() throws Exception {
        List<String> bodies = new ArrayList<>();
        garbage("product.created").values().forEach(text -> bodies.add(fromTopic(text)));
        bodies.add("not even a notification");
        sendAmongGoodOnes("public-event-publisher", bodies, fromTopic(goodEvent("product.created")));
        atRest();

        assertThat(reasons("public-event-publisher-dead-letters"))
                .hasSize(bodies.size())
                .doesNotContainValue("");
        assertThat(events()).containsEntry("product.productCreated.v1", 1);
    }

    @Test
    void garbageInTheQueuesThatTheBusFeeds() throws Exception {
        long before = counted("product.productCreated.v1");
        for (String queue : List.of("inventory-acl", "analytics")) {
            List<String> bodies = new ArrayList<>();
            garbage("product.productCreated.v1").forEach((what, text) -> {
                if (text.startsWith("{") && text.endsWith("}")) {
                    bodies.add(fromBus(text));
                }
            });
            bodies.add("not even an event");
            bodies.add(fromBus("\"a text\""));
            bodies.add(fromBus("null"));
            sendAmongGoodOnes(queue, bodies, fromBus(goodEvent("product.productCreated.v1")));
        }
        atRest();

        assertThat(reasons("inventory-acl-dead-letters")).hasSize(8).doesNotContainValue("");
        assertThat(events())
                .containsEntry("inventory.newProductAdded", 1)
                .containsEntry("inventory.stockOrdered.v1", 1);
        // Analytics counts events of any type and any data: only what is no event is refused.
        List<JsonNode> uncounted = deadLetters("analytics-dead-letters");
        assertThat(uncounted).hasSize(5).noneMatch(message -> reason(message).isEmpty());
        assertThat(uncounted)
                .as("redriven, none leads back into the invocation that refused it")
                .allMatch(message -> message.at("/Attributes/AWSTraceHeader").isMissingNode());
        assertThat(counted("product.productCreated.v1") - before)
                .as(
                        "wrong data, a large one, the good one, which came twice, and the product that proves the shop well")
                .isEqualTo(4);
    }

    @Test
    void garbageOnTopicsThatInvokeFunctions() throws Exception {
        Map<String, List<String>> consumers = Map.of(
                "product-created", List.of("product-created"),
                "product-updated", List.of("product-updated"),
                "price-calculated", List.of("pricing-changed"),
                "new-product-added", List.of("stock-ordering"));
        Map<String, String> types = Map.of(
                "product-created", "product.created",
                "product-updated", "product.updated",
                "price-calculated", "pricing.calculated",
                "new-product-added", "inventory.newProductAdded");
        int garbage = 0;
        for (Map.Entry<String, String> topic : types.entrySet()) {
            for (String text : garbage(topic.getValue()).values()) {
                publish(topic.getKey(), text);
                garbage++;
            }
        }
        atRest();

        int given = 0;
        for (List<String> functions : consumers.values()) {
            for (String function : functions) {
                Map<String, String> reasons = reasons(function + "-invocation-dead-letters");
                assertThat(reasons).as(function).doesNotContainValue("");
                given += reasons.size();
            }
        }
        assertThat(given).isEqualTo(garbage);
    }

    @Test
    void garbageOnTheBus() throws Exception {
        ObjectNode request = JSON.createObjectNode();
        ArrayNode entries = request.putArray("Entries");
        garbage("product.productCreated.v1").values().stream()
                .filter(text -> text.startsWith("{") && text.endsWith("}"))
                .forEach(text -> entries.addObject()
                        .put("EventBusName", "dev-shop")
                        .put("Source", "dev.products")
                        .put("DetailType", "product.productCreated.v1")
                        .put("Detail", text));
        entries.addObject()
                .put("EventBusName", "dev-shop")
                .put("Source", "dev.products")
                .put("DetailType", "product.productCreated.v1")
                .put("Detail", "no JSON");
        JsonNode answer = shop.runtime().call("events", "AWSEvents.PutEvents", request);
        atRest();

        assertThat(answer.path("FailedEntryCount").asInt()).isEqualTo(1);
        assertThat(reasons("inventory-acl-dead-letters"))
                .hasSize(entries.size() - 1)
                .doesNotContainValue("");
    }

    @Test
    void anEventThatCameLateChangesNothing() throws Exception {
        HttpShop http = new HttpShop(shop.api());
        Response created = http.post("/product", Shop.product("Late", "10"));
        String id = created.data("productId");
        assertThat(http.put("/product", "{\"productId\":\"" + id + "\",\"name\":\"Late\",\"price\":20}")
                        .status())
                .isEqualTo(200);
        atRest();
        JsonNode before = http.get("/product/" + id).json().path("data");

        ObjectNode old = envelope("pricing.calculated", "late");
        old.putObject("data")
                .put("productId", id)
                .put("priceVersion", 1)
                .putArray("brackets")
                .addObject()
                .put("quantity", 5)
                .put("price", 0.01);
        publish("price-calculated", old.toString());
        publish("price-calculated", old.toString());
        atRest();

        assertThat(http.get("/product/" + id).json().path("data")).isEqualTo(before);
        assertThat(before.path("pricingBrackets")).isNotEmpty();
        assertThat(reasons("pricing-changed-invocation-dead-letters")).isEmpty();
    }

    /** After it all, the shop does its work as before. */
    private void atRest() throws InterruptedException {
        RunningShop.Mark unused = shop.markAtRest(LIMIT);
        Response created = new HttpShop(shop.api()).post("/product", Shop.product("Afterwards", "10"));
        assertThat(created.status()).isEqualTo(201);
        RunningShop.Mark unusedToo = shop.markAtRest(LIMIT);
        assertThat(shop.ledger().executions().get(created.data("productId"))).isEqualTo(Map.of("SUCCEEDED", 1));
    }

    private Map<String, Integer> events() {
        return shop.ledger().events().getOrDefault(good, Map.of());
    }

    /** Sends messages in full batches: a good one, delivered twice, stands among the bad ones. */
    private void sendAmongGoodOnes(String queue, List<String> bad, String goodOne) {
        List<String> bodies = new ArrayList<>(bad);
        bodies.add(1, goodOne);
        bodies.add(bodies.size() - 1, goodOne);
        for (int from = 0; from < bodies.size(); from += MOST_AT_ONCE) {
            ObjectNode request = url("dev-" + queue);
            ArrayNode entries = request.putArray("Entries");
            for (String body : bodies.subList(from, Math.min(bodies.size(), from + MOST_AT_ONCE))) {
                entries.addObject().put("Id", "m" + entries.size()).put("MessageBody", body);
            }
            JsonNode answer = shop.runtime().call("sqs", "AmazonSQS.SendMessageBatch", request);
            assertThat(answer.path("Failed")).isEmpty();
        }
    }

    private void publish(String topic, String message) throws Exception {
        Map<String, String> form = new TreeMap<>(Map.of(
                "Action",
                "Publish",
                "Version",
                "2010-03-31",
                "TopicArn",
                "arn:aws:sns:us-east-1:000000000000:dev-" + topic,
                "Message",
                message));
        List<String> pairs = new ArrayList<>();
        form.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(shop.runtime().aws())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + shop.runtime().accessKey()
                                + "/20260131/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0")
                .POST(HttpRequest.BodyPublishers.ofString(String.join("&", pairs)))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private ObjectNode url(String queue) {
        URI aws = shop.runtime().aws();
        return JSON.createObjectNode().put("QueueUrl", aws + "/000000000000/" + queue);
    }

    private List<String> deadLetterQueues() {
        return shop.runtime().assembly().resources("AWS::SQS::Queue").stream()
                .map(queue -> shop.runtime().assembly().attribute(queue, "QueueName"))
                .filter(name -> name.endsWith("-dead-letters"))
                .toList();
    }

    /** Returns what lies in a dead-letter queue: by message id, why. */
    private Map<String, String> reasons(String queue) {
        Map<String, String> reasons = new LinkedHashMap<>();
        deadLetters(queue)
                .forEach(message -> reasons.put(message.path("MessageId").asText(), reason(message)));
        return reasons;
    }

    private List<JsonNode> deadLetters(String queue) {
        List<JsonNode> letters = new ArrayList<>();
        ObjectNode request =
                url("dev-" + queue).put("MaxNumberOfMessages", MOST_AT_ONCE).put("VisibilityTimeout", 600);
        request.putArray("MessageAttributeNames").add("All");
        request.putArray("MessageSystemAttributeNames").add("All");
        while (true) {
            JsonNode messages = shop.runtime()
                    .call("sqs", "AmazonSQS.ReceiveMessage", request)
                    .path("Messages");
            if (messages.isEmpty()) {
                return letters;
            }
            messages.forEach(letters::add);
        }
    }

    /** The handler's own reason; or, of an invocation that was given up, its error. */
    private static String reason(JsonNode message) {
        JsonNode attribute = message.path("MessageAttributes").path("reason");
        if (!attribute.isMissingNode()) {
            return attribute.path("StringValue").asText();
        }
        try {
            return JSON.readTree(message.path("Body").asText())
                    .path("responsePayload")
                    .path("errorMessage")
                    .asText();
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            return "";
        }
    }
}
