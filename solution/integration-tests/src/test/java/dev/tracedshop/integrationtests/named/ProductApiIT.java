package dev.tracedshop.integrationtests.named;

import dev.tracedshop.integrationtests.ProductApiContract;

/** Runs only with the profile integration: it needs a shop. */
class ProductApiIT extends ProductApiContract {
    ProductApiIT() {
        super(NamedShop.read());
    }
}
