package dev.tracedshop.supplier;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives a propagator the headers of a request that it asks for. */
final class RequestHeaders implements TextMapGetter<Map<String, String>> {

    @Override
    public Iterable<String> keys(Map<String, String> headers) {
        return headers.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> headers, String name) {
        // The names are in lower case on both sides.
        return headers == null ? null : headers.get(name);
    }
}
