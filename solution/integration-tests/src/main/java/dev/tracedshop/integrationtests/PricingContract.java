package dev.tracedshop.integrationtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What the pricing service adds to a product some time after the product's own answer: the price per piece from 5, 10,
 * 25, 50 and 100 pieces. Whoever has a shop extends this class and says where the shop is.
 */
public abstract class PricingContract extends ShopContract {

    private static final Map<Integer, String> OF_12_99 =
            Map.of(5, "12.34", 10, "11.69", 25, "10.39", 50, "9.74", 100, "9.09");
    private static final Map<Integer, String> OF_20_03 =
            Map.of(5, "19.03", 10, "18.03", 25, "16.02", 50, "15.02", 100, "14.02");

    protected PricingContract(ShopLocation shop) {
        super(shop);
    }

    @Test
    protected void bracketsFollowThePriceUntilTheProductIsGone() {
        String name = someName();
        String id = create(name, "12.99");
        Answer priced = hasBrackets(id, OF_12_99);
        priced.carries(id, name, "12.99", 1);

        api.put(body(id, name, "20.03")).succeeds(200).carries(id, name, "20.03", 2);
        hasBrackets(id, OF_20_03).carries(id, name, "20.03", 2);

        api.delete(id).succeeds(200);
        api.get(id).refuses(404, "Product not found");
    }

    @Test
    protected void newNameLeavesTheBracketsAlone() {
        String id = create(someName(), "12.99");
        hasBrackets(id, OF_12_99);

        String name = someName();
        Answer renamed = api.put(body(id, name, "12.99")).succeeds(200).carries(id, name, "12.99", 2);

        assertThat(comparable(renamed.pricingBrackets()))
                .as("%s: pricingBrackets", renamed)
                .isEqualTo(comparableTexts(OF_12_99));
    }

    @Test
    protected void lastOfManyPricesWins() {
        String name = someName();
        String id = create(name, "1");
        for (int price = 2; price <= 10; price++) {
            api.put(body(id, name, Integer.toString(price))).succeeds(200);
        }
        api.put(body(id, name, "20.03")).succeeds(200).carries(id, name, "20.03", 11);

        hasBrackets(id, OF_20_03).carries(id, name, "20.03", 11);
    }

    private Answer hasBrackets(String productId, Map<Integer, String> expected) {
        Map<Integer, BigDecimal> wanted = comparableTexts(expected);
        Answer answer = eventually(
                () -> api.get(productId).succeeds(200),
                found -> comparable(found.pricingBrackets()).equals(wanted));
        assertThat(comparable(answer.pricingBrackets()))
                .as(
                        "pricingBrackets %s. When there are none, ProductCreated or PriceCalculated went missing between"
                                + " product-api and pricing; when they are those of another price, ProductUpdated did. %s",
                        waited(), answer)
                .isEqualTo(wanted);
        return answer;
    }

    /** Returns amounts that are equal when they are the same money: 9.5 is 9.50. */
    private static Map<Integer, BigDecimal> comparable(Map<Integer, BigDecimal> brackets) {
        Map<Integer, BigDecimal> plain = new TreeMap<>();
        brackets.forEach((quantity, price) -> plain.put(quantity, price.stripTrailingZeros()));
        return plain;
    }

    private static Map<Integer, BigDecimal> comparableTexts(Map<Integer, String> brackets) {
        Map<Integer, BigDecimal> amounts = new TreeMap<>();
        brackets.forEach((quantity, price) -> amounts.put(quantity, new BigDecimal(price)));
        return comparable(amounts);
    }
}
