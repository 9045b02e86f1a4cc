package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.LinkIndex;
import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Evidence;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.command.ProductCreated;
import dev.tracedshop.workshop.load.ManyProducts;
import dev.tracedshop.workshop.shop.RunningShop;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds the whole shop to its contract, with the real templates, functions, tracer and engine. */
@WholeShop
class ShopTest {
    /** The whole chain of functions may have to be started, on a machine that has other things to do. */
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    private static final List<String> PRODUCT_TEAM = List.of("product-data", "product-api");

    @Test
    void aProductsCreationIsOneTraceOfAllTeamsAndAnalyticsLinksToIt(RunningShop shop) throws Exception {
        RunningShop.Mark start = shop.markAtRest(DEADLINE);
        Response created = new HttpShop(shop.api()).post("/product", Shop.product("Earl Grey", "12.50"));

        Evidence evidence = shop.evidence(start, DEADLINE);
        assertThat(evidence.quiet().pending()).isEmpty();
        assertThat(ProductCreated.amongMany(created).judge(evidence).findings()).isEmpty();
        Trace trace = shop.traceOf(created.requestId().orElseThrow()).orElseThrow();
        assertThat(trace.id().high()).as("the upper half of a 128-bit id").isNotZero();
        assertThat(trace.logs())
                .extracting(LogLine::text)
                .anyMatch(line -> line.contains("\"dd.trace_id\":\"" + trace.id() + "\""));
        LinkIndex links = new LinkIndex(evidence.traces());
        assertThat(trace.spans())
                .filteredOn(span -> links.linkingTo(span).stream()
                        .anyMatch(from -> from.service().equals("analytics")))
                .extracting(Span::resource)
                .containsExactlyInAnyOrder("EventBridge.PutEvents", "Sfn.StartExecution");
    }

    @Test
    void eachMessageHasASpanWithTheAttributesOfMessaging(RunningShop shop) throws Exception {
        Response created = new HttpShop(shop.api()).post("/product", Shop.product("Sencha", "3.00"));

        Span process = traceOf(shop, created).spans().stream()
                .filter(span -> span.resource().equals("process dev-public-event-publisher"))
                .findFirst()
                .orElseThrow();
        assertThat(process.tags())
                .containsEntry("messaging.system", "aws_sqs")
                .containsEntry("messaging.operation.name", "process")
                .containsEntry("messaging.operation.type", "process")
                .containsEntry("messaging.destination.name", "dev-public-event-publisher")
                .containsEntry("product.id", created.data("productId"))
                .containsKey("messaging.message.id");
        assertThat(process.metrics())
                .containsKeys("messaging.message.body.size", "messaging.message.envelope.size", "message.age_ms");
        assertThat(process.kind()).isEqualTo("consumer");
    }

    @Test
    void theFirstCallOfAProcessHasAColdStartAndTheNextHasNone(RunningShop shop) throws Exception {
        var list = shop.runtime().functions().find("dev-list-product").orElseThrow();
        list.replace(list.definition()); // ends the process that there may be
        HttpShop http = new HttpShop(shop.api());

        Trace cold = traceOf(shop, http.get("/product"));
        Trace warm = traceOf(shop, http.get("/product"));

        assertThat(cold.spans()).extracting(Span::name).contains("aws.lambda.cold_start");
        assertThat(only(cold, "aws.lambda").tag("cold_start")).contains("true");
        assertThat(warm.spans()).extracting(Span::name).doesNotContain("aws.lambda.cold_start");
        assertThat(only(warm, "aws.lambda").tag("cold_start")).contains("false");
    }

