package dev.tracedshop.workshop.load;

import dev.tracedshop.local.trouble.Trouble;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.shop.RunningShop;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Creates many products in a shop that is in trouble, brings back what it gave up, and says what is missing or came twice in the end. */
public final class ProductsInTrouble {
    private static final Duration QUIET_DEADLINE = Duration.ofMinutes(40);
    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(30);
    private static final int TRIES = 20;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final RunningShop shop;
    private final Trouble trouble;
    private final HttpShop http;
    private final Clients clients;
    private final Random random;
    private final Consumer<String> told;

    /** Answers that were no 201, by their status; guarded by itself. */
    private final Map<Integer, Integer> refused = new TreeMap<>();

    /**
     * @param trouble what goes wrong in the shop, which was started with it
     * @param clients how many clients work at the same time
     * @param seed decides the prices
     * @param told is told how it goes, one line at a time
     */
    public ProductsInTrouble(RunningShop shop, Trouble trouble, int clients, long seed, Consumer<String> told) {
        this.shop = shop;
        this.trouble = trouble;
        this.http = new HttpShop(shop.api());
        this.clients = new Clients(clients);
        this.random = new Random(seed);
        this.told = told;
    }

    /**
     * Creates products, each as often as it takes until one is answered with 201; waits until nothing is left to happen; ends the
     * trouble, and has the dead letters delivered again.
     *
     * @param products how many to create
     */
    public ManyProducts.Result run(int products) throws InterruptedException {
        List<String> lost = new ArrayList<>();
        Map<String, Object> counted = new LinkedHashMap<>();
        long began = System.nanoTime();
        List<Response> created = create(products);
        counted.put("created", created.size());
        counted.put("answeredOtherwise", Map.copyOf(refused));
        counted.put("secondsUntilAnswered", seconds(began));
        awaitQuiet();
        counted.put("secondsUntilQuiet", seconds(began));
        Trouble.Counts counts = trouble.counts();
        counted.put("functionsKilled", counts.killed());
        counted.put("callsThrottled", counts.throttled());
        counted.put("deliveredOnceMore", counts.repeated());
        trouble.end();
        DeadLetters deadLetters = new DeadLetters(shop);
        counted.put("deadLetters", deadLetters.counts());
        deadLetters.deliverAgain();
        awaitQuiet();
        Map<String, Long> left = deadLetters.counts();
        counted.put("deadLettersLeft", left);
        left.forEach((queue, count) -> lost.add(count + " messages were given up again: " + queue));
        new ProductEffects(shop, http).once(created, counts.killed(), lost, counted);
        return new ManyProducts.Result(lost, List.of(), counted);
    }

    private static long seconds(long began) {
        return (System.nanoTime() - began) / 1_000_000_000;
    }

    /** Waits until nothing is left to happen, and tells now and then what is: in trouble that takes minutes. */
    private void awaitQuiet() throws InterruptedException {
        long end = System.nanoTime() + QUIET_DEADLINE.toNanos();
        List<String> pending = shop.runtime().quiet().await(BETWEEN_NEWS);
        while (!pending.isEmpty()) {
            Map<String, Integer> kinds = new TreeMap<>();
            pending.forEach(what -> kinds.merge(ID.matcher(what).replaceAll("…"), 1, Integer::sum));
            if (System.nanoTime() - end > 0) {
                throw WorkshopException.setup(
                        "After " + QUIET_DEADLINE.toMinutes() + " minutes there is still to do: " + kinds);
            }
            told.accept("· still to do: " + kinds);
            pending = shop.runtime().quiet().await(BETWEEN_NEWS);
        }
    }

    private List<Response> create(int products) throws InterruptedException {
        List<Callable<Response>> work = new ArrayList<>();
        for (int i = 0; i < products; i++) {
            String body = Shop.product("Product " + i, price());
            work.add(() -> createUntilDone(body));
        }
        return clients.all(work);
    }

    private String price() {
        return BigDecimal.valueOf(100 + random.nextInt(10_000_000), 2).toString();
    }

    private Response createUntilDone(String body) {
        for (int tries = 1; tries <= TRIES; tries++) {
            Response response = http.post("/product", body);
            if (response.status() == 201) {
                return response;
            }
            if (response.status() < 500) {
                throw new IllegalStateException(
                        "A creation was answered with " + response.status() + ": " + response.body());
            }
            synchronized (refused) {
                refused.merge(response.status(), 1, Integer::sum);
            }
        }
        throw new IllegalStateException("A product could not be created in " + TRIES + " tries.");
    }
}
