package dev.tracedshop.workshop.bench;

import dev.tracedshop.local.function.Function;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.Terminal;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.RunningShop;
import java.util.List;

/**
 * Measures what the tracer adds to a function, cold and warm: the same function in two shops, with the tracer and without.
 *
 * <p>The two take turns, so that a machine that gets slower or faster does so for both. A warm request's time includes handing its
 * spans to the intake, for the function answers only after that, as it does on AWS.
 */
public final class TracerCost {
    private static final int COLD = 7;
    private static final int WARM_UP = 300;
    private static final int BLOCKS = 10;
    private static final int BLOCK = 100;

    private final Terminal terminal;

    public TracerCost(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Prints GET → 200 of both, and the difference.
     *
     * @param traced a shop whose functions have the tracer
     * @param untraced a shop with the same functions, without
     */
    public void print(RunningShop traced, RunningShop untraced) {
        Side with = new Side(traced);
        Side without = new Side(untraced);
        for (int i = 0; i <= COLD; i++) {
            // The first of each fills the system's file cache.
            with.cold(i > 0);
            without.cold(i > 0);
        }
        for (Side side : List.of(with, without)) {
            for (int i = 0; i < WARM_UP; i++) {
                long unused = side.request();
            }
        }
        for (int i = 0; i < BLOCKS; i++) {
            with.warm();
            without.warm();
        }
        lines(with.cold, without.cold, with.warm, without.warm).forEach(terminal::print);
    }

    /** Returns the table. */
    static List<String> lines(Durations coldWith, Durations coldWithout, Durations warmWith, Durations warmWithout) {
        return List.of(
                "What the tracer adds to GET -> 200, one processor",
                "  %-18s %-34s %s".formatted("", "cold, n=" + coldWith.count(), "warm, n=" + warmWith.count()),
                "  %-18s %-34s %s".formatted("with the tracer", coldWith.spread(), warmWith.percentiles()),
                "  %-18s %-34s %s".formatted("without", coldWithout.spread(), warmWithout.percentiles()),
                "  %-18s %-34s %s"
                        .formatted(
                                "the tracer adds",
                                Durations.text(coldWith.percentile(50) - coldWithout.percentile(50)),
                                "p50 " + Durations.text(warmWith.percentile(50) - warmWithout.percentile(50))));
    }

    /** One of the two shops. */
    private static final class Side {
        private final HttpShop http;
        private final Function function;
        private final String product;
        private final Durations cold = new Durations();
        private final Durations warm = new Durations();

        Side(RunningShop shop) {
            this.http = new HttpShop(shop.api());
            this.function = shop.function("get-product");
            this.product = http.post("/product", Shop.product("Bench", "1.00")).data("productId");
        }

        void cold(boolean counts) {
            function.replace(function.definition());
            long nanos = request();
            if (counts) {
                cold.add(nanos);
            }
        }

        void warm() {
            for (int i = 0; i < BLOCK; i++) {
                warm.add(request());
            }
        }

        long request() {
            long began = System.nanoTime();
            Response response = http.get("/product/" + product);
            long nanos = System.nanoTime() - began;
            if (response.status() != 200) {
                throw WorkshopException.setup(response.request() + " answered " + response.status()
                        + " instead of 200, so nothing was measured: " + response.body());
            }
            return nanos;
        }
    }
}
