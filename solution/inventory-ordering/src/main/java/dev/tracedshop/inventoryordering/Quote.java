package dev.tracedshop.inventoryordering;

import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.MalformedJsonException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says what the supplier offers of one product.
 *
 * @param quantity pieces; 0 when the supplier does not want to deliver
 * @param unitPrice in the supplier's one currency
 * @param deliverySeconds how long delivery takes
 */
record Quote(String quoteId, int quantity, BigDecimal unitPrice, int deliverySeconds) {

    // The longest that a Wait state can wait, in seconds.
    private static final int LONGEST_WAIT = 99_999_999;

    /**
     * Reads a quote as the supplier writes it.
     *
     * @throws MalformedJsonException if the text is no quote; the message names the field
     */
    static Quote read(String text) {
        JsonObject fields = Json.readObject(text);
        return new Quote(
                fields.string("quoteId"),
                atMost(Integer.MAX_VALUE, "quantity", fields),
                fields.number("unitPrice"),
                atMost(LONGEST_WAIT, "deliverySeconds", fields));
    }

    /** Returns the quote as the state machine reads it. */
    Map<String, Object> toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("quoteId", quoteId);
        fields.put("quantity", quantity);
        fields.put("unitPrice", unitPrice);
        fields.put("deliverySeconds", deliverySeconds);
        return fields;
    }

    private static int atMost(int most, String name, JsonObject fields) {
        long number = fields.whole(name);
        if (number < 0 || number > most) {
            throw new MalformedJsonException(name + " must be from 0 to " + most + ", not " + number);
        }
        return (int) number;
    }
}
