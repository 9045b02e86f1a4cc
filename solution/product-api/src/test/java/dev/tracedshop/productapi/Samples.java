package dev.tracedshop.productapi;

import dev.tracedshop.events.PricingBracket;
import java.math.BigDecimal;
import java.util.List;

/** Holds the products that several tests use. */
final class Samples {

    static final String TEA_ID = "0b9f9c0e-29d0-4d9b-8a4e-2a6f2d3c9b11";

    /** Its price last changed at version 2, its name at version 3. */
    static final Product TEA = new Product(
            TEA_ID,
            "Tea",
            new BigDecimal("12.50"),
            List.of(new PricingBracket(5, new BigDecimal("11.88")), new PricingBracket(10, new BigDecimal("11.25"))),
            3,
            2);

    private Samples() {}
}
