package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.Effects;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** With tracing off the shop does the same business; only nobody sees it. */
@WholeShop
class WithoutTracingTest {
    @Test
    void theSameBusinessIsDone() throws Exception {
        RunningShop.Settings untraced = RunningShop.Settings.of(SharedShop.assembly(Map.of("tracing", "off")));
        try (RunningShop shop = RunningShop.start(SharedShop.CHECKOUT, System.getenv(), untraced)) {
            Response created = new HttpShop(shop.api()).post("/product", Shop.product("Earl Grey", "12.50"));
            assertThat(shop.runtime().quiet().await(Duration.ofMinutes(3))).isEmpty();

            Effects effects = Effects.of(shop);
            // Executions are told by their machine's log, which is off as well: the row and the event prove them.
            Effects.Product product = Objects.requireNonNull(effects.products().get(created.data("productId")));
            assertThat(product.brackets()).isEqualTo(5);
            assertThat(product.stock()).isEqualTo(1);
            assertThat(product.events())
                    .isEqualTo(Map.of(
                            "product.created", 1,
                            "pricing.calculated", 1,
                            "product.productCreated.v1", 1,
                            "inventory.newProductAdded", 1,
                            "inventory.stockOrdered.v1", 1));
            assertThat(effects.metrics().values()).containsExactly(1L, 1L);
            assertThat(shop.telemetry().store().traces())
                    .allSatisfy(trace -> assertThat(trace.spans())
                            .allMatch(span -> span.service().equals("supplier")));
        }
    }
}
