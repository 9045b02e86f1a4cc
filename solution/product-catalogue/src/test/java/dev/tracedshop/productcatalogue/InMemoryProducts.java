package dev.tracedshop.productcatalogue;

import dev.tracedshop.events.ProductSnapshot;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps products; those whose name is among the troubled are not taken. */
final class InMemoryProducts implements Products {

    final Map<String, ProductSnapshot> items = new ConcurrentHashMap<>();
    Set<String> troubled = Set.of();

    @Override
    public Optional<ProductSnapshot> createUnlessThere(ProductSnapshot product) {
        if (troubled.contains(product.name())) {
            throw new IllegalStateException("the table does not answer");
        }
        return Optional.ofNullable(items.putIfAbsent(product.productId(), product));
    }
}
