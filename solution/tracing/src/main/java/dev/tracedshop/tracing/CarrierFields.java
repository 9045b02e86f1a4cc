package dev.tracedshop.tracing;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells a propagator how to read the fields of a {@link Carrier}. */
final class CarrierFields implements TextMapGetter<Map<String, String>> {

    // "deprecation": OpenTelemetry's own propagators do without the keys; Datadog's tracer reads a carrier by them.
    @SuppressWarnings("deprecation")
    @Override
    public Iterable<String> keys(Map<String, String> carrier) {
        return carrier.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
        return carrier == null ? null : carrier.get(key);
    }
}
