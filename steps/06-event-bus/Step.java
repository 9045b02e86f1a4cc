///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.matching;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static dev.tracedshop.trace.expect.Expectations.resource;
import static dev.tracedshop.trace.expect.Expectations.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.Shop;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/** Step 06: puts an event on the bus that breaks its schema, creates a product, and says what traces both should leave. */
public final class Step implements Scenario {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "product.productCreated.v1";

    /** Runs {@code ./workshop check 06}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("06", args);
    }

    @Override
    public Expectation play(LocalShop shop) throws InterruptedException {
        // By hand and without a tracer, so the event brings no carrier; and it names the product where its id belongs.
        shop.call("events", "AWSEvents.PutEvents", putEvent(environment(shop), "Earl Grey"));
        // One after the other: in one batch, the second would stand in a trace without its function's invocation.
        shop.rest();
        Response created = shop.post("/product", Shop.product("Earl Grey", "12.50"));
        return expect(created)
                .status(201)
                .trace(
                        "creation",
                        trace -> trace.root(service("product-api")
                                        .operation("aws.httpapi")
                                        .resource("POST /product"))
                                .span("announce", span -> span.inside("root").resource("EventBridge.PutEvents"))
                                .span(
                                        "accept",
                                        span -> span.inside("announce")
                                                .service("inventory-acl")
                                                .operation("aws_sqs.process")
                                                .resource("process *-inventory-acl")
                                                .error(false))
                                .span(
                                        "tell",
                                        span -> span.inside("accept")
                                                .service("inventory-acl")
                                                .resource("Sns.Publish")))
                .trace(
                        "refusal",
                        trace -> trace.root(operation("aws_sqs.process")
                                        .resource("process *-inventory-acl")
                                        .error(true)
                                        .tag("error.message", matching("(?s).*\\$\\.data\\.productId.*")))
                                .span(
                                        "dead letter",
                                        span -> span.childOf("root")
                                                .resource("Sqs.SendMessage")
                                                .tag("queuename", matching(".*-inventory-acl-dead-letters")))
                                .absent(resource("Sns.Publish")));
    }

    private static String environment(LocalShop shop) {
        String url = shop.queueUrl("inventory-acl");
        String queue = url.substring(url.lastIndexOf('/') + 1);
        return queue.substring(0, queue.length() - "-inventory-acl".length());
    }

    private static String putEvent(String environment, String productId) {
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", UUID.randomUUID().toString())
                .put("source", environment + ".products")
                .put("type", TYPE)
                .put("time", Instant.now().toString())
                .put("datacontenttype", "application/json");
        event.putObject("data").put("productId", productId);
        ObjectNode request = JSON.createObjectNode();
        request.putArray("Entries")
                .addObject()
                .put("EventBusName", environment + "-shop")
                .put("Source", environment + ".products")
                .put("DetailType", TYPE)
                .put("Detail", event.toString());
        return request.toString();
    }
}
