package dev.tracedshop.productapi;

import dev.tracedshop.events.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a client wants a product to become.
 *
 * @param expectedVersion the version that the client has seen, if it says so
 */
public record Replacement(String productId, ProductDetails details, Optional<Long> expectedVersion) {

    /**
     * Reads {@code {productId or id, name, price, version?}}.
     *
     * @throws BadRequestException naming every broken rule
     */
    static Replacement read(JsonObject fields) {
        List<String> broken = new ArrayList<>();
        Optional<String> productId = productId(fields, broken);
        Optional<ProductDetails> details = ProductDetails.read(fields, broken);
        Optional<Long> version = version(fields.value("version"), broken);
        if (!broken.isEmpty() || productId.isEmpty() || details.isEmpty()) {
            throw new BadRequestException(broken);
        }
        return new Replacement(productId.get(), details.get(), version);
    }

    private static Optional<String> productId(JsonObject fields, List<String> broken) {
        Object productId = fields.value("productId");
        Object id = fields.value("id");
        if (productId != null && id != null && !productId.equals(id)) {
            broken.add("productId and id must not differ");
            return Optional.empty();
        }
        Object either = productId != null ? productId : id;
        if (either instanceof String text && !text.isBlank()) {
            return Optional.of(text.strip());
        }
        broken.add(either == null ? "productId is required" : "productId must be a string that is not empty");
        return Optional.empty();
    }

    private static Optional<Long> version(@Nullable Object value, List<String> broken) {
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof BigDecimal number) {
            try {
                return Optional.of(number.longValueExact());
            } catch (ArithmeticException e) {
                broken.add("version must be a whole number of at most 64 bits");
                return Optional.empty();
            }
        }
        broken.add("version must be a number");
        return Optional.empty();
    }
}
