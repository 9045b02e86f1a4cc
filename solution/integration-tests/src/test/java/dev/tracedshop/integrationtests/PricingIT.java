package dev.tracedshop.integrationtests;

/** Runs only with the profile integration: it needs a shop. */
class PricingIT extends PricingContract {
    PricingIT() {
        super(NamedShop.read());
    }
}
