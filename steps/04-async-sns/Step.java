///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.present;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.Shop;
import java.io.IOException;

/** Step 04: creates a product that cannot be announced and one that can, and says how far the second one's trace should reach. */
public final class Step implements Scenario {
    /** How many times the AWS SDK calls SNS before it gives up. */
    private static final int TRIES = 3;

    /** Runs {@code ./workshop check 04}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("04", args);
    }

    @Override
    public Expectation play(LocalShop shop) {
        // First, for later on others publish, too, and the failure would be theirs.
        shop.failNext("Sns.Publish", TRIES);
        Response untold = shop.post("/product", Shop.product("Assam", "8.20"));
        Response told = shop.post("/product", Shop.product("Darjeeling", "11.00"));
        return expect(told)
                .status(201)
                .trace(
                        "create",
                        trace -> trace.root(service("product-api")
                                        .operation("aws.httpapi")
                                        .resource("POST /product"))
                                .span(
                                        "work",
                                        span -> span.inside("root")
                                                .operation("product.create")
                                                .tag("messaging.message.id", present()))
                                .span(
                                        "topic to pricing",
                                        span -> span.inside("work")
                                                .operation("aws.sns")
                                                .resource("*-product-created"))
                                .span(
                                        "pricing",
                                        span -> span.inside("topic to pricing")
                                                .operation("aws.lambda")
                                                .resource("*-product-created"))
                                .span(
                                        "queue",
                                        span -> span.inside("work")
                                                .operation("aws.sqs")
                                                .resource("*-public-event-publisher"))
                                .span(
                                        "publisher",
                                        span -> span.inside("queue")
                                                .operation("aws.lambda")
                                                .resource("*-public-event-publisher")))
                .alsoExpect(untold)
                .status(500);
    }
}