    @Test
    void everyRowOfTheContractsTableHolds(RunningShop shop) {
        HttpShop http = new HttpShop(shop.api());
        Response created = http.post("/product", "{\"name\":\" Oolong \",\"price\":\"7.005\"}");
        String id = created.data("productId");

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.data("name")).isEqualTo("Oolong");
        assertThat(created.data("price")).isEqualTo("7.01");
        assertThat(http.get("/product").body()).contains(id);
        assertThat(http.get("/product/" + id).status()).isEqualTo(200);
        assertThat(http.get("/product/" + new java.util.UUID(0, 1)).status()).isEqualTo(404);
        assertThat(http.put("/product", update("id", id, "Oolong", "7.01", "")).body())
                .contains("No updates required");
        assertThat(http.put("/product", update("productId", id, "Oolong", "8", ""))
                        .status())
                .isEqualTo(200);
        assertThat(http.put("/product", update("productId", id, "Oolong", "9", ",\"version\":1"))
                        .status())
                .isEqualTo(409);
        assertThat(http.put("/product", "{\"productId\":\"" + id + "\"}").status())
                .isEqualTo(400);
        Response broken = http.post("/product", "{\"name\":\"x\",\"price\":0}");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.json().path("message")).hasSize(2);
        assertThat(http.post("/product", "{\"name\":").status()).isEqualTo(400);
        assertThat(http.post("/product", "{\"name\":\"Tea\",\"price\":1e999}").status())
                .isEqualTo(400);
        assertThat(http.post("/product", "{\"name\":\"" + "a".repeat(1_000_000) + "\",\"price\":1}")
                        .status())
                .isEqualTo(400);
        assertThat(http.get("/nowhere").status()).isEqualTo(404);
        assertThat(http.delete("/product/" + id).status()).isEqualTo(200);
        assertThat(http.delete("/product/" + id).status()).isEqualTo(404);
    }

    private static String update(String key, String id, String name, String price, String more) {
        return "{\"" + key + "\":\"" + id + "\",\"name\":\"" + name + "\",\"price\":" + price + more + "}";
    }

    @Test
    void manyAtOnceAreAsManyWholeTracesAndEveryEffectHappensOnce(RunningShop shop) throws Exception {
        ManyProducts.Result result = new ManyProducts(shop, 8, 1).run(40, 10);

        assertThat(result.lost()).isEmpty();
        assertThat(result.findings()).isEmpty();
        assertThat(result.counted()).containsEntry("created", 40).containsEntry("wholeTraces", 40);
    }

    /** A browser's tracer sends ids of 64 bits and a decision, and none of the tags that a Java tracer adds. */
    @Test
    void traceThatABrowserBeganReachesTheLastFunctionAndTheLastEvent(RunningShop shop) throws Exception {
        RunningShop.Mark start = shop.markAtRest(DEADLINE);
        HttpResponse<String> created = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(shop.api().resolve("/product"))
                                .header("x-datadog-trace-id", "1234567890123456789")
                                .header("x-datadog-parent-id", "987654321")
                                .header("x-datadog-origin", "rum")
                                .header("x-datadog-sampling-priority", "1")
                                .POST(HttpRequest.BodyPublishers.ofString(Shop.product("From a browser", "3.00")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(created.statusCode()).isEqualTo(201);

        Evidence evidence = shop.evidence(start, DEADLINE);

        Trace trace = evidence.traces().stream()
                .filter(found -> found.id().toString().endsWith(Long.toHexString(1234567890123456789L)))
                .findFirst()
                .orElseThrow();
        assertThat(trace.spans())
                .extracting(Span::resource)
                .contains("dev-create-product", "RequestQuote", "dev-request-quote", "StockOrdered");
        assertThat(evidence.traces())
                .filteredOn(other -> other.spans().stream()
                        .flatMap(span -> span.links().stream())
                        .anyMatch(link -> link.traceId().equals(trace.id())))
                .as("the traces of analytics, of productCreated and stockOrdered")
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void whatCannotBePublishedIsUndoneAndSaidWithItsTrace() throws Exception {
        RunningShop.Settings failing = RunningShop.Settings.of(SharedShop.assembly(Map.of()))
                .only(PRODUCT_TEAM)
                .failing(InjectedFaults.parse(List.of("Sns.Publish")));
        try (RunningShop shop = RunningShop.start(SharedShop.CHECKOUT, System.getenv(), failing)) {
            HttpShop http = new HttpShop(shop.api());
            RunningShop.Mark start = shop.mark();

            Response refused = http.post("/product", Shop.product("Earl Grey", "12.50"));

            assertThat(ProductCreated.expectation(refused)
                            .judge(shop.evidence(start, DEADLINE))
                            .findings())
                    .as("what run says to it")
                    .extracting(Finding::id)
                    .contains("status", "span-in-error");
            assertThat(refused.status()).isEqualTo(500);
            Trace trace = traceOf(shop, refused);
            assertThat(refused.body()).contains(trace.id().toString()).doesNotContain("at dev.tracedshop");
            assertThat(only(trace, "product.create").error()).isTrue();
            assertThat(only(trace, "aws.httpapi").error()).isTrue();
            assertThat(http.get("/product").json().path("data")).isEmpty();
        }
    }

    @Test
    void twoShopsRunSideBySide(RunningShop shop) throws IOException {
        try (RunningShop other = RunningShop.start(
                SharedShop.CHECKOUT,
                System.getenv(),
                RunningShop.Settings.of(SharedShop.assembly(Map.of())).only(PRODUCT_TEAM))) {
            String id = new HttpShop(other.api())
                    .post("/product", Shop.product("Only there", "1.00"))
                    .data("productId");

            assertThat(new HttpShop(shop.api()).get("/product/" + id).status()).isEqualTo(404);
        }
    }

    static Trace traceOf(RunningShop shop, Response response) throws InterruptedException {
        Evidence evidence = shop.evidence(shop.mark(), DEADLINE);
        assertThat(evidence.quiet().pending()).isEmpty();
        return shop.traceOf(response.requestId().orElseThrow()).orElseThrow();
    }

    static Span only(Trace trace, String operation) {
        assertThat(trace.spans())
                .filteredOn(span -> span.name().equals(operation))
                .hasSize(1);
        return trace.spans().stream()
                .filter(span -> span.name().equals(operation))
                .findFirst()
                .orElseThrow();
    }
}
