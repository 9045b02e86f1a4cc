package dev.tracedshop.productapi;

import static dev.tracedshop.productapi.Samples.TEA;
import static dev.tracedshop.productapi.Samples.TEA_ID;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
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

    private record Request(String operation, String body) {
        JsonObject json() {
            return Json.readObject(body);
        }
    }

    private record Response(int status, String body) {}

    private final List<Request> requests = new ArrayList<>();
    private final Deque<Response> responses = new ArrayDeque<>();
    private final HttpServer server;
    private final DynamoDbProducts products;
    private final SnsEvents events;

    AdaptersTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        StaticCredentialsProvider credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"));
        products = new DynamoDbProducts(
                DynamoDbClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(credentials)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build(),
                "products");
        events = new SnsEvents(
                SnsClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(credentials)
                        .httpClient(UrlConnectionHttpClient.create())
                        .build(),
                "arn:aws:sns:eu-west-1:111111111111:created");
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void findsAProductByItsKeyAndBringsMoneyBackToTwoDecimals() {
        responses.add(new Response(200, "{\"Item\":" + TEA_ITEM + "}"));
        assertThat(products.find(TEA_ID)).contains(TEA);
        assertThat(requests.get(0).operation()).endsWith("GetItem");
        assertThat(requests.get(0).body())
                .contains("\"TableName\":\"products\"", "\"Key\":{\"productId\":{\"S\":\"" + TEA_ID + "\"}}");
        responses.add(new Response(200, "{}"));
        assertThat(products.find(TEA_ID)).isEmpty();
    }

    @Test
    void followsThePagesOfAScanToTheEnd() {
        responses.add(new Response(
                200, "{\"Items\":[" + TEA_ITEM + "],\"LastEvaluatedKey\":{\"productId\":{\"S\":\"p1\"}}}"));
        responses.add(new Response(200, "{\"Items\":[],\"LastEvaluatedKey\":{\"productId\":{\"S\":\"p2\"}}}"));
        responses.add(new Response(200, "{\"Items\":[" + TEA_ITEM + "]}"));
        assertThat(products.findAll()).containsExactly(TEA, TEA);
        assertThat(requests).hasSize(3);
        assertThat(requests.get(0).body()).doesNotContain("ExclusiveStartKey");
        assertThat(requests.get(1).body()).contains("\"ExclusiveStartKey\":{\"productId\":{\"S\":\"p1\"}}");
        assertThat(requests.get(2).body()).contains("\"ExclusiveStartKey\":{\"productId\":{\"S\":\"p2\"}}");
    }

    @Test
    void storesAWholeProductByUpdateItem() {
        responses.add(new Response(200, "{}"));
        products.create(TEA);
        assertThat(requests.get(0).operation()).endsWith("UpdateItem");
        assertThat(requests.get(0).body())
                .contains(
                        "\":price\":{\"N\":\"12.50\"}", "\":version\":{\"N\":\"3\"}", "\":priceVersion\":{\"N\":\"2\"}")
                .contains("{\"M\":{");
    }

    @Test
    void leavesTheBracketsAloneWhenOnlyTheNameChanges() {
        responses.add(new Response(200, "{\"Attributes\":" + TEA_ITEM + "}"));
        ProductChange change = ProductChange.of(TEA, new ProductDetails("Mate", TEA.price()));
        assertThat(products.update(change)).contains(change);
        JsonObject request = requests.get(0).json();
        assertThat(request.string("ConditionExpression")).isEqualTo("version = :seenVersion");
        assertThat(request.string("UpdateExpression")).isEqualTo("SET #name = :name, version = :version");
        assertThat(request.string("ReturnValues")).isEqualTo("ALL_OLD");
        assertThat(requests.get(0).body())
                .contains("\":seenVersion\":{\"N\":\"3\"}", "\":version\":{\"N\":\"4\"}")
                .doesNotContain("pricingBrackets");
    }

    @Test
    void restoresThePriceItsVersionAndTheBrackets() {
        responses.add(new Response(200, "{\"Attributes\":" + TEA_ITEM + "}"));
        assertThat(products.undoUpdate(ProductChange.of(TEA, new ProductDetails("Tea", new BigDecimal("13.00")))))
                .isTrue();
        assertThat(requests.get(0).body())
                .contains("\":seenVersion\":{\"N\":\"4\"}", "\":version\":{\"N\":\"3\"}")
                .contains("\":price\":{\"N\":\"12.50\"}", "\":priceVersion\":{\"N\":\"2\"}", "11.88");
    }

    @Test
    void setsTheBracketsAloneAndOnlyForTheirPrice() {
        responses.add(new Response(200, "{}"));
        responses.add(new Response(400, REFUSED));
        assertThat(products.setBrackets(TEA_ID, 2, TEA.pricingBrackets())).isTrue();
        assertThat(products.setBrackets(TEA_ID, 2, TEA.pricingBrackets())).isFalse();
        JsonObject request = requests.get(0).json();
        assertThat(requests.get(0).operation()).endsWith("UpdateItem");
        assertThat(request.string("UpdateExpression")).isEqualTo("SET pricingBrackets = :pricingBrackets");
        assertThat(request.string("ConditionExpression")).isEqualTo("priceVersion = :priceVersion");
        assertThat(requests.get(0).body()).contains("\":priceVersion\":{\"N\":\"2\"}", "11.88");
    }

    @Test
    void deletesWithoutAConditionAndReturnsWhatWasThere() {
        responses.add(new Response(200, "{\"Attributes\":" + TEA_ITEM + "}"));
        responses.add(new Response(200, "{}"));
        assertThat(products.delete(TEA_ID)).contains(TEA);
        assertThat(products.delete(TEA_ID)).isEqualTo(Optional.empty());
        assertThat(requests.get(0).operation()).endsWith("DeleteItem");
        assertThat(requests.get(0).body())
                .contains("\"ReturnValues\":\"ALL_OLD\"")
                .doesNotContain("Condition");
    }

    @Test
    void tellsThatAnotherWriterWon() {
        for (int i = 0; i < 4; i++) {
            responses.add(new Response(400, REFUSED));
        }
        ProductChange change = ProductChange.of(TEA, new ProductDetails("Mate", TEA.price()));
        assertThat(products.update(change)).isEmpty();
        assertThat(products.undoUpdate(change)).isFalse();
        assertThat(products.undoCreate(TEA)).isFalse();
        assertThat(products.undoDelete(TEA)).isFalse();
        assertThat(requests)
                .extracting(request -> request.json().string("ConditionExpression"))
                .containsExactly(
                        "version = :seenVersion",
                        "version = :seenVersion",
                        "version = :seenVersion",
                        "attribute_not_exists(productId)");
    }

    @Test
    void publishesTheEnvelopeToItsTopic() {
        responses.add(new Response(
                200,
                "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>"
                        + "<MessageId>1</MessageId></PublishResult></PublishResponse>"));
        CloudEvent<ProductEvent> event =
                CloudEvent.of(UUID.randomUUID(), "products", Instant.EPOCH, new ProductEvent.Created(TEA.snapshot()));
        Spans.inSpan("work", () -> {
            events.publish(event);
            return event;
        });
        String form = URLDecoder.decode(requests.get(0).body(), StandardCharsets.UTF_8);
        assertThat(form)
                .contains("Action=Publish", "TopicArn=arn:aws:sns:eu-west-1:111111111111:created")
                .contains("Message=" + event.toJson())
                // There is room for the tracer's.
                .doesNotContain("MessageAttributes");
        assertThat(TRACER.getSpans().get(0).getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                .isEqualTo("1");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            requests.add(new Request(
                    operation == null ? "" : operation,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Response response = responses.isEmpty() ? new Response(500, "") : responses.remove();
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(response.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
