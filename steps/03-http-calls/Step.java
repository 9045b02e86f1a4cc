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
import dev.tracedshop.trace.expect.SpanPattern;
import java.io.IOException;

/** Step 03: asks for a quote from a supplier who is well, who is slow, and who gives none; each leaves its trace. */
public final class Step implements Scenario {
    private static final String TEA = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";

    /** Runs {@code ./workshop check 03}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("03", args);
    }

    @Override
    public Expectation play(LocalShop shop) {
        // Once for nothing: what is judged below finds both functions warm.
        Response unused = quote(shop, "normal");
        Response quoted = quote(shop, "normal");
        // The first try meets a supplier that takes six seconds, the second one that answers at once.
        Response repeated = quote(shop, "unsteady");
        Response unquoted = quote(shop, "failing");
        return expect(quoted)
                .status(200)
                .trace(
                        "quoted",
                        trace -> invocation(trace)
                                .span("quote", span -> quote(span).error(false))
                                .span(
                                        "try",
                                        span -> call(span)
                                                .withResource("GET /quotes/?")
                                                .error(false)
                                                .times(1))
                                .span(
                                        "supplier",
                                        span -> span.childOf("try")
                                                .service("supplier")
                                                .resource("GET /quotes/{productId}")
                                                .kind("server"))
                                .noErrors())
                .alsoExpect(repeated)
                .status(200)
                .trace(
                        "repeated",
                        trace -> invocation(trace)
                                .span("quote", span -> quote(span).error(false).tag("supplier.attempts", is("2")))
                                .span(
                                        "given up",
                                        span -> call(span)
                                                .error(true)
                                                .tag("error.type", is("java.net.http.HttpTimeoutException")))
                                .span("answered", span -> call(span).error(false))
                                .noErrors())
                .alsoExpect(unquoted)
                .status(500)
                .trace(
                        "unquoted",
                        trace -> invocation(trace)
                                .span("quote", span -> quote(span).error(true).tag("supplier.attempts", is("2")))
                                .span("try", span -> call(span).times(2))
                                .log("supplier gave no quote, asked again", "quote"));
    }

    private static SpanPattern quote(SpanPattern span) {
        return span.childOf("root").service("inventory-ordering").operation("supplier.quote");
    }

    private static SpanPattern call(SpanPattern span) {
        return span.inside("quote").service("inventory-ordering").operation("http.request");
    }

    private static Response quote(LocalShop shop, String behaviour) {
        behave(shop, behaviour);
        try {
            return shop.invoke("request-quote", "{\"productId\":\"" + TEA + "\"}");
        } finally {
            behave(shop, "normal");
        }
    }

    private static void behave(LocalShop shop, String behaviour) {
        shop.call(
                "ssm",
                "AmazonSSM.PutParameter",
                "{\"Name\":\"/dev/supplier/behaviour\",\"Type\":\"String\",\"Overwrite\":true,\"Value\":\"" + behaviour
                        + "\"}");
    }

    private static ExpectedTrace invocation(ExpectedTrace trace) {
        return trace.root(service("inventory-ordering").operation("aws.lambda").resource("*-request-quote"));
    }
}
