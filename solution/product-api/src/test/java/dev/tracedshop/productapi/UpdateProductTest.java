package dev.tracedshop.productapi;

import static dev.tracedshop.productapi.Samples.TEA;
import static dev.tracedshop.productapi.Samples.TEA_ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.events.PricingBracket;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.productapi.ApiGateway.Answer;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateProductTest {

    private static final Product RENAMED = new Product(TEA_ID, "Green tea", TEA.price(), TEA.pricingBrackets(), 4, 2);
    private static final Product DEARER = new Product(TEA_ID, "Tea", new BigDecimal("13.00"), List.of(), 4, 4);

    private final InMemoryProducts products = new InMemoryProducts(TEA);
    private final RecordedEvents events = new RecordedEvents();
    private final ApiGateway api =
            new ApiGateway(new UpdateProduct(new ProductCatalogue(products, events, Clock.systemUTC())));

    @Test
    void keepsTheBracketsWhenOnlyTheNameChanges() {
        Answer answer = put("Green tea", "12.5");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.message()).isEqualTo(List.of("OK"));
        assertThat(answer.text()).contains("\"pricingBrackets\":[{\"quantity\":5,\"price\":11.88},");
        assertThat(products.items).containsEntry(TEA_ID, RENAMED);
        assertThat(events.data())
                .isEqualTo(List.of(new ProductEvent.Updated(TEA_ID, TEA.snapshot(), RENAMED.snapshot())));
    }

    @Test
    void clearsTheBracketsWhenThePriceChanges() {
        Answer answer = put("Tea", "13");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"price\":13.00,\"pricingBrackets\":[],\"version\":4}");
        assertThat(products.items).containsEntry(TEA_ID, DEARER);
        assertThat(events.data())
                .isEqualTo(List.of(new ProductEvent.Updated(TEA_ID, TEA.snapshot(), DEARER.snapshot())));
    }

    @Test
    void keepsTheBracketsThatArriveMeanwhile() {
        List<PricingBracket> arrived = List.of(new PricingBracket(5, new BigDecimal("1.00")));
        Product priced = new Product(TEA_ID, "Tea", TEA.price(), arrived, 3, 2);
        products.meanwhile = () -> products.items.put(TEA_ID, priced);

        put("Green tea", "12.5");

        Product renamed = new Product(TEA_ID, "Green tea", TEA.price(), arrived, 4, 2);
        assertThat(products.items).containsEntry(TEA_ID, renamed);
        assertThat(events.data())
                .isEqualTo(List.of(new ProductEvent.Updated(TEA_ID, priced.snapshot(), renamed.snapshot())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.5", "12.50", "12.504", "\"12.5\""})
    void writesAndPublishesNothingWhenNothingChanges(String price) {
        Answer answer = put(" Tea ", price);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.message()).isEqualTo(List.of("No updates required"));
        assertThat(answer.field("version")).isEqualTo(BigDecimal.valueOf(3));
        assertThat(products.writes).isZero();
        assertThat(events.published).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"productId\":\"ID\"",
                "\"id\":\"ID\"",
                "\"id\":\"ID\",\"productId\":\"ID\"",
                "\"id\":null,\"productId\":\"ID\"",
                "\"id\":\"ID\",\"version\":3",
                "\"id\":\"ID\",\"version\":3.0",
                "\"id\":\"ID\",\"version\":null",
            })
    void takesTheIdUnderEitherName(String fields) {
        Answer answer = api.withBody("{" + fields.replace("ID", TEA_ID) + ",\"name\":\"Green tea\",\"price\":12.5}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(products.items).containsEntry(TEA_ID, RENAMED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"x\":1|productId is required",
                "\"productId\":null|productId is required",
                "\"id\":\"ID\",\"productId\":\"other\"|must not differ",
                "\"id\":7,\"productId\":\"ID\"|must not differ",
                "\"id\":7|must be a string",
                "\"id\":\" \"|must be a string that is not empty",
                "\"id\":\"ID\",\"version\":\"3\"|version must be a number",
                "\"id\":\"ID\",\"version\":3.5|version must be a whole number",
                "\"id\":\"ID\",\"version\":1e999999999|version must be a whole number",
                "\"id\":\"ID\",\"version\":1e-999999999|version must be a whole number",
            })
    void refusesAnIdOrVersionThatIsNone(String fields, String reason) {
        Answer answer = api.withBody("{" + fields.replace("ID", TEA_ID) + ",\"name\":\"Green tea\",\"price\":12.5}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).singleElement().asString().contains(reason);
        assertUntouched();
    }

    @Test
    void namesEveryBrokenRuleAtOnce() {
        assertThat(api.withBody("{\"version\":\"x\"}").message())
                .isEqualTo(List.of(
                        "productId is required", "name is required", "price is required", "version must be a number"));
        assertThat(api.withBody("{\"productId\":\"" + TEA_ID + "\",\"name\":\"Tea\"}")
                        .message())
                .isEqualTo(List.of("price is required"));
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000-0000-4000-8000-000000000000", "TEA", "../tea"})
    void answers404ForAProductThatThereIsNot(String productId) {
        Answer answer = api.withBody("{\"productId\":\"" + productId + "\",\"name\":\"Tea\",\"price\":1}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.message()).isEqualTo(List.of("Product not found"));
        assertUntouched();
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4, 0, -1, Long.MAX_VALUE})
    void answers409WhenTheVersionIsNotTheCurrentOne(long version) {
        Answer answer =
                api.withBody("{\"id\":\"" + TEA_ID + "\",\"name\":\"Tea\",\"price\":12.5,\"version\":" + version + "}");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.success()).isFalse();
        assertThat(answer.message()).asString().contains("version 3", "not " + version);
        assertUntouched();
    }

    @Test
    void answers409WhenAnotherWriterWins() {
        products.meanwhile = () -> products.items.put(TEA_ID, DEARER);
        Answer answer = put("Green tea", "12.5");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(products.items).containsEntry(TEA_ID, DEARER);
        assertThat(events.published).isEmpty();
    }

    @Test
    void answers409WhenTheProductIsDeletedMeanwhile() {
        products.meanwhile = products.items::clear;
        assertThat(put("Green tea", "12.5").status()).isEqualTo(409);
        assertThat(products.items).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Green tea,12.5", "Tea,13"})
    void answers500AndRestoresThePreviousProductWhenTheEventCannotBePublished(String name, String price) {
        events.refuses = true;
        CreateProductTest.assertFault(put(name, price));
        assertThat(products.items).containsEntry(TEA_ID, TEA);
    }

    @Test
    void leavesALaterWriteAloneWhenTheEventCannotBePublished() {
        Product later = new Product(TEA_ID, "Black tea", TEA.price(), List.of(), 5, 4);
        events.refuses = true;
        events.meanwhile = () -> products.items.put(TEA_ID, later);
        CreateProductTest.assertFault(put("Green tea", "12.5"));
        assertThat(products.items).containsEntry(TEA_ID, later);
    }

    private Answer put(String name, String price) {
        return api.withBody("{\"productId\":\"" + TEA_ID + "\",\"name\":\"" + name + "\",\"price\":" + price + "}");
    }

    private void assertUntouched() {
        assertThat(products.items).containsOnlyKeys(TEA_ID).containsValue(TEA);
        assertThat(events.published).isEmpty();
    }
}
