package dev.tracedshop.productapi;

import dev.tracedshop.events.PricingBracket;
import dev.tracedshop.events.ProductSnapshot;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds a product as the shop sells it.
 *
 * @param price in the shop's one currency, two decimals
 * @param pricingBrackets what a piece costs when more are bought; empty until calculated for the current price
 * @param version counts the changes, from 1; two writers who read the same version cannot both win
 * @param priceVersion the version at which the price last changed; the brackets belong to it
 */
public record Product(
        String productId,
        String name,
        BigDecimal price,
        List<PricingBracket> pricingBrackets,
        long version,
        long priceVersion) {

    public Product {
        pricingBrackets = List.copyOf(pricingBrackets);
    }

    /** Makes the first version of a product. */
    static Product first(String productId, ProductDetails details) {
        return new Product(productId, details.name(), details.price(), List.of(), 1, 1);
    }

    /** Returns the next version, with these details. Brackets stay with the price that they were calculated for. */
    Product with(ProductDetails details) {
        return price.compareTo(details.price()) == 0
                ? new Product(productId, details.name(), price, pricingBrackets, version + 1, priceVersion)
                : new Product(productId, details.name(), details.price(), List.of(), version + 1, version + 1);
    }

    boolean has(ProductDetails details) {
        return name.equals(details.name()) && price.compareTo(details.price()) == 0;
    }

    ProductDetails details() {
        return new ProductDetails(name, price);
    }

    ProductSnapshot snapshot() {
        return new ProductSnapshot(productId, name, price, pricingBrackets, version, priceVersion);
    }

    /** Returns the product as the HTTP API gives it: {@code {productId, name, price, pricingBrackets, version}}. */
    Map<String, Object> toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("productId", productId);
        fields.put("name", name);
        fields.put("price", price);
        fields.put(
                "pricingBrackets",
                pricingBrackets.stream().map(PricingBracket::toJson).toList());
        fields.put("version", version);
        return fields;
    }
}
