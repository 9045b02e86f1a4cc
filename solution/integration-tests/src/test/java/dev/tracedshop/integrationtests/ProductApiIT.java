package dev.tracedshop.integrationtests;

/** Runs only with the profile integration: it needs a shop. */
class ProductApiIT extends ProductApiContract {
    ProductApiIT() {
        super(NamedShop.read());
    }
}
