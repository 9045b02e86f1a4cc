package dev.tracedshop.productapi;

import static dev.tracedshop.productapi.Samples.TEA;
import static dev.tracedshop.productapi.Samples.TEA_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.testing.AwsService;
import dev.tracedshop.testing.SnsAnswers;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sns.SnsClient;

/** Holds the requests that the adapters send, and how they read what DynamoDB and SNS are documented to answer. */
class AdaptersTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final String TEA_ITEM = "{\"productId\":{\"S\":\"" + TEA_ID + "\"},\"name\":{\"S\":\"Tea\"},"
            + "\"price\":{\"N\":\"12.5\"},\"pricingBrackets\":{\"L\":["
            + "{\"M\":{\"quantity\":{\"N\":\"5\"},\"price\":{\"N\":\"11.88\"}}},"
            + "{\"M\":{\"quantity\":{\"N\":\"10\"},\"price\":{\"N\":\"11.25\"}}}]},"
            + "\"version\":{\"N\":\"3\"},\"priceVersion\":{\"N\":\"2\"}}";
    private static final String REFUSED =
            "{\"__type\":\"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException\",\"message\":\"no\"}";

    private final AwsService service = new AwsService();
    private final DynamoDbClient tables = service.client(DynamoDbClient.builder());
    private final SnsClient topics = service.client(SnsClient.builder());
    private final DynamoDbProducts products = new DynamoDbProducts(tables, "products");
    private final SnsEvents events = new SnsEvents(topics, "arn:aws:sns:eu-west-1:111111111111:created");

    @AfterEach
    void stop() {
        tables.close();
        topics.close();
        service.close();
    }

    private AwsService.Request request(int index) {
        return service.requests().get(index);
    }

    private JsonObject json(AwsService.Request request) {
        return Json.readObject(request.body());
    }

    @Test
    void findsAProductByItsKeyAndBringsMoneyBackToTwoDecimals() {
        service.answers(200, "{\"Item\":" + TEA_ITEM + "}");
        assertThat(products.find(TEA_ID)).contains(TEA);
        assertThat(request(0).operation()).endsWith("GetItem");
        assertThat(request(0).body())
                .contains("\"TableName\":\"products\"", "\"Key\":{\"productId\":{\"S\":\"" + TEA_ID + "\"}}");
        service.answers(200, "{}");
        assertThat(products.find(TEA_ID)).isEmpty();
    }

    @Test
    void followsThePagesOfAScanToTheEnd() {
        service.answers(200, "{\"Items\":[" + TEA_ITEM + "],\"LastEvaluatedKey\":{\"productId\":{\"S\":\"p1\"}}}");
        service.answers(200, "{\"Items\":[],\"LastEvaluatedKey\":{\"productId\":{\"S\":\"p2\"}}}");
        service.answers(200, "{\"Items\":[" + TEA_ITEM + "]}");
        assertThat(products.findAll()).containsExactly(TEA, TEA);
        assertThat(service.requests()).hasSize(3);
        assertThat(request(0).body()).doesNotContain("ExclusiveStartKey");
        assertThat(request(1).body()).contains("\"ExclusiveStartKey\":{\"productId\":{\"S\":\"p1\"}}");
        assertThat(request(2).body()).contains("\"ExclusiveStartKey\":{\"productId\":{\"S\":\"p2\"}}");
    }

    @Test
    void storesAWholeProductByUpdateItem() {
        service.answers(200, "{}");
        products.create(TEA);
        assertThat(request(0).operation()).endsWith("UpdateItem");
        assertThat(request(0).body())
                .contains(
                        "\":price\":{\"N\":\"12.50\"}", "\":version\":{\"N\":\"3\"}", "\":priceVersion\":{\"N\":\"2\"}")
                .contains("{\"M\":{");
    }

    @Test
    void leavesTheBracketsAloneWhenOnlyTheNameChanges() {
        service.answers(200, "{\"Attributes\":" + TEA_ITEM + "}");
        ProductChange change = ProductChange.of(TEA, new ProductDetails("Mate", TEA.price()));
        assertThat(products.update(change)).contains(change);
        JsonObject request = json(request(0));
        assertThat(request.string("ConditionExpression")).isEqualTo("version = :seenVersion");
        assertThat(request.string("UpdateExpression")).isEqualTo("SET #name = :name, version = :version");
        assertThat(request.string("ReturnValues")).isEqualTo("ALL_OLD");
        assertThat(request(0).body())
                .contains("\":seenVersion\":{\"N\":\"3\"}", "\":version\":{\"N\":\"4\"}")
                .doesNotContain("pricingBrackets");
    }

    @Test
    void restoresThePriceItsVersionAndTheBrackets() {
        service.answers(200, "{\"Attributes\":" + TEA_ITEM + "}");
        assertThat(products.undoUpdate(ProductChange.of(TEA, new ProductDetails("Tea", new BigDecimal("13.00")))))
                .isTrue();
        assertThat(request(0).body())
                .contains("\":seenVersion\":{\"N\":\"4\"}", "\":version\":{\"N\":\"3\"}")
                .contains("\":price\":{\"N\":\"12.50\"}", "\":priceVersion\":{\"N\":\"2\"}", "11.88");
    }

    @Test
    void setsTheBracketsAloneAndOnlyForTheirPrice() {
        service.answers(200, "{}");
        service.answers(400, REFUSED);
        assertThat(products.setBrackets(TEA_ID, 2, TEA.pricingBrackets())).isTrue();
        assertThat(products.setBrackets(TEA_ID, 2, TEA.pricingBrackets())).isFalse();
        JsonObject request = json(request(0));
        assertThat(request(0).operation()).endsWith("UpdateItem");
        assertThat(request.string("UpdateExpression")).isEqualTo("SET pricingBrackets = :pricingBrackets");
        assertThat(request.string("ConditionExpression")).isEqualTo("priceVersion = :priceVersion");
        assertThat(request(0).body()).contains("\":priceVersion\":{\"N\":\"2\"}", "11.88");
    }

    @Test
    void deletesWithoutAConditionAndReturnsWhatWasThere() {
        service.answers(200, "{\"Attributes\":" + TEA_ITEM + "}");
        service.answers(200, "{}");
        assertThat(products.delete(TEA_ID)).contains(TEA);
        assertThat(products.delete(TEA_ID)).isEqualTo(Optional.empty());
        assertThat(request(0).operation()).endsWith("DeleteItem");
        assertThat(request(0).body()).contains("\"ReturnValues\":\"ALL_OLD\"").doesNotContain("Condition");
    }

    @Test
    void tellsThatAnotherWriterWon() {
        for (int i = 0; i < 4; i++) {
            service.answers(400, REFUSED);
        }
        ProductChange change = ProductChange.of(TEA, new ProductDetails("Mate", TEA.price()));
        assertThat(products.update(change)).isEmpty();
        assertThat(products.undoUpdate(change)).isFalse();
        assertThat(products.undoCreate(TEA)).isFalse();
        assertThat(products.undoDelete(TEA)).isFalse();
        assertThat(service.requests())
                .extracting(request -> json(request).string("ConditionExpression"))
                .containsExactly(
                        "version = :seenVersion",
                        "version = :seenVersion",
                        "version = :seenVersion",
                        "attribute_not_exists(productId)");
    }

    @Test
    void publishesTheEnvelopeToItsTopic() {
        service.answers(200, SnsAnswers.PUBLISHED);
        CloudEvent<ProductEvent> event =
                CloudEvent.of(UUID.randomUUID(), "products", Instant.EPOCH, new ProductEvent.Created(TEA.snapshot()));
        Spans.inSpan("work", () -> {
            events.publish(event);
            return event;
        });
        assertThat(request(0).body())
                .contains("Action=Publish", "TopicArn=arn:aws:sns:eu-west-1:111111111111:created")
                .contains("Message=" + event.toJson())
                // There is room for the tracer's.
                .doesNotContain("MessageAttributes");
        assertThat(TRACER.getSpans().get(0).getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                .isEqualTo("1");
    }
}
