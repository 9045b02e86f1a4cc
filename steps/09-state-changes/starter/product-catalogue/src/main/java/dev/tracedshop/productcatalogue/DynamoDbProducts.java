package dev.tracedshop.productcatalogue;

import dev.tracedshop.events.PricingBracket;
import dev.tracedshop.events.ProductSnapshot;
import dev.tracedshop.tracing.ExpectedRefusals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Creates products in the table of products, each with the attributes that the product API gives it.
 *
 * <p>What you need: {@link UpdateItemRequest} has a {@code key}, an {@code updateExpression} and the values that stand in it;
 * "name" is one of DynamoDB's reserved words, so the expression calls it {@code #name} and {@code expressionAttributeNames}
 * says what that is. {@link ExpectedRefusals} is told which call on which table was refused, and by what.
 */
final class DynamoDbProducts implements Products {

    private final DynamoDbClient dynamoDb;
    private final String table;

    DynamoDbProducts(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public Optional<ProductSnapshot> createUnlessThere(ProductSnapshot product) {
        // TODO 1: write the product by a call on which the tracer leaves a span pointer.
        PutItemRequest write = PutItemRequest.builder()
                .tableName(table)
                .item(Map.of(
                        "productId", AttributeValue.fromS(product.productId()),
                        "name", AttributeValue.fromS(product.name()),
                        "price", AttributeValue.fromN(product.price().toPlainString()),
                        "pricingBrackets", AttributeValue.fromL(List.of()),
                        "version", number(product.version()),
                        "priceVersion", number(product.priceVersion())))
                .conditionExpression("attribute_not_exists(productId)")
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            dynamoDb.putItem(write);
            return Optional.empty();
        } catch (ConditionalCheckFailedException e) {
            // TODO 2: the product is there already, and that is no error.
            return Optional.of(product(product.productId(), e.item()));
        }
    }

    private static ProductSnapshot product(String productId, Map<String, AttributeValue> item) {
        List<PricingBracket> brackets = attribute(item, "pricingBrackets", productId).l().stream()
                .map(AttributeValue::m)
                .map(bracket -> new PricingBracket(
                        Integer.parseInt(
                                attribute(bracket, "quantity", productId).n()),
                        price(attribute(bracket, "price", productId))))
                .toList();
        return new ProductSnapshot(
                productId,
                attribute(item, "name", productId).s(),
                price(attribute(item, "price", productId)),
                brackets,
                Long.parseLong(attribute(item, "version", productId).n()),
                Long.parseLong(attribute(item, "priceVersion", productId).n()));
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name, String productId) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "The item of product " + productId + " has no " + name + ": something else than the shop wrote it");
        }
        return value;
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    /** DynamoDB keeps a number without the zeros at its end: 12.50 comes back as 12.5. */
    private static BigDecimal price(AttributeValue value) {
        return new BigDecimal(value.n()).setScale(2, RoundingMode.HALF_UP);
    }
}
