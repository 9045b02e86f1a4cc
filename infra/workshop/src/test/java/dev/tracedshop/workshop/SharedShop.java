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
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one shop that all of them share, the real templates and the real tracer, started when the first test asks for it, and the
 * backend to which it sends its spans.
 */
final class SharedShop implements ParameterResolver {
    static final Checkout CHECKOUT = Checkout.find(Map.of());

    private record Started(RunningShop shop, OtlpBackend backend) implements AutoCloseable {
        @Override
        public void close() {
            shop.close();
            backend.close();
        }
    }

    /** Returns the assembly of the checkout as the build left it. */
    static Path assembly(Map<String, String> context) {
        return new Assemblies(CHECKOUT).synthesized(context, () -> {});
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RunningShop.class || type == OtlpBackend.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Started started = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedShop.class))
                .computeIfAbsent("shop", ignored -> started(), Started.class);
        return parameter.getParameter().getType() == OtlpBackend.class ? started.backend() : started.shop();
    }

    private static Started started() {
        OtlpBackend backend = new OtlpBackend();
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", backend.uri().toString());
        RunningShop shop = RunningShop.start(CHECKOUT, environment, RunningShop.Settings.of(assembly(Map.of())));
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
        return new Started(shop, backend);
    }
}
