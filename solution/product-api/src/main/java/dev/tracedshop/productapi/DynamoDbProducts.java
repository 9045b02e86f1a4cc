package dev.tracedshop.productapi;

import dev.tracedshop.events.PricingBracket;
import dev.tracedshop.tracing.ExpectedRefusals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * Keeps the products in a DynamoDB table whose key is {@code productId}.
 *
 * <p>It writes by UpdateItem and DeleteItem alone: only on these does the tracer leave the span pointer that joins a
 * write to whoever reads it from the table's stream.
 */
final class DynamoDbProducts implements ProductRepository {

    private static final String WHOLE = "SET #name = :name, price = :price, pricingBrackets = :pricingBrackets, "
            + "version = :version, priceVersion = :priceVersion";
    private static final String NAME_ALONE = "SET #name = :name, version = :version";
    private static final String UNCHANGED_SINCE = "version = :seenVersion";

    private final DynamoDbClient dynamoDb;
    private final String table;

    DynamoDbProducts(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public Optional<Product> find(String productId) {
        // Consistent: a client that has just created a product finds it.
        Map<String, AttributeValue> item = dynamoDb.getItem(GetItemRequest.builder()
                        .tableName(table)
                        .key(key(productId))
                        .consistentRead(true)
                        .build())
                .item();
        return product(item);
    }

    @Override
    public List<Product> findAll() {
        List<Product> products = new ArrayList<>();
        Map<String, AttributeValue> next = Map.of();
        do {
            ScanResponse page = dynamoDb.scan(ScanRequest.builder()
                    .tableName(table)
                    .consistentRead(true)
                    .exclusiveStartKey(next.isEmpty() ? null : next)
                    .build());
            page.items().forEach(item -> product(item).ifPresent(products::add));
            next = page.lastEvaluatedKey();
        } while (!next.isEmpty());
        return products;
    }

    @Override
    public void create(Product product) {
        // Without a condition: the id is new, and a repeated attempt of the SDK then finds nothing in its way.
        dynamoDb.updateItem(writeOf(product, WHOLE).build());
    }

    @Override
    public boolean undoCreate(Product product) {
        try {
            dynamoDb.deleteItem(DeleteItemRequest.builder()
                    .tableName(table)
                    .key(key(product.productId()))
                    .conditionExpression(UNCHANGED_SINCE)
                    .expressionAttributeValues(Map.of(":seenVersion", number(product.version())))
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Override
    public Optional<ProductChange> update(ProductChange change) {
        try {
            Map<String, AttributeValue> stored = replace(change.previous(), change.updated(), change.priceChanged());
            return product(stored)
                    .map(previous -> ProductChange.of(previous, change.updated().details()));
        } catch (ConditionalCheckFailedException e) {
            // The client is told. When an undo is refused, below, a change stays that no event tells of: that is an
            // error.
            ExpectedRefusals.expect("UpdateItem", table, e);
            return Optional.empty();
        }
    }

    @Override
    public boolean undoUpdate(ProductChange change) {
        try {
            replace(change.updated(), change.previous(), change.priceChanged());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Override
    public Optional<Product> delete(String productId) {
        return product(dynamoDb.deleteItem(DeleteItemRequest.builder()
                        .tableName(table)
                        .key(key(productId))
                        .returnValues(ReturnValue.ALL_OLD)
                        .build())
                .attributes());
    }

    @Override
    public boolean undoDelete(Product product) {
        try {
            dynamoDb.updateItem(writeOf(product, WHOLE)
                    .conditionExpression("attribute_not_exists(productId)")
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            return false;
        }
    }

    @Override
    public boolean setBrackets(String productId, long priceVersion, List<PricingBracket> brackets) {
        try {
            dynamoDb.updateItem(UpdateItemRequest.builder()
                    .tableName(table)
                    .key(key(productId))
                    .updateExpression("SET pricingBrackets = :pricingBrackets")
                    // An item that is gone has no price version either, and is not made anew.
                    .conditionExpression("priceVersion = :priceVersion")
                    .expressionAttributeValues(
                            Map.of(":pricingBrackets", list(brackets), ":priceVersion", number(priceVersion)))
                    .build());
            return true;
        } catch (ConditionalCheckFailedException e) {
            ExpectedRefusals.expect("UpdateItem", table, e);
            return false;
        }
    }

    /**
     * Writes one version over another and returns what was there. The brackets are written only together with the price:
     * they are set without raising the version, and a change of the name must not undo that.
     */
    private Map<String, AttributeValue> replace(Product seen, Product written, boolean priceToo) {
        UpdateItemRequest.Builder write = writeOf(written, priceToo ? WHOLE : NAME_ALONE);
        Map<String, AttributeValue> values = valuesOf(written, priceToo);
        values.put(":seenVersion", number(seen.version()));
        return dynamoDb.updateItem(write.conditionExpression(UNCHANGED_SINCE)
                        .expressionAttributeValues(values)
                        .returnValues(ReturnValue.ALL_OLD)
                        .build())
                .attributes();
    }

    private UpdateItemRequest.Builder writeOf(Product product, String expression) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key(product.productId()))
                .updateExpression(expression)
                // "name" is one of DynamoDB's reserved words.
                .expressionAttributeNames(Map.of("#name", "name"))
                .expressionAttributeValues(valuesOf(product, expression.equals(WHOLE)));
    }

    private static Map<String, AttributeValue> valuesOf(Product product, boolean whole) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":name", text(product.name()));
        values.put(":version", number(product.version()));
        if (whole) {
            values.put(":price", money(product.price()));
            values.put(":pricingBrackets", list(product.pricingBrackets()));
            values.put(":priceVersion", number(product.priceVersion()));
        }
        return values;
    }

    private static Optional<Product> product(Map<String, AttributeValue> item) {
        if (item.isEmpty()) {
            return Optional.empty();
        }
        String productId = attribute(item, "productId", "without an id").s();
        List<PricingBracket> brackets = new ArrayList<>();
        for (AttributeValue bracket :
                attribute(item, "pricingBrackets", productId).l()) {
            brackets.add(new PricingBracket(
                    Integer.parseInt(
                            attribute(bracket.m(), "quantity", productId).n()),
                    price(attribute(bracket.m(), "price", productId))));
        }
        return Optional.of(new Product(
                productId,
                attribute(item, "name", productId).s(),
                price(attribute(item, "price", productId)),
                brackets,
                Long.parseLong(attribute(item, "version", productId).n()),
                Long.parseLong(attribute(item, "priceVersion", productId).n())));
    }

    private static AttributeValue attribute(Map<String, AttributeValue> item, String name, String productId) {
        AttributeValue value = item.get(name);
        if (value == null) {
            throw new IllegalStateException(
                    "The item of product " + productId + " has no " + name + ": something else than the shop wrote it");
        }
        return value;
    }

    private static Map<String, AttributeValue> key(String productId) {
        return Map.of("productId", text(productId));
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    private static AttributeValue list(List<PricingBracket> brackets) {
        return AttributeValue.fromL(brackets.stream()
                .map(bracket -> AttributeValue.fromM(
                        Map.of("quantity", number(bracket.quantity()), "price", money(bracket.price()))))
                .toList());
    }

    private static AttributeValue money(BigDecimal amount) {
        return AttributeValue.fromN(amount.toPlainString());
    }

    /** DynamoDB keeps a number without the zeros at its end: 12.50 comes back as 12.5. */
    private static BigDecimal price(AttributeValue value) {
        return new BigDecimal(value.n()).setScale(2, RoundingMode.HALF_UP);
    }
}
