package dev.tracedshop.workshop;

import dev.tracedshop.integrationtests.PricingContract;
import dev.tracedshop.integrationtests.ProductApiContract;
import dev.tracedshop.integrationtests.ShopLocation;
import dev.tracedshop.workshop.shop.RunningShop;
import org.junit.jupiter.api.Nested;

/** What a deployed shop is checked for from outside, checked in the shop here. */
@WholeShop
class OutsideContractsTest {
    @Nested
    class Api extends ProductApiContract {
        Api(RunningShop shop) {
            super(ShopLocation.at(shop.api()));
        }
    }

    @Nested
    class Pricing extends PricingContract {
        Pricing(RunningShop shop) {
            super(ShopLocation.at(shop.api()));
        }
    }
}
