///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.present;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.SpanPattern;
import java.io.IOException;

/** Step 11: asks once for a quote; the supplier's process is frozen as soon as it has answered. */
public final class Step implements Scenario {
    private static final String TEA = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";

    /** Runs {@code ./workshop check 11}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("11", args);
    }

    @Override
    public Expectation play(LocalShop shop) {
        // Once, and no call after it: what comes with the next one only is not there when this one's trace is read.
        Response quoted = shop.invoke("request-quote", "{\"productId\":\"" + TEA + "\"}");
        return expect(quoted)
                .status(200)
                .trace(
                        "quoted",
                        trace -> trace.root(service("inventory-ordering")
                                        .operation("aws.lambda")
                                        .resource("*-request-quote"))
                                .span(
                                        "try",
                                        span -> span.inside("root")
                                                .service("inventory-ordering")
                                                .operation("http.request"))
                                .span(
                                        "supplier",
                                        span -> supplier(span, "try")
                                                .resource("GET /quotes/{productId}")
                                                .kind("server")
                                                .tag("http.response.status_code", is("200")))
                                .span(
                                        "look up",
                                        span -> supplier(span, "supplier")
                                                .resource("behaviour.look_up")
                                                .kind("client")
                                                .tag("supplier.behaviour", is("normal")))
                                .span(
                                        "work out",
                                        span -> supplier(span, "supplier")
                                                .resource("quote.work_out")
                                                .tag("quote.quantity", present()))
                                .whole());
    }

    private static SpanPattern supplier(SpanPattern span, String parent) {
        return span.childOf(parent).service("supplier");
    }
}
