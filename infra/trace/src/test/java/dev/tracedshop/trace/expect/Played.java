package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scenario as it should be: a product is read, and analytics hears of it in a trace of its own. Tests change one thing each. */
final class Played {
    static final String REQUEST_ID = "Xk2bTj4PIAMEVdw=";
    static final String FUNCTION = "dev-get-product";

    Traces read = new Traces("6b0149e2c1d34f5aa0b1c2d3e4f58115")
            .span("api", "", "product-api", "aws.httpapi", "GET /product/{product_id}", 0, 120)
            .tags("api", "request_id", REQUEST_ID, "http.status_code", "200")
            .span("lambda", "api", "product-api", "aws.lambda", FUNCTION, 5, 110)
            .tags("lambda", "product.id", "p-1", "functionname", FUNCTION, "request_id", "r-1")
            .span("item", "lambda", "product-api", "aws.http", "DynamoDb.GetItem", 20, 60)
            .tags("item", "tablename", "Products")
            .span("publish", "lambda", "product-api", "aws.http", "Sns.Publish", 85, 20);
    Traces analytics = new Traces("7c00000000000000000000000000aaaa")
            .span("lambda", "", "analytics", "aws.lambda", "dev-analytics", 150, 12)
            .span("process", "lambda", "analytics", "messaging.process", "process product.read", 152, 8)
            .link("process", read.get("publish"));
    FunctionTracing handler = function(FUNCTION, "product-api", true, true, true, "");
    Quiet quiet = Quiet.after(Duration.ofSeconds(2));
    Response response = response(200, "{\"data\":{\"productId\":\"p-1\"},\"message\":[],\"success\":true}");
    final List<Trace> strays = new ArrayList<>();

    static Response response(int status, String body) {
        return new Response("GET /product/p-1", status, Map.of(Response.REQUEST_ID_HEADER, List.of(REQUEST_ID)), body);
    }

    static FunctionTracing function(
            String name, String service, boolean layer, boolean wrapper, boolean extension, String printed) {
        return new FunctionTracing(
                name,
                service,
                layer,
                wrapper,
                extension,
                true,
                1,
                printed.isEmpty() ? Optional.empty() : Optional.of(printed),
                Optional.empty());
    }

    Expectation expectation() {
        return expect(response)
                .status(200)
                .field("data.productId", is("p-1"))
                .trace(
                        "read",
                        t -> t.root(service("product-api")
                                        .operation("aws.httpapi")
                                        .resource("GET /product/{product_id}"))
                                .span(
                                        "invocation",
                                        s -> s.inside("root")
                                                .operation("aws.lambda")
                                                .tag("product.id", is("p-1")))
                                .span("item", s -> s.inside("invocation").resource("DynamoDb.GetItem"))
                                .span("publish", s -> s.childOf("invocation").resource("Sns.Publish"))
                                .absent(Expectations.resource("DynamoDb.Scan"))
                                .noErrors()
                                .whole())
                .trace(
                        "analytics",
                        t -> t.root(service("analytics").operation("aws.lambda"))
                                .linksTo("read", "publish"));
    }

    Evidence evidence() {
        List<Trace> traces = new ArrayList<>(List.of(read.trace(), analytics.trace()));
        traces.addAll(strays);
        traces.removeIf(trace -> trace.spans().isEmpty());
        return new Evidence(
                traces,
                List.of(handler, function("dev-analytics", "analytics", true, true, true, "")),
                Map.of(REQUEST_ID, FUNCTION),
                quiet);
    }

    Judgement judge() {
        return expectation().judge(evidence());
    }
}
