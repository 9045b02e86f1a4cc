package dev.tracedshop.integrationtests.named;

import dev.tracedshop.integrationtests.ShopLocation;
import java.nio.file.Path;

/** The shop that the settings name. */
final class NamedShop {

    private NamedShop() {}

    static ShopLocation read() {
        return ShopLocation.read(System::getProperty, Path.of(System.getProperty("startedIn", "")));
    }
}
