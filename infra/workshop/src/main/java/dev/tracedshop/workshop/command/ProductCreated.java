package dev.tracedshop.workshop.command;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.service;

import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.Expectations;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.ValueMatcher;

/** The trace that the creation of a product leaves, as the shop's contract describes it. */
public final class ProductCreated {
    private ProductCreated() {}

    /** Returns what is expected of the answer to {@code POST /product} from a function that had to be started for it. */
    public static Expectation expectation(Response created) {
        // An answer without a product is a finding about its status, not a fault of this expectation.
        ValueMatcher productId =
                created.field("data.productId").map(Expectations::is).orElseGet(Expectations::present);
        return expect(created)
                .status(201)
                .trace(
                        "checkout",
                        trace -> trace.root(service("product-api")
                                        .operation("aws.httpapi")
                                        .resource("POST /product"))
                                .span("cold start", span -> span.childOf("root").operation("aws.lambda.cold_start"))
                                .span(
                                        "invocation",
                                        span -> span.childOf("root")
                                                .operation("aws.lambda")
                                                .resource("*-create-product")
                                                .tag("product.id", productId))
                                .span(
                                        "create",
                                        span -> span.inside("invocation").operation("product.create"))
                                .span("write", span -> span.inside("create").resource("DynamoDb.UpdateItem"))
                                .span("publish", span -> span.inside("create").resource("Sns.Publish"))
                                .noErrors()
                                .whole());
    }
}
