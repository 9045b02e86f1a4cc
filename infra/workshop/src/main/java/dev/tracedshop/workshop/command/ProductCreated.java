package dev.tracedshop.workshop.command;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.Expectations;
import dev.tracedshop.trace.expect.ExpectedTrace;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.ValueMatcher;

/** The traces that the creation of a product leaves, as the shop's contract describes them. */
public final class ProductCreated {
    private ProductCreated() {}

    /** Returns what is expected after the first {@code POST /product} of a shop, whose functions have to be started for it. */
    public static Expectation expectation(Response created) {
        ValueMatcher productId = productId(created);
        return expect(created)
                .status(201)
                .trace(
                        "checkout",
                        trace -> inventory(
                                team(
                                        request(trace, productId)
                                                .span(
                                                        "cold start",
                                                        span -> span.childOf("root")
                                                                .operation("aws.lambda.cold_start")),
                                        productId),
                                productId))
                .trace(
                        "analytics",
                        trace -> trace.root(operation("aws.eventbridge"))
                                .span(
                                        "count",
                                        span -> span.inside("root")
                                                .service("analytics")
                                                .operation("aws_sqs.process")
                                                .resource("process *-analytics"))
                                .linksTo("checkout", "announce")
                                .linksTo("checkout", "start")
                                .oneOrMore()
                                .noErrors()
                                .whole());
    }

    /** Returns what is expected of the trace of a product that was created beside many others, whose messages may share batches. */
    public static Expectation amongMany(Response created) {
        ValueMatcher productId = productId(created);
        return expect(created)
                .status(201)
                .trace("checkout", trace -> inventory(team(request(trace, productId), productId), productId));
    }

    private static ValueMatcher productId(Response created) {
        // An answer without a product is a finding about its status, not a fault of this expectation.
        return created.field("data.productId").map(Expectations::is).orElseGet(Expectations::present);
    }

    private static ExpectedTrace request(ExpectedTrace trace, ValueMatcher productId) {
        return trace.root(service("product-api").operation("aws.httpapi").resource("POST /product"))
                .span(
                        "invocation",
                        span -> span.childOf("root")
                                .operation("aws.lambda")
                                .resource("*-create-product")
                                .tag("product.id", productId))
                .span("create", span -> span.inside("invocation").operation("product.create"))
                .span("write", span -> span.inside("create").resource("DynamoDb.UpdateItem"))
                .span("publish", span -> span.inside("create").resource("Sns.Publish"))
                .noErrors()
                .whole();
    }

    /** The product team: pricing and back, and the public event. Only the first message of a batch has its function's invocation above it. */
    private static ExpectedTrace team(ExpectedTrace trace, ValueMatcher productId) {
        return trace.span(
                        "pricing",
                        span -> span.inside("publish")
                                .service("product-pricing")
                                .operation("aws.lambda")
                                .resource("*-product-created"))
                .span("calculate", span -> span.inside("pricing").operation("pricing.calculate"))
                .span("publish prices", span -> span.inside("calculate").resource("Sns.Publish"))
                .span(
                        "store prices",
                        span -> span.inside("publish prices")
                                .operation("aws.lambda")
                                .resource("*-pricing-changed"))
                .span("write prices", span -> span.inside("store prices").resource("DynamoDb.UpdateItem"))
                .span(
                        "translate",
                        span -> span.inside("publish")
                                .operation("aws_sqs.process")
                                .resource("process *-public-event-publisher")
                                .tag("product.id", productId))
                .span("announce", span -> span.inside("translate").resource("EventBridge.PutEvents"));
    }

    /** The inventory team, from the bus to the last state, and the supplier. */
    private static ExpectedTrace inventory(ExpectedTrace trace, ValueMatcher productId) {
        return trace.span(
                        "accept",
                        span -> span.inside("announce")
                                .operation("aws_sqs.process")
                                .resource("process *-inventory-acl")
                                .tag("product.id", productId))
                .span("tell", span -> span.inside("accept").resource("Sns.Publish"))
                .span(
                        "order",
                        span -> span.inside("tell").operation("aws.lambda").resource("*-stock-ordering"))
                .span("start", span -> span.inside("order").resource("Sfn.StartExecution"))
                .span("execution", span -> span.inside("start").operation("aws.stepfunctions"))
                .span("ask", span -> span.childOf("execution").resource("RequestQuote"))
                .span(
                        "ask task",
                        span -> span.childOf("ask").operation("aws.lambda").resource("*-request-quote"))
                .span(
                        "call",
                        span -> span.inside("ask task")
                                .operation("http.request")
                                .resource("GET /quotes/?"))
                .span(
                        "supplier",
                        span -> span.inside("call").service("supplier").resource("GET /quotes/{productId}"))
                .span("wait", span -> span.childOf("execution").resource("WaitForDelivery"))
                .span("write stock", span -> span.childOf("execution").resource("WriteStock"))
                .span("tell outcome", span -> span.childOf("execution").resource("PublishStockOrdered"))
                .span("end", span -> span.childOf("execution").resource("StockOrdered"))
                .absent(service("analytics"));
    }
}
