package dev.tracedshop.integrationtests.named;

import dev.tracedshop.integrationtests.PricingContract;

/** Runs only with the profile integration: it needs a shop. */
class PricingIT extends PricingContract {
    PricingIT() {
        super(NamedShop.read());
    }
}
