package dev.tracedshop.supplier;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Says what the supplier offers of one product.
 *
 * @param quantity pieces; 0 when the supplier does not want to deliver
 * @param unitPrice in the supplier's one currency, two decimals
 * @param deliverySeconds how long delivery takes
 */
record Quote(UUID quoteId, int quantity, BigDecimal unitPrice, int deliverySeconds) {

    /** Works out the quote of a product, the same each time that it is asked for. */
    static Quote of(String productId) {
        /*
         * A checksum of the id stands in for the supplier's stock and prices: 10 to 100 pieces, 1.00 to 99.99 each,
         * 2 to 5 seconds. Each of the three takes its own part of the checksum.
         */
        byte[] id = productId.getBytes(StandardCharsets.UTF_8);
        CRC32 checksum = new CRC32();
        checksum.update(id);
        long sum = checksum.getValue();
        return new Quote(
                UUID.nameUUIDFromBytes(id),
                (int) (10 + sum % 91),
                BigDecimal.valueOf(100 + (sum >>> 8) % 9900, 2),
                (int) (2 + (sum >>> 24) % 4));
    }

    /** Returns this quote as one that offers nothing. */
    Quote withoutPieces() {
        return new Quote(quoteId, 0, unitPrice, deliverySeconds);
    }
}
