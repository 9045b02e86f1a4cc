package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.FunctionDefinition;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.trace.LinkIndex;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Evidence;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters come back: handled if they can be, given up again if not, and each traced to its first attempt. */
@WholeShop
class RedriveTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:dev-";
    private static final String DEAD = "inventory-acl-dead-letters";
    private static final int GOOD = 40;
    private static final int BAD = 10;

    private RunningShop shop;

    @BeforeEach
    void comeToRest(RunningShop shared) throws InterruptedException {
        shop = shared;
        RunningShop.Mark unused = shop.markAtRest(DEADLINE);
        empty();
    }

    @AfterEach
    void empty() {
        shop.runtime().call("sqs", "AmazonSQS.PurgeQueue", url(DEAD));
        shop.runtime().call("sqs", "AmazonSQS.PurgeQueue", url("stock-ordering-invocation-dead-letters"));
    }

    @Test
    void deadLettersAreMovedBackHandledOrGivenUpAgain() throws Exception {
        // Those that can never be handled come by the handler itself, which notes its span on them.
        RunningShop.Mark first = shop.mark();
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < BAD; i++) {
            bad.add(event("42 is no id"));
        }
        send("inventory-acl", bad);
        Evidence refused = shop.evidence(first, DEADLINE);
        assertThat(deadLetters())
                .hasSize(BAD)
                .allSatisfy(letter -> assertThat(letter.path("reason").asText()).contains("breaks the schema"))
                .extracting(letter -> letter.path("trace").asText())
                .doesNotContain("")
                .doesNotHaveDuplicates();
        List<String> products = new ArrayList<>();
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            products.add(UUID.randomUUID().toString());
            bodies.add(event(products.get(i)));
        }
        send(DEAD, bodies);
        assertThat(size(DEAD)).isEqualTo(GOOD + BAD);

        RunningShop.Mark start = shop.mark();
        String execution = redrive();
        Evidence evidence = shop.evidence(start, DEADLINE);

        assertThat(evidence.quiet().pending()).isEmpty();
        assertThat(status(execution)).isEqualTo("SUCCEEDED");
        assertThat(size(DEAD)).isEqualTo(BAD);
        for (String product : products) {
            assertThat(shop.ledger().events().get(product))
                    .as(product)
                    .containsEntry("inventory.newProductAdded", 1)
                    .containsEntry("inventory.stockOrdered.v1", 1);
        }
        // What was refused again leads to where it was refused before.
        LinkIndex links = new LinkIndex(all(evidence, refused));
        List<Span> refusals = spans(refused).stream()
                .filter(span -> span.resource().equals("process dev-inventory-acl"))
                .filter(Span::error)
                .toList();
        assertThat(refusals)
                .hasSize(BAD)
                .allSatisfy(refusal -> assertThat(links.linkingTo(refusal))
                        .extracting(Span::resource)
                        .contains("process dev-inventory-acl"));
        Trace machine = evidence.traces().stream()
                .filter(trace -> trace.spans().stream()
                        .anyMatch(span -> span.resource().contains("CheckRedrive")
                                || span.name().contains("CheckRedrive")))
                .findFirst()
                .orElseThrow();
        assertThat(machine.spans())
                .as("the check's function, under its state")
                .anyMatch(span -> span.resource().equals("dev-redrive-check"));
    }

    @Test
    void aSecondRedriveWhileOneRunsIsRefused() throws Exception {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            bodies.add(event(UUID.randomUUID().toString()));
        }
        send(DEAD, bodies);
        RunningShop.Mark start = shop.mark();
        // At AWS's own pace one message a second takes its time; a function's start does not.
        shop.hurry().set(1);
        try {
            JsonNode task = shop.runtime()
                    .call(
                            "sqs",
                            "AmazonSQS.StartMessageMoveTask",
                            JSON.createObjectNode()
                                    .put("SourceArn", ARN + DEAD)
                                    .put("DestinationArn", ARN + "inventory-acl")
                                    .put("MaxNumberOfMessagesPerSecond", 1));
            String execution = redrive();
            ended(execution);
            assertThat(status(execution)).isEqualTo("FAILED");
            assertThat(describe(execution).path("error").asText()).isEqualTo("RedriveAlreadyRunning");
            shop.runtime()
                    .call(
                            "sqs",
                            "AmazonSQS.CancelMessageMoveTask",
                            JSON.createObjectNode()
                                    .put("TaskHandle", task.path("TaskHandle").asText()));
        } finally {
            shop.hurry().set(RunningShop.IN_A_HURRY);
        }
        assertThat(shop.evidence(start, DEADLINE).quiet().pending()).isEmpty();
    }

    @Test
    void aFailedInvocationIsReplayedAndLinkedToItsFirstAttempt() throws Exception {
        Function ordering = shop.function("stock-ordering");
        FunctionDefinition sound = ordering.definition();
        RunningShop.Mark start = shop.mark();
        ordering.replace(new FunctionDefinition(
                sound.name(),
                sound.arn(),
                sound.path(),
                sound.handler(),
                sound.runtime(),
                sound.architecture(),
                sound.memoryMb(),
                Duration.ofMillis(1),
                sound.environment(),
                sound.role(),
                sound.tracing(),
                sound.classPath()));
        Response created = new HttpShop(shop.api()).post("/product", Shop.product("Replayed", "10"));
        try {
            assertThat(shop.evidence(start, DEADLINE).quiet().pending()).isEmpty();
        } finally {
            ordering.replace(sound);
        }
        assertThat(size("stock-ordering-invocation-dead-letters")).isEqualTo(1);
        assertThat(shop.ledger().executions()).doesNotContainKey(created.data("productId"));

        Outcome replayed = shop.function("replay")
                .invoke(
                        ("{\"queueArn\":\"" + ARN + "stock-ordering-invocation-dead-letters\"}")
                                .getBytes(StandardCharsets.UTF_8),
                        "")
                .get();
        assertThat(new String(replayed.payload(), StandardCharsets.UTF_8)).contains("\"replayed\":1");
        Evidence evidence = shop.evidence(start, DEADLINE);

        assertThat(size("stock-ordering-invocation-dead-letters")).isZero();
        assertThat(shop.ledger().executions().get(created.data("productId"))).isEqualTo(Map.of("SUCCEEDED", 1));
        Span replay = spans(evidence).stream()
                .filter(span -> span.name().equals("lambda.replay"))
                .findFirst()
                .orElseThrow();
        Trace first = shop.traceOf(created.requestId().orElseThrow()).orElseThrow();
        assertThat(replay.links()).hasSize(1);
        assertThat(replay.links().get(0).traceId()).isEqualTo(first.id());
        assertThat(replay.tag("replay.first_request_id")).isPresent();
        assertThat(first.spans())
                .as("the replayed attempt is in the trace of the first one")
                .anyMatch(span -> span.resource().equals("Sfn.StartExecution") && !span.error());
    }

    /** Puts traces together; of one that is in both the newer has more. */
    private static List<Trace> all(Evidence newer, Evidence older) {
        List<Trace> all = new ArrayList<>(newer.traces());
        older.traces().stream()
                .filter(trace -> all.stream().noneMatch(known -> known.id().equals(trace.id())))
                .forEach(all::add);
        return all;
    }

    private static List<Span> spans(Evidence evidence) {
        return evidence.traces().stream()
                .flatMap((Trace trace) -> trace.spans().stream())
                .toList();
    }

    private static String event(String productId) {
        String detail = "{\"specversion\":\"1.0\",\"id\":\"" + UUID.randomUUID()
                + "\",\"source\":\"dev.products\",\"type\":\"product.productCreated.v1\",\"time\":\"2026-01-31T12:00:00Z\","
                + "\"datacontenttype\":\"application/json\",\"data\":{\"productId\":\"" + productId + "\"}}";
        return "{\"version\":\"0\",\"id\":\"" + UUID.randomUUID()
                + "\",\"detail-type\":\"product.productCreated.v1\",\"source\":\"dev.products\",\"account\":\"000000000000\","
                + "\"time\":\"2026-01-31T12:00:00Z\",\"region\":\"us-east-1\",\"resources\":[],\"detail\":" + detail
                + "}";
    }

    private String redrive() {
        return shop.runtime()
                .call(
                        "states",
                        "AWSStepFunctions.StartExecution",
                        JSON.createObjectNode()
                                .put(
                                        "stateMachineArn",
                                        "arn:aws:states:us-east-1:000000000000:stateMachine:dev-redrive")
                                .put(
                                        "input",
                                        "{\"sourceArn\":\"" + ARN + DEAD + "\",\"destinationArn\":\"" + ARN
                                                + "inventory-acl\"}"))
                .path("executionArn")
                .asText();
    }

    private JsonNode describe(String execution) {
        return shop.runtime()
                .call(
                        "states",
                        "AWSStepFunctions.DescribeExecution",
                        JSON.createObjectNode().put("executionArn", execution));
    }

    private String status(String execution) {
        return describe(execution).path("status").asText();
    }

    private void ended(String execution) {
        await().atMost(DEADLINE).until(() -> !status(execution).equals("RUNNING"));
    }

    private void send(String queue, List<String> bodies) {
        for (int from = 0; from < bodies.size(); from += 10) {
            ObjectNode request = url(queue);
            ArrayNode entries = request.putArray("Entries");
            for (String body : bodies.subList(from, Math.min(bodies.size(), from + 10))) {
                entries.addObject().put("Id", "m" + entries.size()).put("MessageBody", body);
            }
            assertThat(shop.runtime()
                            .call("sqs", "AmazonSQS.SendMessageBatch", request)
                            .path("Failed"))
                    .isEmpty();
        }
    }

    private List<JsonNode> deadLetters() {
        List<JsonNode> listed = new ArrayList<>();
        shop.account(0).path("deadLetters").path("listed").forEach(listed::add);
        return listed;
    }

    private int size(String queue) {
        ObjectNode request = url(queue);
        request.putArray("AttributeNames").add("ApproximateNumberOfMessages");
        return shop.runtime()
                .call("sqs", "AmazonSQS.GetQueueAttributes", request)
                .path("Attributes")
                .path("ApproximateNumberOfMessages")
                .asInt();
    }

    private ObjectNode url(String queue) {
        return JSON.createObjectNode().put("QueueUrl", shop.runtime().aws() + "/000000000000/dev-" + queue);
    }
}
