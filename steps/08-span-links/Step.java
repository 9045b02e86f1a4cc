///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.ExpectedTrace;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.Shop;
import java.io.IOException;

/** Step 08: lets three requests' events come to analytics in one batch, and says what traces and what counts that should leave. */
public final class Step implements Scenario {
    private static final String CREATED = "product.productCreated.v1";
    private static final String DELETED = "product.productDeleted.v1";

    /** Runs {@code ./workshop check 08}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("08", args);
    }

    @Override
    public Expectation play(LocalShop shop) throws InterruptedException {
        String source = "source:" + environment(shop) + ".products";
        shop.hold("analytics");
        Response first = shop.post("/product", Shop.product("Earl Grey", "12.50"));
        Response second = shop.post("/product", Shop.product("Assam", "9.80"));
        // What the creation set off is over, so the deletion meets a product that rests.
        shop.rest();
        Response third = shop.delete("/product/" + second.data("productId"));
        shop.rest();
        shop.release("analytics");
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
                .absent(service("analytics"));
    }

    /** The trace of the one invocation that gets all of it. */
    private static ExpectedTrace batch(ExpectedTrace trace) {
        return trace.root(operation("aws.eventbridge"))
                .span(
                        "invocation",
                        span -> span.inside("root")
                                .service("analytics")
                                .operation("aws.lambda")
                                .resource("*-analytics"));
    }

    private static String environment(LocalShop shop) {
        String url = shop.queueUrl("analytics");
        String queue = url.substring(url.lastIndexOf('/') + 1);
        return queue.substring(0, queue.length() - "-analytics".length());
    }
}
