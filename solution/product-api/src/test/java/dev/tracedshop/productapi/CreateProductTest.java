package dev.tracedshop.productapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.productapi.ApiGateway.Answer;
import dev.tracedshop.testing.Invocation;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CreateProductTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final InMemoryProducts products = new InMemoryProducts();
    private final RecordedEvents events = new RecordedEvents();
    private final ApiGateway api =
            new ApiGateway(new CreateProduct(new ProductCatalogue(products, events, Clock.fixed(NOW, ZoneOffset.UTC))));

    @Test
    void answers201WithTheProductThatItStored() {
        Answer answer = api.withBody("{\"name\":\"  Tea \",\"price\":12.5,\"colour\":\"green\"}");

        Product stored = products.findAll().get(0);
        assertThat(stored.productId()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
        assertThat(stored).isEqualTo(new Product(stored.productId(), "Tea", new BigDecimal("12.50"), List.of(), 1, 1));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.success()).isTrue();
        assertThat(answer.text())
                .isEqualTo("{\"data\":{\"productId\":\"" + stored.productId()
                        + "\",\"name\":\"Tea\",\"price\":12.50,\"pricingBrackets\":[],\"version\":1},"
                        + "\"message\":[\"OK\"],\"success\":true}");
    }

    @Test
    void publishesOneEventWithTheWholeProduct() {
        api.withBody("{\"name\":\"Tea\",\"price\":12.5}");

        assertThat(events.published).hasSize(1);
        CloudEvent<ProductEvent> event = events.published.get(0);
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.type()).isEqualTo("product.created");
        assertThat(event.source()).isEqualTo("products");
        assertThat(event.data())
                .isEqualTo(new ProductEvent.Created(products.findAll().get(0).snapshot()));
    }

    @Test
    void readsABodyInBase64() {
        Answer answer = api.withBytes("{\"name\":\"Thé vert 🍵\",\"price\":1}".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.field("name")).isEqualTo("Thé vert 🍵");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0.005|0.01",
                "0.00500000000000000000000000000000000000001|0.01",
                "12.344|12.34",
                "12.345|12.35",
                "1000000|1000000.00",
                "1000000.004|1000000.00",
                "1e2|100.00",
                "\"50.5\"|50.50",
                "\" 7 \"|7.00",
                "\"1e3\"|1000.00",
            })
    void roundsThePriceHalfUp(String price, String stored) {
        Answer answer = api.withBody("{\"name\":\"Tea\",\"price\":" + price + "}");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text()).contains("\"price\":" + stored + ",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0|greater than 0",
                "-1|greater than 0",
                "0.004|greater than 0",
                "0e999999999|greater than 0",
                "1e-999999999|greater than 0",
                "-1e-999999999|greater than 0",
                "-1e999999999|greater than 0",
                "1e999|at most 1000000",
                "1e999999999|at most 1000000",
                "1000000.005|at most 1000000",
                "99999999|at most 1000000",
                "\"1e999999999\"|at most 1000000",
                "\"NaN\"|must be a number",
                "\"Infinity\"|must be a number",
                "\"\"|must be a number",
                "\"twelve\"|must be a number",
                "\"1e99999999999\"|must be a number",
                "true|must be a number",
                "[1]|must be a number",
                "{}|must be a number",
                "null|is required",
                "NaN|not a JSON object",
                "1e99999999999|not a JSON object",
                "01|not a JSON object",
            })
    @Timeout(5)
    void refusesAPriceThatIsNone(String price, String reason) {
        Answer answer = api.withBody("{\"name\":\"Tea\",\"price\":" + price + "}");
        assertRefused(answer);
        assertThat(answer.message()).singleElement().asString().contains(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "🍵🍵🍵", "a c"})
    void acceptsANameOfThreeCharacters(String name) {
        assertThat(api.withBody("{\"name\":\"" + name + "\",\"price\":1}").status())
                .isEqualTo(201);
    }

    @Test
    void countsCharactersAndNotTheirHalves() {
        assertThat(api.withBody("{\"name\":\"" + "🍵".repeat(128) + "\",\"price\":1}")
                        .status())
                .isEqualTo(201);
        assertThat(api.withBody("{\"name\":\"" + "🍵".repeat(129) + "\",\"price\":1}")
                        .message())
                .asString()
                .contains("at most 128");
        assertThat(api.withBody("{\"name\":\"🍵🍵\",\"price\":1}").message())
                .asString()
                .contains("at least 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"ab\"|at least 3",
                "\"  ab  \"|at least 3",
                "\"\"|at least 3",
                "null|is required",
                "7|must be a string",
                "[\"Tea\"]|must be a string",
                "\"Tea\\ud83c\"|surrogate",
                "\"\\udf75Tea\"|surrogate",
            })
    void refusesANameThatIsNone(String name, String reason) {
        Answer answer = api.withBody("{\"name\":" + name + ",\"price\":1}");
        assertRefused(answer);
        assertThat(answer.message()).singleElement().asString().contains(reason);
    }

    @Test
    void refusesANameOfAMegabyte() {
        Answer answer = api.withBody("{\"name\":\"" + "x".repeat(1_000_000) + "\",\"price\":1}");
        assertRefused(answer);
        assertThat(answer.text()).hasSizeLessThan(500);
    }

    @Test
    void namesEveryBrokenRuleAtOnce() {
        Answer answer = api.withBody("{\"name\":\"x\",\"price\":-1}");
        assertRefused(answer);
        assertThat(answer.message())
                .isEqualTo(List.of(
                        "name must have at least 3 characters",
                        "price must be greater than 0 when rounded to two decimals"));
        assertThat(api.withBody("{}").message()).isEqualTo(List.of("name is required", "price is required"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "7",
                "\"text\"",
                "[]",
                "[{\"name\":\"Tea\",\"price\":1}]",
                "{",
                "{\"name\":\"Tea\",\"price\":1",
                "{\"name\":\"Tea\",\"price\":1}}",
                "{\"name\":\"Tea\",\"price\":1,\"price\":2}",
                "{\"name\":\"Tea\",\"pri\\ud83cce\":1,\"pri\\ud83cce\":2}",
                "{'name':'Tea'}",
                "name=Tea&price=1",
                "\uFEFF{}",
                "\u0000",
            })
    void refusesABodyThatIsNoJsonObject(String body) {
        Answer answer = api.withBody(body);
        assertRefused(answer);
        assertThat(answer.message()).singleElement().asString().startsWith("The body is");
    }

    @Test
    void refusesABodyThatIsNestedWithoutEnd() {
        assertRefused(api.withBody("[".repeat(100_000)));
        assertRefused(api.withBody("{\"a\":".repeat(100_000)));
    }

    @Test
    void refusesABodyThatIsMissing() {
        assertRefused(api.call());
    }

    @Test
    void refusesBytesThatAreNoUtf8AndSaysWhere() {
        Answer answer = api.withBytes(new byte[] {'{', '"', 'n', '"', ':', '"', (byte) 0xC3, '"', '}'});
        assertRefused(answer);
        assertThat(answer.message()).isEqualTo(List.of("The body is not valid UTF-8: byte 6 cannot be read"));
    }

    @Test
    void refusesABodyThatIsNoBase64() {
        Answer answer = api.call(Map.of("body", "***", "isBase64Encoded", true));
        assertRefused(answer);
        assertThat(answer.message()).asString().contains("base64");
    }

    @Test
    void answers500AndTakesTheProductBackWhenTheEventCannotBePublished() {
        events.refuses = true;
        Answer answer = api.withBody("{\"name\":\"Tea\",\"price\":1}");
        assertFault(answer);
        assertThat(products.items).isEmpty();
    }

    @Test
    void answers500WhenTheProductCannotBeTakenBackEither() {
        events.refuses = true;
        products.undoFails = true;
        assertFault(api.withBody("{\"name\":\"Tea\",\"price\":1}"));
        assertThat(products.items).hasSize(1);
    }

    @Test
    void answers500WhenTheTableRefuses() {
        products.meanwhile = () -> {
            throw new IllegalStateException("the table is gone");
        };
        assertFault(api.withBody("{\"name\":\"Tea\",\"price\":1}"));
        assertThat(events.published).isEmpty();
    }

    private void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.success()).isFalse();
        assertThat(answer.data()).isNull();
        assertThat(products.items).isEmpty();
        assertThat(events.published).isEmpty();
    }

    static void assertFault(Answer answer) {
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.success()).isFalse();
        assertThat(answer.data()).isNull();
        assertThat(answer.message()).singleElement().asString().contains("request " + Invocation.REQUEST_ID);
        assertThat(answer.text()).doesNotContain("Exception", "gone", "\\n");
    }
}
