///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.anySpan;
import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static dev.tracedshop.trace.expect.Expectations.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Step 05: lets one of a batch of three messages fail and one be no message of ours, then the messages of ten products become one batch,
 * and says in whose trace each is handled.
 */
public final class Step implements Scenario {
    private static final String PUBLISHER = "public-event-publisher";
    private static final int BATCH = 10;
    /** How many times the AWS SDK calls EventBridge before it gives up. */
    private static final int TRIES = 3;

    private static final Duration DEADLINE = Duration.ofSeconds(40);

    /** Runs {@code ./workshop check 05}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("05", args);
    }

    @Override
    public Expectation play(LocalShop shop) {
        // This first, while nobody else puts events on the bus: the failure is meant for one of these.
        shop.hold(PUBLISHER);
        Response fails = post(shop, "Oolong");
        // Waiting before all others come, it is the first of the batch.
        awaitMessages(shop, 1);
        Response neighbour = post(shop, "Rooibos");
        String stray = send(shop, "Not a notification at all");
        awaitMessages(shop, 3);
        shop.failNext("EventBridge.PutEvents", TRIES);
        shop.release(PUBLISHER);
        awaitMessages(shop, 0);

        List<Response> ten = new ArrayList<>();
        shop.hold(PUBLISHER);
        for (int number = 1; number <= BATCH; number++) {
            ten.add(post(shop, "Tea " + number));
            if (number == 1) {
                awaitMessages(shop, 1);
            }
        }
        awaitMessages(shop, BATCH);
        shop.release(PUBLISHER);

        // Of the ten, the first one, and one of the others.
        return expect(ten.get(0))
                .status(201)
                .trace("first", trace -> first(trace, ten.get(0).data("productId")))
                .alsoExpect(ten.get(BATCH - 1))
                .status(201)
                .trace("tenth", Step::other)
                .alsoExpect(fails)
                .status(201)
                .trace("failing", Step::failing)
                .trace(
                        "stray",
                        trace -> trace.root(operation("aws_sqs.process")
                                .resource("process *-" + PUBLISHER)
                                .tag("messaging.message.id", is(stray))
                                .linksTo("failing", "invocation")))
                .alsoExpect(neighbour)
                .status(201)
                .trace("neighbour", Step::handledOnce);
    }

    /** The first message of a batch: the invocation is in its trace. */
    private static ExpectedTrace first(ExpectedTrace trace, String productId) {
        return created(trace)
                .span("invocation", span -> invocation(span.inside("root"), BATCH))
                .span(
                        "process",
                        // Were it the span of all ten, it would have the last one's.
                        span -> process(span.childOf("invocation")).tag("product.id", is(productId)))
                .span(
                        "announce",
                        span -> span.inside("process")
                                .resource("EventBridge.PutEvents")
                                .times(1));
    }

    /** Any other message: the invocation is in the first one's trace, and the span says so. */
    private static ExpectedTrace other(ExpectedTrace trace) {
        return created(trace)
                .span("process", span -> process(span.childOf("publish")).linksTo("first", "invocation"))
                .span("announce", span -> span.inside("process").resource("EventBridge.PutEvents"));
    }

    /** A message that does not come back because another one failed. Whether it is in its own trace, the tenth one tells. */
    private static ExpectedTrace handledOnce(ExpectedTrace trace) {
        return created(trace)
                .span("process", span -> process(span.inside("root")).times(0, 1));
    }

    /** A first message whose event the bus does not take at once: it comes back, and the invocations are content all the same. */
    private static ExpectedTrace failing(ExpectedTrace trace) {
        return created(trace)
                .span("invocation", span -> invocation(span.inside("root"), 3))
                .span("process", span -> process(span.inside("root")).times(2, Integer.MAX_VALUE))
                .absent(anySpan().type("serverless").error(true));
    }

    private static ExpectedTrace created(ExpectedTrace trace) {
        return trace.root(service("product-api").operation("aws.httpapi").resource("POST /product"))
                .span(
                        "publish",
                        span -> span.inside("root").service("product-api").resource("Sns.Publish"));
    }

    /** An invocation; a message that failed comes back in another one. */
    private static SpanPattern invocation(SpanPattern place, int messages) {
        return place.operation("aws.lambda")
                .resource("*-" + PUBLISHER)
                .tag("messaging.batch.message_count", is(Integer.toString(messages)));
    }

    private static SpanPattern process(SpanPattern place) {
        return place.operation("aws_sqs.process").resource("process *-" + PUBLISHER);
    }

    private static Response post(LocalShop shop, String name) {
        return shop.post("/product", Shop.product(name, "4.20"));
    }

    /** Waits until the queue has a number of messages; those that are being handled count. What never comes, the traces will show. */
    private static void awaitMessages(LocalShop shop, int number) {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        question.put("QueueUrl", shop.queueUrl(PUBLISHER))
                .putArray("AttributeNames")
                .add("All");
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < end) {
            JsonNode counts = shop.call("sqs", "AmazonSQS.GetQueueAttributes", question.toString())
                    .path("Attributes");
            int seen = counts.path("ApproximateNumberOfMessages").asInt()
                    + counts.path("ApproximateNumberOfMessagesNotVisible").asInt();
            if (seen == number) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** Sends a message of somebody who knows nothing of the shop, and returns its id. */
    private static String send(LocalShop shop, String body) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("QueueUrl", shop.queueUrl(PUBLISHER)).put("MessageBody", body);
        return shop.call("sqs", "AmazonSQS.SendMessage", message.toString())
                .path("MessageId")
                .asText();
    }
}
