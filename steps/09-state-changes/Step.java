///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS com.fasterxml.jackson.core:jackson-databind:2.22.2
//DEPS org.jspecify:jspecify:1.0.0
//SOURCES ../../infra/trace/src/main/java/**/*.java

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static dev.tracedshop.trace.expect.Expectations.present;
import static dev.tracedshop.trace.expect.Expectations.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.expect.Expectation;
import dev.tracedshop.trace.expect.ExpectedTrace;
import dev.tracedshop.trace.expect.LocalShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Scenario;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.trace.expect.SpanPattern;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * Step 09: uploads a catalogue and one of its rows again, changes a product of it, has a record of the stream delivered twice, and
 * says what traces and what audit entries that should leave.
 */
public final class Step implements Scenario {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String AUDIT = "dev-product-audit";
    private static final String HEADER = "sku,name,price\n";
    private static final String TWICE = "entries of the record that came twice";
    private static final String CREATION = "entries of the creation of a product that was changed since";

    /** Runs {@code ./workshop check 09}. */
    public static void main(String... args) throws IOException, InterruptedException {
        Scenario.check("09", args);
    }

    @Override
    public Expectation play(LocalShop shop) throws InterruptedException {
        // The names are new each time: a product that is there from the check before would not be created.
        String mark = UUID.randomUUID().toString();
        String sencha = "sencha-" + mark;
        String assam = "assam-" + mark;
        String gyokuro = "gyokuro-" + mark;
        Shop catalogues = shop.api("product-catalogue");
        // An S3 that has to be started first answers late, and who stores a file asks it twice.
        Response unused = catalogues.put("/catalogue/no-teas-" + mark, HEADER);
        shop.rest();
        Response upload = catalogues.put("/catalogue/teas-" + mark, HEADER + row(sencha) + row(assam));
        shop.rest();
        Response again = catalogues.put("/catalogue/more-teas-" + mark, HEADER + row(gyokuro) + row(sencha));
        shop.rest();
        Response products = shop.get("/product");
        Response change = shop.put("/product", change(idOf(products, assam), assam));
        shop.rest();
        String darjeeling = UUID.randomUUID().toString();
        String record = record(darjeeling);
        Response first = shop.invoke("product-changes", record);
        Response second = shop.invoke("product-changes", record);
        shop.rest();
        return expect(upload)
                .status(202)
                .trace("upload", trace -> upload(trace))
                .trace("import", trace -> imported(trace, "upload"))
                .trace("row 1", trace -> created(trace, sencha, "import"))
                .trace("row 2", trace -> created(trace, assam, "import"))
                .trace("audit 1", trace -> audit(trace, "INSERT", idOf(products, sencha), "row 1"))
                .trace("audit 2", trace -> audit(trace, "INSERT", idOf(products, assam), "row 2"))
                .alsoExpect(again)
                .status(202)
                .trace("upload again", trace -> upload(trace))
                .trace("import again", trace -> imported(trace, "upload again"))
                .trace(
                        "row again",
                        trace -> trace.root(rowOf(sencha)
                                        .tag("csv.line", is("3"))
                                        .tag("duplicate", is("true"))
                                        .linksTo("import again", "import"))
                                .span("write", span -> write(span).error(false)))
                .alsoExpect(change)
                .status(200)
                .trace(
                        "change",
                        trace -> trace.root(service("product-api")
                                        .operation("aws.httpapi")
                                        .resource("PUT /product"))
                                .span("write", span -> span.inside("root").resource("DynamoDb.UpdateItem")))
                .trace("audit of the change", trace -> audit(trace, "MODIFY", idOf(products, assam), "change"))
                .alsoExpect(first)
                .status(200)
                .trace(
                        "first delivery",
                        trace -> delivery(trace)
                                .absent(operation("product.audit").tag("duplicate", present()))
                                .noErrors())
                .alsoExpect(second)
                .status(200)
                .trace(
                        "second delivery",
                        trace -> trace.root(operation("aws.dynamodb"))
                                .span(
                                        "entry",
                                        span -> span.inside("root")
                                                .operation("product.audit")
                                                .tag("duplicate", is("true")))
                                .noErrors())
                .alsoExpect(Response.found(
                        "The table " + AUDIT,
                        JSON.objectNode()
                                .put(TWICE, entries(shop, darjeeling, "MODIFY"))
                                .put(CREATION, entries(shop, idOf(products, assam), "INSERT"))))
                .field(TWICE, is("1"))
                .field(CREATION, is("1"));
    }

