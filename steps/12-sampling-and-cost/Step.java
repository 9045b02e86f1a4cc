///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.SampledStream;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.Shop;
import java.io.IOException;
import java.util.List;

/** Step 12: makes some traffic, of which a part fails, hands its spans to the sampler as a stream, and says what has to be kept. */
public final class Step implements Scenario {
    private static final String SAMPLER = "dev.tracedshop.sampling.SamplingProgram";
    private static final int TRIES_OF_THE_SDK = 3;
    private static final int READS = 12;

    /** Only a creation writes log lines: enough of them that an estimate without log lines is seen to be one. */
    private static final int CREATIONS = 8;

    /** Runs {@code ./workshop check 12}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("12", args);
    }

    @Override
    public Expectation play(LocalShop shop) throws InterruptedException {
        // Before anything else is published in the shop: whoever publishes next meets the fault.
        shop.failNext("Sns.Publish", TRIES_OF_THE_SDK);
        Response failed = shop.post("/product", Shop.product("Lapsang Souchong", "17.50"));
        Response created = shop.post("/product", Shop.product("Earl Grey", "12.50"));
        for (int i = 1; i < CREATIONS; i++) {
            Response unused = shop.post("/product", Shop.product("Earl Grey", "12.50"));
        }
        for (int i = 0; i < READS; i++) {
            Response unused = shop.get("/product/" + created.data("productId"));
        }
        shop.rest();
        Expectation answered = expect(failed)
                .status(500)
                .trace(
                        "failed",
                        trace -> trace.root(
                                service("product-api").operation("aws.httpapi").resource("POST /product")))
                .alsoExpect(created)
                .status(201)
                .trace(
                        "created",
                        trace -> trace.root(
                                service("product-api").operation("aws.httpapi").resource("POST /product")));
        List<Trace> traces = shop.traces();
        if (traces.isEmpty()) {
            return answered; // Nothing traces the functions, and that is what the check has to say.
        }
        SampledStream stream = SampledStream.of(traces);
        return answered.sampled(stream, shop.run(SAMPLER, stream.lines()));
    }
}
