package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.Evidence;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.Effects;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lets the supplier behave as suppliers do, and looks at what becomes of the order. */
@WholeShop
class SupplierTest {
    private RunningShop shop;

    @BeforeEach
    void take(RunningShop running) {
        shop = running;
    }

    @AfterEach
    void behaveAgain() {
        behave("normal");
    }

    private void behave(String behaviour) {
        var unused = shop.runtime()
                .call(
                        "ssm",
                        "AmazonSSM.PutParameter",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("Name", "/dev/supplier/behaviour")
                                .put("Value", behaviour)
                                .put("Overwrite", true));
    }

    private record Ordered(Trace trace, Effects.Product effects) {
        List<Span> named(String resource) {
            return trace.spans().stream()
                    .filter(span -> span.resource().equals(resource))
                    .toList();
        }
    }

    private Ordered order() throws InterruptedException {
        RunningShop.Mark start = shop.markAtRest(Duration.ofMinutes(3));
        Response created = new HttpShop(shop.api()).post("/product", Shop.product("Matcha", "30.00"));
        assertThat(created.status()).isEqualTo(201);
        Evidence evidence = shop.evidence(start, Duration.ofMinutes(3));
        assertThat(evidence.quiet().pending()).isEmpty();
        return new Ordered(
                shop.traceOf(created.requestId().orElseThrow()).orElseThrow(),
                Objects.requireNonNull(Effects.of(shop).products().get(created.data("productId"))));
    }

    private static void assertNotOrdered(Ordered ordered) {
        assertThat(ordered.effects().executions()).isEqualTo(Map.of("FAILED", 1));
        assertThat(ordered.effects().stock()).isZero();
        assertThat(ordered.effects().events())
                .containsEntry("inventory.stockOrderFailed.v1", 1)
                .doesNotContainKey("inventory.stockOrdered.v1");
        assertThat(ordered.named("PublishStockOrderFailed")).hasSize(1);
        assertThat(ordered.trace().orphans()).isEmpty();
    }

    @Test
    void whoRejectsEndsTheOrderWithoutARetry() throws Exception {
        behave("rejecting");

        Ordered ordered = order();

        assertNotOrdered(ordered);
        assertThat(ordered.named("RequestQuote")).hasSize(1);
        assertThat(ordered.named("RequestQuote").get(0).error()).isFalse();
        assertThat(ordered.named("dev-request-quote"))
                .filteredOn(span -> span.name().equals("aws.lambda"))
                .hasSize(1);
    }

    @Test
    void whoFailsIsAskedAgainAndEachAttemptIsSeen() throws Exception {
        behave("failing");

        Ordered ordered = order();

        assertNotOrdered(ordered);
        List<Span> attempts = ordered.named("RequestQuote");
        assertThat(attempts).hasSizeGreaterThan(1).allMatch(Span::error);
        List<Span> tasks = ordered.named("dev-request-quote").stream()
                .filter(span -> span.name().equals("aws.lambda"))
                .toList();
        assertThat(tasks).hasSameSizeAs(attempts).allMatch(Span::error);
        assertThat(tasks)
                .as("each task stands under its own attempt")
                .extracting(Span::parentId)
                .containsExactlyInAnyOrderElementsOf(
                        attempts.stream().map(Span::spanId).toList());
        assertThat(ordered.named("GET /quotes/?")).as("two tries in each task").hasSize(2 * tasks.size());
    }

    @Test
    void whoIsTooSlowIsGivenUp() throws Exception {
        behave("slow");

        Ordered ordered = order();

        assertNotOrdered(ordered);
        assertThat(ordered.named("GET /quotes/?")).hasSizeGreaterThan(1).allMatch(Span::error);
    }
}
