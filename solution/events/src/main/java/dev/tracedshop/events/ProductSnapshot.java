package dev.tracedshop.events;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds a product as it was at one version.
 *
 * @param price in the shop's one currency, two decimals
 * @param version counts the product's changes, from 1
 * @param priceVersion the version at which the price last changed; calculated brackets name it, so that late ones are told
 */
public record ProductSnapshot(
        String productId,
        String name,
        BigDecimal price,
        List<PricingBracket> pricingBrackets,
        long version,
        long priceVersion) {

    public ProductSnapshot {
        pricingBrackets = List.copyOf(pricingBrackets);
    }

    Map<String, Object> toJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("productId", productId);
        fields.put("name", name);
        fields.put("price", price);
        fields.put(
                "pricingBrackets",
                pricingBrackets.stream().map(PricingBracket::toJson).toList());
        fields.put("version", version);
        fields.put("priceVersion", priceVersion);
        return fields;
    }

    static ProductSnapshot read(JsonObject fields) {
        return new ProductSnapshot(
                fields.string("productId"),
                fields.string("name"),
                fields.number("price"),
                fields.objects("pricingBrackets").stream()
                        .map(PricingBracket::read)
                        .toList(),
                fields.whole("version"),
                fields.whole("priceVersion"));
    }
}
