package dev.tracedshop.trace;

/** A trace as large and as deep as that of a created product in the whole shop, for tests. */
public final class ShopTrace {
    private final Traces traces = new Traces("6b0149e2c1d34f5aa0b1c2d3e4f58115");
    private double at;

    /** Makes the trace. */
    public ShopTrace() {
        traces.span("api", "", "product-api", "aws.httpapi", "POST /product", 0, 900)
                .tags("api", "http.status_code", "201", "request_id", "Xk2bTj4PIAMEVdw=");
        function("api", "create-product", "product-api", 600);
        span("create", "create-product", "product-api", "product.create", "product.create", 200);
        span("save", "create", "product-api", "aws.http", "DynamoDb.UpdateItem", 40);
        span("publish", "create", "product-api", "aws.http", "Sns.Publish", 40);
        waiting("sns-price", "publish", "dev-product-created", "aws.sns");
        function("sns-price", "product-created", "product-pricing", 500);
        message("price", "product-created", "product-pricing", "process product.productCreated.v1");
        span("price-publish", "price", "product-pricing", "aws.http", "Sns.Publish", 30);
        waiting("sns-changed", "price-publish", "dev-price-calculated", "aws.sns");
        function("sns-changed", "pricing-changed", "product-api", 80);
        message("changed", "pricing-changed", "product-api", "process product.priceCalculated.v1");
        span("changed-save", "changed", "product-api", "aws.http", "DynamoDb.UpdateItem", 20);
        waiting("sns-publisher", "publish", "dev-product-created", "aws.sns");
        waiting("sqs-publisher", "sns-publisher", "dev-public-event-publisher", "aws.sqs");
        function("sqs-publisher", "public-event-publisher", "product-publisher", 500);
        message("public", "public-event-publisher", "product-publisher", "process product.productCreated.v1");
        span("public-created", "public", "product-publisher", "aws.http", "EventBridge.PutEvents", 30);
        waiting("bus", "public-created", "dev-shop", "aws.eventbridge");
        waiting("sqs-acl", "bus", "dev-inventory-acl", "aws.sqs");
        function("sqs-acl", "inventory-acl", "inventory-acl", 400);
        message("acl", "inventory-acl", "inventory-acl", "process product.productCreated.v1");
        span("acl-schema", "acl", "inventory-acl", "internal", "check the event's schema", 4);
        span("acl-publish", "acl", "inventory-acl", "aws.http", "Sns.Publish", 20);
        waiting("sns-ordering", "acl-publish", "dev-new-product-added", "aws.sns");
        function("sns-ordering", "stock-ordering", "inventory-ordering", 400);
        message("ordering", "stock-ordering", "inventory-ordering", "process inventory.newProductAdded.v1");
        span("start", "ordering", "inventory-ordering", "aws.http", "Sfn.StartExecution", 30);
        span("workflow", "start", "inventory-ordering", "aws.stepfunctions", "dev-stock-ordering", 600);
        for (String state : new String[] {"Known?", "Validate", "Request quote"}) {
            span(state, "workflow", "inventory-ordering", "aws.stepfunctions.state", state, 20);
        }
        function("Request quote", "request-quote", "inventory-ordering", 300);
        span("http", "request-quote", "inventory-ordering", "http.request", "POST /quote", 60);
        span("supplier", "http", "supplier", "http.server.request", "POST /quote", 40);
        span("supplier-work", "supplier", "supplier", "internal", "calculate quote", 20);
        for (String state : new String[] {"Any stock?", "Wait", "Write stock", "Publish ordered", "Done"}) {
            span(state, "workflow", "inventory-ordering", "aws.stepfunctions.state", state, 20);
        }
        span("stock-item", "Write stock", "inventory-ordering", "aws.http", "DynamoDb.PutItem", 10);
        span("put-ordered-call", "Publish ordered", "inventory-ordering", "aws.http", "EventBridge.PutEvents", 10);
    }

    /** Returns the trace as it may be changed. */
    public Traces traces() {
        return traces;
    }

    /** Returns the trace. */
    public Trace trace() {
        return traces.trace();
    }

    /** Returns a span; {@code put-ordered} is the state that publishes the order. */
    public Span span(String name) {
        return traces.get(name.equals("put-ordered") ? "Publish ordered" : name);
    }

    private void span(String name, String parent, String service, String operation, String resource, double length) {
        at += 12;
        traces.span(name, parent, service, operation, resource, at, length);
    }

    private void waiting(String name, String parent, String resource, String operation) {
        span(name, parent, resource, operation, resource, 12);
        traces.tags(name, "_inferred_span.synchronicity", "async");
    }

    private void function(String parent, String name, String service, double length) {
        span(name + " cold", parent, service, "aws.lambda.cold_start", "dev-" + name, length / 2);
        span(name, parent, service, "aws.lambda", "dev-" + name, length);
    }

    private void message(String name, String parent, String service, String resource) {
        span(name, parent, service, "aws_sqs.process", resource, 60);
        span(name + " lease", name, service, "aws.http", "DynamoDb.PutItem", 6);
        span(name + " done", name, service, "aws.http", "DynamoDb.UpdateItem", 6);
    }
}
