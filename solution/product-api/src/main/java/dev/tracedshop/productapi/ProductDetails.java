package dev.tracedshop.productapi;

import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.ProductRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds what a client says about a product, in order.
 *
 * @param name trimmed, 3 to 128 characters
 * @param price more than 0, at most 1,000,000, two decimals
 */
public record ProductDetails(String name, BigDecimal price) {

    /**
     * Reads {@code {name, price}}.
     *
     * @throws BadRequestException naming every broken rule
     */
    static ProductDetails read(JsonObject fields) {
        List<String> broken = new ArrayList<>();
        return read(fields, broken).orElseThrow(() -> new BadRequestException(broken));
    }

    /** Reads {@code name} and {@code price}; each broken rule is added to {@code broken}, and then nothing is returned. */
    static Optional<ProductDetails> read(JsonObject fields, List<String> broken) {
        Optional<String> name = ProductRules.name(fields.value("name"), broken);
        Optional<BigDecimal> price = ProductRules.price(fields.value("price"), broken);
        return name.isPresent() && price.isPresent()
                ? Optional.of(new ProductDetails(name.get(), price.get()))
                : Optional.empty();
    }
}
