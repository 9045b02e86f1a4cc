package dev.tracedshop.productapi;

import static dev.tracedshop.productapi.Samples.TEA;
import static dev.tracedshop.productapi.Samples.TEA_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.productapi.ApiGateway.Answer;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class ReadAndDeleteProductTest {

    private final InMemoryProducts products = new InMemoryProducts(TEA);
    private final RecordedEvents events = new RecordedEvents();
    private final ApiGateway get = new ApiGateway(new GetProduct(products));
    private final ApiGateway list = new ApiGateway(new ListProducts(products));
    private final ApiGateway delete =
            new ApiGateway(new DeleteProduct(new ProductCatalogue(products, events, Clock.systemUTC())));

    static List<String> idsOfNoProduct() {
        return List.of(
                "00000000-0000-4000-8000-000000000000", "tea", "", TEA_ID.toUpperCase(Locale.ROOT), "x".repeat(5000));
    }

    @Test
    void getsAProductWithItsBrackets() {
        Answer answer = get.withProductId(TEA_ID);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .isEqualTo("{\"data\":{\"productId\":\"" + TEA_ID + "\",\"name\":\"Tea\",\"price\":12.50,"
                        + "\"pricingBrackets\":[{\"quantity\":5,\"price\":11.88},{\"quantity\":10,\"price\":11.25}],"
                        + "\"version\":3},\"message\":[\"OK\"],\"success\":true}");
    }

    @ParameterizedTest
    @MethodSource("idsOfNoProduct")
    void answers404ForAProductThatThereIsNot(String productId) {
        for (ApiGateway api : List.of(get, delete)) {
            Answer answer = api.withProductId(productId);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text())
                    .isEqualTo("{\"data\":null,\"message\":[\"Product not found\"],\"success\":false}");
        }
        assertThat(events.published).isEmpty();
    }

    @Test
    void answers404WithoutAPathParameter() {
        assertThat(get.call().status()).isEqualTo(404);
        assertThat(delete.call(Map.of("pathParameters", Map.of())).status()).isEqualTo(404);
    }

    @Test
    void listsEveryProduct() {
        assertThat(list.call().data())
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(1);
        products.items.clear();
        assertThat(list.call().text()).isEqualTo("{\"data\":[],\"message\":[\"OK\"],\"success\":true}");
    }

    @Test
    void deletesAProductAndPublishesThat() {
        Answer answer = delete.withProductId(TEA_ID);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"data\":null,\"message\":[\"OK\"],\"success\":true}");
        assertThat(products.items).isEmpty();
        assertThat(events.data()).isEqualTo(List.of(new ProductEvent.Deleted(TEA_ID)));
        assertThat(delete.withProductId(TEA_ID).status()).isEqualTo(404);
        assertThat(events.published).hasSize(1);
    }

    @Test
    void answers500AndPutsTheProductBackWhenTheEventCannotBePublished() {
        events.refuses = true;
        CreateProductTest.assertFault(delete.withProductId(TEA_ID));
        assertThat(products.items).containsEntry(TEA_ID, TEA);
    }

    @Test
    void answers500WhenTheTableCannotBeRead() {
        ApiGateway broken = new ApiGateway(new GetProduct(new DynamoDbProducts(
                DynamoDbClient.builder()
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(() -> {
                            throw new IllegalStateException("the credentials are gone");
                        })
                        .build(),
                "products")));
        CreateProductTest.assertFault(broken.withProductId(TEA_ID));
    }
}
