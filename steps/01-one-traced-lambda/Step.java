///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.Shop;
import java.io.IOException;

/** Step 01: creates a product, asks for it and for one that there is not, and says what trace the first should leave. */
public final class Step implements Scenario {
    private static final String NO_PRODUCT = "00000000-0000-4000-8000-000000000000";

    /** Runs {@code ./workshop check 01}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("01", args);
    }

    @Override
    public Expectation play(LocalShop shop) {
        String id = shop.post("/product", Shop.product("Earl Grey", "12.50")).data("productId");
        // The first request meets a new process, and so a cold start; the second finds it warm.
        Response found = shop.get("/product/" + id);
        Response missing = shop.get("/product/" + NO_PRODUCT);
        return expect(found)
                .status(200)
                .field("data.name", is("Earl Grey"))
                .trace(
                        "read",
                        trace -> trace.root(service("product-api")
                                        .operation("aws.httpapi")
                                        .resource("GET /product/{product_id}"))
                                .span("cold start", span -> span.childOf("root").operation("aws.lambda.cold_start"))
                                .span(
                                        "invocation",
                                        span -> span.childOf("root")
                                                .service("product-api")
                                                .operation("aws.lambda")
                                                .resource("*-get-product")
                                                .tag("product.id", is(id)))
                                .span("item", span -> span.inside("invocation").resource("DynamoDb.GetItem"))
                                .noErrors()
                                .whole())
                .alsoExpect(missing)
                .status(404);
    }
}
