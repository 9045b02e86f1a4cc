package dev.tracedshop.workshop.load;

import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Duration;
import java.util.List;

/**
 * One product, created alone, so that every function that a product reaches has started before many come. A dozen JVMs that start at
 * once on two cores take longer than the four seconds that request-quote gives the supplier: its first try fails and the second
 * succeeds, which is right, and no whole trace.
 */
public final class WarmUp {
    private WarmUp() {}

    /**
     * Creates the product and waits until nothing is left to happen. How it is answered does not matter here: what is created
     * afterwards is judged.
     *
     * @return what was still to do at the limit; empty when all is quiet
     */
    public static List<String> of(RunningShop shop, Duration limit) throws InterruptedException {
        Response unused = new HttpShop(shop.api()).post("/product", Shop.product("Warm-up", "1.00"));
        return shop.runtime().quiet().await(limit);
    }
}
