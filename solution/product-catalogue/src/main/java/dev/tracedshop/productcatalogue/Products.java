package dev.tracedshop.productcatalogue;

import dev.tracedshop.events.ProductSnapshot;
import java.util.Optional;

/** Keeps the products. */
public interface Products {

    /**
     * Stores a product unless there is one with its id, which then stays as it is.
     *
     * @return the product that was there already; empty if this one was stored
     */
    Optional<ProductSnapshot> createUnlessThere(ProductSnapshot product);
}
