package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.build.Assemblies;
import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.shop.RunningShop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests the one shop that all of them share: the real templates, the real tracer, started when the first test asks for it. */
final class SharedShop implements ParameterResolver {
    static final Checkout CHECKOUT = Checkout.find(Map.of());

    private record Started(RunningShop shop) implements AutoCloseable {
        @Override
        public void close() {
            shop.close();
        }
    }

    /** Returns the assembly of the checkout as the build left it. */
    static Path assembly(Map<String, String> context) {
        return new Assemblies(CHECKOUT).synthesized(context, () -> {});
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningShop.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedShop.class))
                .computeIfAbsent("shop", ignored -> new Started(started()), Started.class)
                .shop();
    }

    private static RunningShop started() {
        RunningShop shop = RunningShop.start(CHECKOUT, System.getenv(), RunningShop.Settings.of(assembly(Map.of())));
        // A first product starts ten functions at once. Who called the API meanwhile might be given up by it.
        Response created = new HttpShop(shop.api()).post("/product", Shop.product("First", "1.00"));
        assertThat(created.status()).isEqualTo(201);
        try {
            RunningShop.Mark unused = shop.markAtRest(Duration.ofMinutes(5));
            // As a learner's second start has them; all later processes of these tests, and of shops of their own,
            // start faster.
            int unusedCount = shop.runtime().functions().archive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return shop;
    }
}
