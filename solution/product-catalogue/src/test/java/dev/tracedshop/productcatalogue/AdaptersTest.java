package dev.tracedshop.productcatalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.PricingBracket;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.events.ProductSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishRequest;
import software.amazon.awssdk.services.sns.model.PublishResponse;

class AdaptersTest {

    private static final String ID = DerivedIds.ofProduct("1").toString();
    private static final ProductSnapshot TEA = new ProductSnapshot(ID, "Tea", new BigDecimal("12.50"), List.of(), 1, 1);

    @Test
    void aProductIsWrittenAsTheProductApiWritesItUnlessItIsThere() {
        Table table = new Table(Map.of());
        assertThat(new DynamoDbProducts(table, "dev-products").createUnlessThere(TEA))
                .isEmpty();

        UpdateItemRequest write = table.writes.get(0);
        assertThat(write.tableName()).isEqualTo("dev-products");
        assertThat(write.key()).isEqualTo(Map.of("productId", AttributeValue.fromS(ID)));
        assertThat(write.conditionExpression()).isEqualTo("attribute_not_exists(productId)");
        assertThat(write.returnValuesOnConditionCheckFailure()).isEqualTo(ReturnValuesOnConditionCheckFailure.ALL_OLD);
        assertThat(write.updateExpression())
                .isEqualTo("SET #name = :name, price = :price, pricingBrackets = :pricingBrackets, "
                        + "version = :version, priceVersion = :priceVersion");
        assertThat(write.expressionAttributeValues())
                .isEqualTo(Map.of(
                        ":name", AttributeValue.fromS("Tea"),
                        ":price", AttributeValue.fromN("12.50"),
                        ":pricingBrackets", AttributeValue.fromL(List.of()),
                        ":version", AttributeValue.fromN("1"),
                        ":priceVersion", AttributeValue.fromN("1")));
    }

    @Test
    void aProductThatIsThereIsReturnedAsItIs() {
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put("productId", AttributeValue.fromS(ID));
        item.put("name", AttributeValue.fromS("Green tea"));
        item.put("price", AttributeValue.fromN("13"));
        item.put("version", AttributeValue.fromN("4"));
        item.put("priceVersion", AttributeValue.fromN("2"));
        item.put(
                "pricingBrackets",
                AttributeValue.fromL(List.of(AttributeValue.fromM(
                        Map.of("quantity", AttributeValue.fromN("5"), "price", AttributeValue.fromN("12.4"))))));
        assertThat(new DynamoDbProducts(new Table(item), "dev-products").createUnlessThere(TEA))
                .contains(new ProductSnapshot(
                        ID,
                        "Green tea",
                        new BigDecimal("13.00"),
                        List.of(new PricingBracket(5, new BigDecimal("12.40"))),
                        4,
                        2));

        item.remove("price");
        assertThatIllegalStateException()
                .isThrownBy(() -> new DynamoDbProducts(new Table(item), "dev-products").createUnlessThere(TEA))
                .withMessageContaining("has no price");
    }

    @Test
    void anEventIsPublishedAsItsEnvelope() {
        CloudEvent<ProductEvent> event = CloudEvent.of(
                DerivedIds.ofProduct("x"),
                "products",
                Instant.parse("2026-01-31T12:00:00Z"),
                new ProductEvent.Created(TEA));
        Topic topic = new Topic();
        new SnsEvents(topic, "arn:aws:sns:eu-west-1:000000000000:dev-product-created").publish(event);
        assertThat(topic.published).singleElement().satisfies(request -> {
            assertThat(request.topicArn()).endsWith(":dev-product-created");
            assertThat(ProductEvent.read(request.message())).isEqualTo(event);
            assertThat(request.messageAttributes()).isEmpty();
        });
    }

    @Test
    void theErrorsOfAFileAreBesideIt() throws IOException {
        Bucket bucket = new Bucket();
        S3CatalogueFiles files = new S3CatalogueFiles(bucket, "the-bucket");
        files.store("spring", "sku,name,price".getBytes(StandardCharsets.UTF_8));
        files.storeErrors("catalogue/spring.csv", "line,reason,row");
        assertThat(bucket.objects)
                .containsExactly(
                        Map.entry("the-bucket catalogue/spring.csv text/csv", "sku,name,price"),
                        Map.entry("the-bucket catalogue-errors/spring.csv text/csv", "line,reason,row"));
        try (InputStream file = files.open("catalogue/spring.csv")) {
            assertThat(file).hasContent("sku,name,price");
        }
    }

    /** Stands in for DynamoDB with one item in the table, or none. */
    private static final class Table implements DynamoDbClient {

        final List<UpdateItemRequest> writes = new ArrayList<>();
        private final Map<String, AttributeValue> item;

        Table(Map<String, AttributeValue> item) {
            this.item = item;
        }

        @Override
        public UpdateItemResponse updateItem(UpdateItemRequest request) {
            writes.add(request);
            if (!item.isEmpty()) {
                throw ConditionalCheckFailedException.builder()
                        .message("The conditional request failed")
                        .item(item)
                        .build();
            }
            return UpdateItemResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    /** Stands in for SNS. */
    private static final class Topic implements SnsClient {

        final List<PublishRequest> published = new ArrayList<>();

        @Override
        public PublishResponse publish(PublishRequest request) {
            published.add(request);
            return PublishResponse.builder().messageId("m").build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    /** Stands in for S3: keeps objects by bucket, key and content type. */
    private static final class Bucket implements S3Client {

        final Map<String, String> objects = new LinkedHashMap<>();

        @Override
        public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
            try (InputStream content = body.contentStreamProvider().newStream()) {
                objects.put(
                        request.bucket() + " " + request.key() + " " + request.contentType(),
                        new String(content.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return PutObjectResponse.builder().eTag("e").build();
        }

        @Override
        public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
            String content = objects.getOrDefault(request.bucket() + " " + request.key() + " text/csv", "");
            return new ResponseInputStream<>(
                    GetObjectResponse.builder().build(),
                    AbortableInputStream.create(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))));
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