    private static ExpectedTrace upload(ExpectedTrace trace) {
        return trace.root(service("product-catalogue").operation("aws.httpapi").resource("PUT /catalogue/*"))
                .span("store", span -> span.inside("root").resource("S3.PutObject"));
    }

    /** The function that stores a file may repeat a call whose answer is late; then the file is imported once more. */
    private static ExpectedTrace imported(ExpectedTrace trace, String upload) {
        return trace.root(operation("aws.s3").pointsTo(upload, "store"))
                .span("import", span -> span.inside("root").operation("catalogue.import"))
                .noErrors()
                .whole()
                .oneOrMore();
    }

    private static ExpectedTrace created(ExpectedTrace trace, String sku, String from) {
        return trace.root(rowOf(sku).linksTo(from, "import"))
                .span("write", span -> write(span).tag("http.status_code", is("200")));
    }

    private static SpanPattern rowOf(String sku) {
        return operation("catalogue.row").tag("product.sku", is(sku));
    }

    /** Whatever call writes the product. */
    private static SpanPattern write(SpanPattern span) {
        return span.childOf("root").service("product-catalogue").resource("DynamoDb.*");
    }

    private static ExpectedTrace audit(ExpectedTrace trace, String event, String productId, String writer) {
        return trace.root(operation("aws.dynamodb").resource(event + " *").pointsTo(writer, "write"))
                .span(
                        "entry",
                        span -> span.inside("root")
                                .operation("product.audit")
                                .tag("product.id", is(productId))
                                .tag("audit.event_name", is(event)))
                .absent(operation("product.audit").tag("duplicate", present()))
                .noErrors()
                .whole();
    }

    private static ExpectedTrace delivery(ExpectedTrace trace) {
        return trace.root(operation("aws.dynamodb"))
                .span("entry", span -> span.inside("root").operation("product.audit"));
    }

    private static String row(String sku) {
        return sku + "," + sku + ",12.50\n";
    }

    private static String change(String productId, String name) {
        return JSON.objectNode()
                .put("productId", productId)
                .put("name", name)
                .put("price", 14)
                .toString();
    }

    /** Finds the product of a row by its name; where there is none, nothing has that id and the traces show why. */
    private static String idOf(Response products, String name) {
        for (JsonNode product : products.json().path("data")) {
            if (product.path("name").asText().equals(name)) {
                return product.path("productId").asText();
            }
        }
        return "none";
    }

    /** One record of the stream of the table of products, of a product that this check makes up. */
    private static String record(String productId) {
        ObjectNode event = JSON.objectNode();
        ObjectNode record = event.putArray("Records")
                .addObject()
                .put("eventID", UUID.randomUUID().toString())
                .put("eventName", "MODIFY")
                .put("eventVersion", "1.1")
                .put("eventSource", "aws:dynamodb")
                .put("awsRegion", "us-east-1")
                .put(
                        "eventSourceARN",
                        "arn:aws:dynamodb:us-east-1:000000000000:table/dev-products/stream/2026-01-31T12:00:00.000");
        ObjectNode write = record.putObject("dynamodb")
                .put("ApproximateCreationDateTime", Instant.now().getEpochSecond())
                .put("SequenceNumber", "000000000000000000001")
                .put("SizeBytes", 100)
                .put("StreamViewType", "NEW_AND_OLD_IMAGES");
        write.putObject("Keys").putObject("productId").put("S", productId);
        image(write, "OldImage", productId, "9.80");
        image(write, "NewImage", productId, "10.20");
        return event.toString();
    }

    private static void image(ObjectNode write, String name, String productId, String price) {
        ObjectNode image = write.putObject(name);
        image.putObject("productId").put("S", productId);
        image.putObject("name").put("S", "Darjeeling");
        image.putObject("price").put("N", price);
    }

    /** Counts the entries that tell of such changes of a product, whatever their key is. */
    private static int entries(LocalShop shop, String productId, String event) {
        ObjectNode scan = JSON.objectNode()
                .put("TableName", AUDIT)
                .put("FilterExpression", "productId = :product AND eventName = :event");
        ObjectNode values = scan.putObject("ExpressionAttributeValues");
        values.putObject(":product").put("S", productId);
        values.putObject(":event").put("S", event);
        int count = 0;
        JsonNode page;
        do {
            page = shop.call("dynamodb", "DynamoDB_20120810.Scan", scan.toString());
            count += page.path("Count").asInt();
            scan.set("ExclusiveStartKey", page.path("LastEvaluatedKey"));
        } while (page.has("LastEvaluatedKey"));
        return count;
    }
}
