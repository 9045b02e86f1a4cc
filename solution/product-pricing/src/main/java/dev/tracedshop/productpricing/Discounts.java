package dev.tracedshop.productpricing;

import dev.tracedshop.events.PricingBracket;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** Says what a piece costs when more are bought: the more, the less. */
final class Discounts {

    private static final List<Discount> DISCOUNTS = List.of(
            new Discount(5, 5),
            new Discount(10, 10),
            new Discount(25, 20),
            new Discount(50, 25),
            new Discount(100, 30));

    private Discounts() {}

    /** Returns the brackets of a price, from the smallest quantity to the largest; prices rounded to cents, half up. */
    static List<PricingBracket> of(BigDecimal price) {
        return DISCOUNTS.stream()
                .map(discount -> new PricingBracket(discount.quantity(), discount.from(price)))
                .toList();
    }

    private record Discount(int quantity, int percent) {

        BigDecimal from(BigDecimal price) {
            return price.multiply(BigDecimal.valueOf(100L - percent, 2)).setScale(2, RoundingMode.HALF_UP);
        }
    }
}
