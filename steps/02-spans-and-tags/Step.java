///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.ExpectedTrace;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.Shop;
import java.io.IOException;

/** Step 02: sends what is no product, creates one that cannot be announced, and one that can; each leaves its trace. */
public final class Step implements Scenario {
    /** The SDK tries to publish so often before it gives up. */
    private static final int TRIES_OF_THE_SDK = 3;

    /** Runs {@code ./workshop check 02}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("02", args);
    }

    @Override
    public Expectation play(LocalShop shop) {
        Response refused = shop.post("/product", Shop.product("x", "-1"));
        // Before anything else is published in the shop: whoever publishes next meets the fault.
        shop.failNext("Sns.Publish", TRIES_OF_THE_SDK);
        Response unannounced = shop.post("/product", Shop.product("Lapsang Souchong", "17.50"));
        Response created = shop.post("/product", Shop.product("Earl Grey", "12.50"));
        String id = created.data("productId");
        return expect(created)
                .status(201)
                .trace(
                        "created",
                        trace -> request(trace)
                                .span(
                                        "invocation",
                                        span -> span.childOf("root")
                                                .service("product-api")
                                                .operation("aws.lambda")
                                                .resource("*-create-product")
                                                .error(false)
                                                .tag("product.id", is(id)))
                                .span(
                                        "create",
                                        span -> span.inside("invocation")
                                                .service("product-api")
                                                .operation("product.create")
                                                .tag("product.id", is(id))
                                                .tag("product.price", is("12.5"))
                                                .error(false)
                                                .times(1))
                                .span("store", span -> span.inside("create").resource("DynamoDb.UpdateItem"))
                                .span("publish", span -> span.inside("create").resource("Sns.Publish"))
                                .log("product created", "create"))
                .alsoExpect(refused)
                .status(400)
                .trace("refused", trace -> request(trace).noErrors().whole())
                .alsoExpect(unannounced)
                .status(500)
                .trace(
                        "unannounced",
                        trace -> request(trace)
                                .span(
                                        "create",
                                        span -> span.inside("root")
                                                .service("product-api")
                                                .operation("product.create")
                                                .error(true)
                                                .times(1))
                                .span(
                                        "publish",
                                        span -> span.inside("root")
                                                .resource("Sns.Publish")
                                                .error(true))
                                .span("undo", span -> span.inside("root").resource("DynamoDb.DeleteItem"))
                                .noErrors()
                                .whole());
    }

    private static ExpectedTrace request(ExpectedTrace trace) {
        return trace.root(service("product-api").operation("aws.httpapi").resource("POST /product"));
    }
}
