///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.operation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.ExpectedTrace;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.SpanPattern;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * Step 07: tells stock-ordering of a new product, tells it of the same one again, and of another one while the supplier is down; and
 * says what traces the three should leave.
 */
public final class Step implements Scenario {
    private static final String BEHAVIOUR = "/dev/supplier/behaviour";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Runs {@code ./workshop check 07}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("07", args);
    }

    @Override
    public Expectation play(LocalShop shop) throws InterruptedException {
        String before = behaviour(shop);
        try {
            behave(shop, "normal");
            wake(shop);
            String event = newProductAdded();
            Response first = shop.invoke("stock-ordering", delivery(event));
            Response second = shop.invoke("stock-ordering", delivery(event));
            shop.rest();
            behave(shop, "failing");
            Response unlucky = shop.invoke("stock-ordering", delivery(newProductAdded()));
            shop.rest();
            return expect(first)
                    .status(200)
                    .trace("order", Step::order)
                    .alsoExpect(second)
                    .status(200)
                    .trace("again", Step::again)
                    .alsoExpect(unlucky)
                    .status(200)
                    .trace("supplier down", Step::supplierDown);
        } finally {
            behave(shop, before);
        }
    }

    private static ExpectedTrace order(ExpectedTrace trace) {
        return begun(trace)
                .span("quote", span -> state(span.childOf("execution"), "RequestQuote"))
                .span(
                        "task",
                        span -> span.childOf("quote").operation("aws.lambda").resource("*-request-quote"))
                .span("stock", span -> state(span.childOf("execution"), "WriteStock"))
                .span("told", span -> state(span.childOf("execution"), "PublishStockOrdered"))
                .noErrors()
                .whole();
    }

    private static ExpectedTrace again(ExpectedTrace trace) {
        return trace.root(operation("aws.sns"))
                .span(
                        "invocation",
                        span -> span.childOf("root")
                                .operation("aws.lambda")
                                .resource("*-stock-ordering")
                                .tag("duplicate", is("true")))
                .absent(operation("aws.stepfunctions"))
                .noErrors()
                .whole();
    }

    private static ExpectedTrace supplierDown(ExpectedTrace trace) {
        return begun(trace)
                .span(
                        "quote",
                        span -> state(span.childOf("execution"), "RequestQuote")
                                .error(true)
                                .times(2, 6))
                .span("told", span -> state(span.childOf("execution"), "PublishStockOrderFailed"));
    }

    private static ExpectedTrace begun(ExpectedTrace trace) {
        return trace.root(operation("aws.sns"))
                .span(
                        "invocation",
                        span -> span.childOf("root").operation("aws.lambda").resource("*-stock-ordering"))
                .span("start", span -> span.inside("invocation").resource("Sfn.StartExecution"))
                .span(
                        "execution",
                        span -> span.childOf("start")
                                .operation("aws.stepfunctions")
                                .resource("*-stock-ordering"));
    }

    private static SpanPattern state(SpanPattern span, String name) {
        return span.operation("aws.stepfunctions.state").resource(name);
    }

    /** Has the supplier's function started, so that no order meets a start that takes longer than it waits for a quote. */
    private static void wake(LocalShop shop) {
        ObjectNode request = JSON.objectNode().put("version", "2.0").put("rawPath", "/quotes/none");
        request.putObject("headers");
        request.putObject("pathParameters").put("productId", "none");
        var unused = shop.invoke("supplier-quote", request.toString());
    }

    private static String behaviour(LocalShop shop) {
        ObjectNode request = JSON.objectNode().put("Name", BEHAVIOUR);
        return shop.call("ssm", "AmazonSSM.GetParameter", request.toString())
                .at("/Parameter/Value")
                .asText();
    }

    private static void behave(LocalShop shop, String behaviour) {
        ObjectNode request =
                JSON.objectNode().put("Name", BEHAVIOUR).put("Value", behaviour).put("Overwrite", true);
        var unused = shop.call("ssm", "AmazonSSM.PutParameter", request.toString());
    }

    /** The private event by which the inventory tells itself of a product that it did not know. */
    private static String newProductAdded() {
        ObjectNode event = JSON.objectNode()
                .put("specversion", "1.0")
                .put("id", UUID.randomUUID().toString())
                .put("source", "dev.inventory")
                .put("type", "inventory.newProductAdded")
                .put("time", Instant.now().toString())
                .put("datacontenttype", "application/json");
        event.putObject("data").put("productId", UUID.randomUUID().toString());
        return event.toString();
    }

    /** One delivery of a message by SNS. The message has no carrier, so the trace begins here. */
    private static String delivery(String message) {
        ObjectNode event = JSON.objectNode();
        ObjectNode record = event.putArray("Records")
                .addObject()
                .put("EventSource", "aws:sns")
                .put("EventVersion", "1.0");
        record.putObject("Sns")
                .put("Type", "Notification")
                .put("MessageId", UUID.randomUUID().toString())
                .put("TopicArn", "arn:aws:sns:us-east-1:000000000000:dev-new-product-added")
                .put("Timestamp", Instant.now().toString())
                .put("Message", message)
                .putObject("MessageAttributes");
        return event.toString();
    }
}
