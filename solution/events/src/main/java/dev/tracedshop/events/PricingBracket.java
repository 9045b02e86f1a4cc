package dev.tracedshop.events;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds the price of one piece when at least so many are bought.
 *
 * @param price in the shop's one currency, two decimals
 */
public record PricingBracket(int quantity, BigDecimal price) {

    /** Returns the bracket as {@link Json} writes it: {@code {quantity, price}}. */
    public Map<String, Object> toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("quantity", quantity);
        fields.put("price", price);
        return fields;
    }

    /**
     * Reads a bracket.
     *
     * @throws MalformedJsonException if a field is missing or of another type
     */
    public static PricingBracket read(JsonObject fields) {
        long quantity = fields.whole("quantity");
        if (quantity < 1 || quantity > Integer.MAX_VALUE) {
            throw new MalformedJsonException("quantity must be a whole number from 1, not " + quantity);
        }
        return new PricingBracket((int) quantity, fields.number("price"));
    }
}
