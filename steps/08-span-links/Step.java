///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

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
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Step 08: lets three requests' events come to analytics in one batch, and says what traces and what counts that should leave. */
public final class Step implements Scenario {
    private static final String ANALYTICS = "analytics";
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String CREATED = "product.productCreated.v1";
    private static final String DELETED = "product.productDeleted.v1";

    /** Runs {@code ./workshop check 08}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("08", args);
    }

    @Override
    public Expectation play(LocalShop shop) {
        String source = "source:" + environment(shop) + ".products";
        shop.hold(ANALYTICS);
        Response first = shop.post("/product", Shop.product("Earl Grey", "12.50"));
        Response second = shop.post("/product", Shop.product("Assam", "9.80"));
        // Two products created, and for each the outcome of its order.
        awaitMessages(shop, 4);
        Response third = shop.delete("/product/" + second.data("productId"));
        awaitMessages(shop, 5);
        shop.release(ANALYTICS);
        return expect(first)
                .status(201)
                .trace("creation 1", trace -> request(trace, "POST /product"))
                .trace(
                        "analytics",
                        trace -> batch(trace)
                                .span(
                                        "count 1",
                                        span -> span.childOf("invocation")
                                                .operation("aws_sqs.process")
                                                .resource("process *-analytics")
                                                .tag("event.type", is(CREATED))
                                                .tag("product.id", is(first.data("productId")))
                                                .linksTo("creation 1", "announce"))
                                .span(
                                        "count 2",
                                        span -> span.childOf("invocation")
                                                .operation("aws_sqs.process")
                                                .resource("process *-analytics")
                                                .tag("event.type", is(CREATED))
                                                .tag("product.id", is(second.data("productId")))
                                                .linksTo("creation 2", "announce"))
                                .span(
                                        "count 3",
                                        span -> span.childOf("invocation")
                                                .operation("aws_sqs.process")
                                                .resource("process *-analytics")
                                                .tag("event.type", is(DELETED))
                                                .tag("product.id", is(second.data("productId")))
                                                .linksTo("deletion", "announce"))
                                .noErrors()
                                .whole())
                .alsoExpect(second)
                .status(201)
                .trace("creation 2", trace -> request(trace, "POST /product"))
                .alsoExpect(third)
                .status(200)
                .trace("deletion", trace -> request(trace, "DELETE /product/{product_id}"))
                .metric("shop.events", 2, source, "type:" + CREATED)
                .metric("shop.events", 1, source, "type:" + DELETED);
    }

    /** A request's own trace, in which nothing of analytics is to be seen. */
    private static ExpectedTrace request(ExpectedTrace trace, String resource) {
        return trace.root(service("product-api").operation("aws.httpapi").resource(resource))
                .span("announce", span -> span.inside("root").resource("EventBridge.PutEvents"))
                .absent(service(ANALYTICS));
    }

    /** The trace of the one invocation that gets all of it. */
    private static ExpectedTrace batch(ExpectedTrace trace) {
        return trace.root(operation("aws.eventbridge"))
                .span(
                        "invocation",
                        span -> span.inside("root")
                                .service(ANALYTICS)
                                .operation("aws.lambda")
                                .resource("*-analytics"));
    }

    private static String environment(LocalShop shop) {
        String url = shop.queueUrl(ANALYTICS);
        String queue = url.substring(url.lastIndexOf('/') + 1);
        return queue.substring(0, queue.length() - ANALYTICS.length() - 1);
    }

    /** Waits until so many messages are in the queue; when they do not come in time, the traces show what is missing. */
    private static void awaitMessages(LocalShop shop, int number) {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        question.put("QueueUrl", shop.queueUrl(ANALYTICS))
                .putArray("AttributeNames")
                .add("All");
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() < end) {
            JsonNode counts = shop.call("sqs", "AmazonSQS.GetQueueAttributes", question.toString())
                    .path("Attributes");
            int seen = counts.path("ApproximateNumberOfMessages").asInt()
                    + counts.path("ApproximateNumberOfMessagesNotVisible").asInt();
            if (seen >= number) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }
}
