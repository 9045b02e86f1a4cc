package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.Effects;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What breaks in the middle of the work and comes back: everything arrives in the end, once. */
@WholeShop
class FaultsTest {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private static final Map<String, Integer> EACH_EVENT_ONCE = Map.of(
            "product.created", 1,
            "pricing.calculated", 1,
            "product.productCreated.v1", 1,
            "inventory.newProductAdded", 1,
            "inventory.stockOrdered.v1", 1);

    private static Response create(RunningShop shop) {
        Response response = new HttpShop(shop.api()).post("/product", Shop.product("Sturdy", "10"));
        assertThat(response.status()).as(response.body()).isEqualTo(201);
        return response;
    }

    private static void isComplete(RunningShop shop, Response created) {
        String id = created.data("productId");
        Effects.Product product = Effects.of(shop).products().get(id);
        assertThat(product).as(id).isNotNull().satisfies(found -> {
            assertThat(found.distinctEvents()).isEqualTo(EACH_EVENT_ONCE);
            assertThat(found.executions()).isEqualTo(Map.of("SUCCEEDED", 1));
            assertThat(found.brackets()).isEqualTo(5);
            assertThat(found.audited()).isEqualTo(2);
            assertThat(found.stock()).isEqualTo(1);
        });
    }

    @Test
    void aFunctionIsKilledInTheMiddleOfABatch(RunningShop shop) throws Exception {
        Function publisher = shop.function("public-event-publisher");
        RunningShop.Mark unused = shop.markAtRest(DEADLINE);
        shop.runtime().hold(publisher, true);
        List<Response> created =
                IntStream.range(0, 5).mapToObj(i -> create(shop)).toList();
        shop.runtime().hold(publisher, false);
        // It is busy for a moment only.
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(DEADLINE)
                .until(publisher::isBusy);
        assertThat(publisher.kill()).isTrue();

        assertThat(shop.runtime().quiet().await(DEADLINE)).isEmpty();
        created.forEach(response -> isComplete(shop, response));
    }

    @Test
    void anOperationFailsForAWhile(RunningShop shop) throws Exception {
        RunningShop.Mark unused = shop.markAtRest(DEADLINE);
        // Three tries of a client each: three invocations that cannot take their lease.
        shop.runtime().failNext("DynamoDb.PutItem", 9);
        Response created = create(shop);

        assertThat(shop.runtime().quiet().await(DEADLINE)).isEmpty();
        isComplete(shop, created);
    }

    @Test
    void theEngineOfTheTablesIsKilledAndComesBack(RunningShop shop) throws Exception {
        RunningShop.Mark unused = shop.markAtRest(DEADLINE);
        Response before = create(shop);
        List<ProcessHandle> engines = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .command()
                        .filter(command -> command.contains("dynoxide"))
                        .isPresent())
                .toList();
        assertThat(engines).isNotEmpty();
        for (ProcessHandle engine : engines) {
            CompletableFuture<ProcessHandle> ended = engine.onExit();
            assertThat(engine.destroyForcibly()).isTrue();
            ended.get(1, TimeUnit.MINUTES);
        }

        assertThat(shop.runtime().quiet().await(DEADLINE)).isEmpty();
        isComplete(shop, before);
        Response after = create(shop);
        assertThat(shop.runtime().quiet().await(DEADLINE)).isEmpty();
        isComplete(shop, after);
        assertThat(shop.runtime().loss()).isNotDone();
    }
}
