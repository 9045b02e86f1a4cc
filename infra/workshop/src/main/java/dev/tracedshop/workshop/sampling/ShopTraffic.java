package dev.tracedshop.workshop.sampling;

import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.RunningShop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lets a shop make traces to choose from: it is looked at more often than products are created, and some creations fail. */
public final class ShopTraffic {
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final int TRIES_OF_THE_SDK = 3;
    private static final int STARTS = 3;

    private final RunningShop shop;
    private final HttpShop api;

    /** Creates it. */
    public ShopTraffic(RunningShop shop) {
        this.shop = shop;
        this.api = new HttpShop(shop.api());
    }

    /**
     * Makes traffic, waits until nothing is left to happen, and returns the traces that it left.
     *
     * @param products how many are created; each is read twenty times
     * @param failures how many creations fail, because the event cannot be published
     */
    public List<Trace> run(int products, int failures) throws InterruptedException {
        warm();
        RunningShop.Mark since = shop.markAtRest(DEADLINE);
        for (int i = 0; i < failures; i++) {
            // At rest: whoever publishes next meets the fault.
            shop.runtime().failNext("Sns.Publish", TRIES_OF_THE_SDK);
            Response unused = api.post("/product", Shop.product("Unannounced " + i, "2.50"));
        }
        List<Response> created = new ArrayList<>();
        for (int i = 0; i < products; i++) {
            created.add(created(i));
        }
        read(created, 20);
        RunningShop.Mark unusedEnd = shop.markAtRest(DEADLINE);
        return shop.traces(since);
    }

    /** Starts the functions, so that their cold starts are no part of what is measured; on a busy machine the first answer may be late. */
    private void warm() throws InterruptedException {
        for (int i = 0; i < STARTS; i++) {
            Response started = api.post("/product", Shop.product("Warm-up", "1.00"));
            RunningShop.Mark unused = shop.markAtRest(DEADLINE);
            if (started.status() == 201) {
                read(List.of(started), 1);
                return;
            }
        }
        throw notCreated(STARTS + " times");
    }

    private Response created(int number) {
        Response created = api.post("/product", Shop.product("Product " + number, "12.50"));
        if (created.status() != 201) {
            throw notCreated("with status " + created.status());
        }
        return created;
    }

    private static WorkshopException notCreated(String how) {
        return WorkshopException.setup(
                "A product could not be created (" + how + "), so there is too little traffic to look"
                        + " at. If this machine is busy, try again; ./workshop run shows what the shop does.");
    }

    private void read(List<Response> products, int times) {
        for (int i = 0; i < times; i++) {
            for (Response product : products) {
                Response unused = api.get("/product/" + product.data("productId"));
            }
        }
    }
}
