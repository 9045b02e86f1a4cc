///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.containing;
import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.matching;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static dev.tracedshop.trace.expect.Expectations.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.ExpectedTrace;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.trace.expect.SpanPattern;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Step 10: breaks one of three messages on its way, puts its dead letter right, has it redriven, and says what the trace should tell of
 * all that.
 */
public final class Step implements Scenario {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUE = "inventory-acl";
    private static final String DEAD = QUEUE + "-dead-letters";
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Runs {@code ./workshop check 10}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("10", args);
    }

    @Override
    public Expectation play(LocalShop shop) throws InterruptedException {
        // What lies there from before would be redriven, too.
        var unused = shop.call("sqs", "AmazonSQS.PurgeQueue", queue(shop, DEAD).toString());
        shop.hold(QUEUE);
        Response first = shop.post("/product", Shop.product("Earl Grey", "12.50"));
        awaitMessages(shop, 1);
        breakTheMessage(shop);
        Response second = shop.post("/product", Shop.product("Assam", "9.80"));
        Response third = shop.post("/product", Shop.product("Darjeeling", "14.20"));
        awaitMessages(shop, 3);
        shop.release(QUEUE);
        shop.rest();
        Optional<JsonNode> letter = take(shop, DEAD);
        letter.ifPresent(dead -> putRight(shop, dead, first.data("productId")));
        redrive(shop);
        shop.rest();
        return expect(first)
                .status(201)
                .trace("poisoned", Step::poisoned)
                .trace(
                        "redrive",
                        trace -> trace.root(operation("aws.stepfunctions").resource("*-redrive"))
                                .span("start", span -> span.inside("root").resource("*-redrive-start"))
                                .noErrors())
                .alsoExpect(second)
                .status(201)
                .trace("neighbour 1", Step::neighbour)
                .alsoExpect(third)
                .status(201)
                .trace("neighbour 2", Step::neighbour)
                .alsoExpect(Response.found(
                        "The dead letter", letter.map(Step::described).orElseGet(JSON::createObjectNode)))
                .field("reason", containing("$.data.productId"))
                .field("body.detail.data.productId", is("Earl Grey"));
    }

    /** The trace of the request whose message was broken: refused, redriven, and followed to the end. */
    private static ExpectedTrace poisoned(ExpectedTrace trace) {
        return request(trace)
                .span(
                        "refusal",
                        span -> processing(span).error(true).tag("error.message", containing("$.data.productId")))
                .span(
                        "dead letter",
                        span -> span.childOf("refusal")
                                .resource("Sqs.SendMessage")
                                .tag("queuename", matching(".*-" + DEAD)))
                .span("handling", span -> processing(span).error(false).linksTo("poisoned", "refusal"))
                .span("tell", span -> span.inside("handling").service(QUEUE).resource("Sns.Publish"))
                .span("order", span -> span.inside("tell").resource("Sfn.StartExecution"))
                .span(
                        "end",
                        span -> span.inside("order")
                                .operation("aws.stepfunctions.state")
                                .resource("PublishStockOrdered"))
                .absent(operation("aws_sqs.process").inside("refusal"));
    }

    private static ExpectedTrace neighbour(ExpectedTrace trace) {
        return request(trace)
                .span("handling", span -> processing(span).error(false).times(1))
                .span(
                        "tell",
                        span -> span.inside("handling")
                                .service(QUEUE)
                                .resource("Sns.Publish")
                                .times(1))
                .noErrors();
    }

    private static ExpectedTrace request(ExpectedTrace trace) {
        return trace.root(service("product-api").operation("aws.httpapi").resource("POST /product"))
                .span("announce", span -> span.inside("root").resource("EventBridge.PutEvents"));
    }

    private static SpanPattern processing(SpanPattern span) {
        return span.inside("announce").service(QUEUE).operation("aws_sqs.process");
    }

    /** Takes the one message that waits, and sends another in its place that names the product where its id belongs. */
    private static void breakTheMessage(LocalShop shop) {
        take(shop, QUEUE).ifPresent(message -> {
            JsonNode event = parsed(message);
            setProduct(event, "Earl Grey");
            send(shop, QUEUE, event.toString(), message);
        });
    }

    /** Puts the dead letter back with the product's id in it, with all attributes that it has. */
    private static void putRight(LocalShop shop, JsonNode letter, String productId) {
        JsonNode event = parsed(letter);
        setProduct(event, productId);
        send(shop, DEAD, event.toString(), letter);
    }

    private static void setProduct(JsonNode event, String productId) {
        if (event.at("/detail/data") instanceof ObjectNode data) {
            data.put("productId", productId);
        }
    }

    /** Says of a message what is judged of it: the attribute with the reason, and of the body what the event is about. */
    private static ObjectNode described(JsonNode message) {
        ObjectNode described = JSON.createObjectNode();
        JsonNode data = parsed(message).at("/detail/data");
        if (!data.isMissingNode()) {
            described.putObject("body").putObject("detail").set("data", data);
        }
        JsonNode reason = message.at("/MessageAttributes/reason/StringValue");
        if (!reason.isMissingNode()) {
            described.set("reason", reason);
        }
        return described;
    }

    private static JsonNode parsed(JsonNode message) {
        String body = message.path("Body").asText();
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // Whatever it is then, it is not what was refused.
            return JSON.getNodeFactory().textNode(body);
        }
    }

    /** Starts the shop's own state machine for redrives, as {@code aws stepfunctions start-execution} does. */
    private static void redrive(LocalShop shop) {
        ObjectNode queues = JSON.createObjectNode().put("sourceArn", arn("sqs", "dev-" + DEAD));
        queues.put("destinationArn", arn("sqs", "dev-" + QUEUE));
        ObjectNode request = JSON.createObjectNode()
                .put("stateMachineArn", arn("states", "stateMachine:dev-redrive"))
                .put("input", queues.toString());
        var unused = shop.call("states", "AWSStepFunctions.StartExecution", request.toString());
    }

    private static String arn(String service, String resource) {
        return "arn:aws:" + service + ":us-east-1:000000000000:" + resource;
    }

    /** Receives one message and deletes it. */
    private static Optional<JsonNode> take(LocalShop shop, String queue) {
        ObjectNode request = queue(shop, queue).put("MaxNumberOfMessages", 1);
        request.putArray("MessageAttributeNames").add("All");
        JsonNode message =
                shop.call("sqs", "AmazonSQS.ReceiveMessage", request.toString()).at("/Messages/0");
        if (message.isMissingNode()) {
            return Optional.empty();
        }
        var unused = shop.call(
                "sqs",
                "AmazonSQS.DeleteMessage",
                queue(shop, queue)
                        .put("ReceiptHandle", message.path("ReceiptHandle").asText())
                        .toString());
        return Optional.of(message);
    }

    private static void send(LocalShop shop, String queue, String body, JsonNode like) {
        ObjectNode request = queue(shop, queue).put("MessageBody", body);
        if (like.has("MessageAttributes")) {
            request.set("MessageAttributes", like.path("MessageAttributes"));
        }
        var unused = shop.call("sqs", "AmazonSQS.SendMessage", request.toString());
    }

    /** Waits until so many messages are in the queue; when they do not come in time, the traces show what is missing. */
    private static void awaitMessages(LocalShop shop, int number) {
        ObjectNode question = queue(shop, QUEUE);
        question.putArray("AttributeNames").add("All");
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < end) {
            int seen = shop.call("sqs", "AmazonSQS.GetQueueAttributes", question.toString())
                    .at("/Attributes/ApproximateNumberOfMessages")
                    .asInt();
            if (seen >= number) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static ObjectNode queue(LocalShop shop, String queue) {
        return JSON.createObjectNode().put("QueueUrl", shop.queueUrl(queue));
    }
}
