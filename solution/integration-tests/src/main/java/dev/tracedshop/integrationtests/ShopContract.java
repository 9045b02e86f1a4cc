package dev.tracedshop.integrationtests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** What the contracts share: a client, products that are removed after each test, and waiting for facts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ShopContract {

    private static final Duration PAUSE = Duration.ofMillis(200);

    final ProductApi api;
    private final Duration patience;
    private final List<String> created = new ArrayList<>();

    ShopContract(ShopLocation shop) {
        this.api = new ProductApi(shop.api());
        this.patience = shop.patience();
    }

    /** Leaves a deployed shop as it was found. */
    @AfterEach
    protected final void removeProducts() {
        // Answers do not matter here: most tests that delete have already done so.
        List<String> products = List.copyOf(created);
        created.clear();
        products.forEach(api::delete);
    }

    /** Creates a product that is removed after the test, and returns its id. */
    final String create(String name, String price) {
        return track(api.post(body(name, price)).succeeds(201)).productId();
    }

    /** Sees to it that the product which was created is removed after the test. */
    final Answer track(Answer answer) {
        if (!answer.productId().isEmpty()) {
            created.add(answer.productId());
        }
        return answer;
    }

    /** Asks again until the answer is as wanted, and returns it; after the time is up, the last one as it is. */
    final Answer eventually(Supplier<Answer> question, Predicate<Answer> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        Answer answer = question.get();
        while (!wanted.test(answer) && System.nanoTime() - deadline < 0) {
            pause();
            answer = question.get();
        }
        return answer;
    }

    /** Says how long was waited, for messages. */
    final String waited() {
        return "after " + patience.toSeconds() + " s";
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting", e);
        }
    }

    /** Returns a name that nobody else uses. */
    static String someName() {
        return "Integration test " + UUID.randomUUID();
    }

    /** Returns {@code {name, price}}. */
    static String body(String name, String price) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", name)
                .put("price", new BigDecimal(price))
                .toString();
    }

    /** Returns {@code {productId, name, price}}. */
    static String body(String productId, String name, String price) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("productId", productId)
                .put("name", name)
                .put("price", new BigDecimal(price))
                .toString();
    }
}
