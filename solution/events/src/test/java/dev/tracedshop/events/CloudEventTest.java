package dev.tracedshop.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {

    private static final UUID ID = UUID.fromString("0b9f9c0e-29d0-4d9b-8a4e-2a6f2d3c9b11");
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00.123Z");
    private static final ProductSnapshot TEA =
            new ProductSnapshot("p1", "Tea", new BigDecimal("12.50"), List.of(), 1, 1);
    private static final ProductSnapshot DEARER_TEA = new ProductSnapshot(
            "p1", "Tea", new BigDecimal("13.00"), List.of(new PricingBracket(5, new BigDecimal("12.35"))), 2, 2);

    @Test
    void writesTheEnvelopeOfCloudEvents() {
        String json = event(new ProductEvent.Created(TEA)).toJson();
        assertThat(json)
                .isEqualTo(
                        "{\"specversion\":\"1.0\",\"id\":\"0b9f9c0e-29d0-4d9b-8a4e-2a6f2d3c9b11\","
                                + "\"source\":\"products\",\"type\":\"product.created\",\"time\":\"2026-01-31T12:00:00.123Z\","
                                + "\"datacontenttype\":\"application/json\",\"data\":{\"product\":{\"productId\":\"p1\","
                                + "\"name\":\"Tea\",\"price\":12.50,\"pricingBrackets\":[],\"version\":1,\"priceVersion\":1}}}");
    }

    @Test
    void readsEachProductEventAsItWasWritten() {
        for (ProductEvent data : List.of(
                new ProductEvent.Created(TEA),
                new ProductEvent.Updated("p1", TEA, DEARER_TEA),
                new ProductEvent.Deleted("p1"))) {
            CloudEvent<ProductEvent> event = event(data);
            assertThat(ProductEvent.read(event.toJson())).isEqualTo(event);
            assertThat(event.data().productId()).isEqualTo("p1");
        }
    }

    @Test
    void tellsTheTypesApart() {
        assertThat(List.of(
                        event(new ProductEvent.Created(TEA)).type(),
                        event(new ProductEvent.Updated("p1", TEA, DEARER_TEA)).type(),
                        event(new ProductEvent.Deleted("p1")).type()))
                .containsExactly("product.created", "product.updated", "product.deleted");
    }

    @Test
    void ignoresWhatTheTracerAdds() {
        CloudEvent<ProductEvent> event = event(new ProductEvent.Deleted("p1"));
        String carried = event.toJson().replaceFirst("\\{", "{\"_datadog\":{\"traceparent\":\"00-…\"},");
        assertThat(ProductEvent.read(carried)).isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"specversion\":\"1.0\"|\"specversion\":\"0.3\"|specversion must be 1.0",
                "product.deleted|product.eaten|which is no product event",
                "0b9f9c0e-29d0|zzz|id must be a UUID",
                "2026-01-31T12|yesterday|time must be an instant",
                "\"productId\":\"p1\"|\"productId\":7|data.productId must be a string",
                "\"productId\":\"p1\"|\"other\":7|data.productId is missing",
                "\"source\":\"products\"|\"source\":null|source is missing",
            })
    void namesTheFieldThatIsWrong(String right, String wrong, String message) {
        String json = event(new ProductEvent.Deleted("p1")).toJson();
        assertThat(json).contains(right);
        assertThatThrownBy(() -> ProductEvent.read(json.replace(right, wrong)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(message);
    }

    @Test
    void namesTheWrongFieldInAnArrayByItsPath() {
        String json = event(new ProductEvent.Updated("p1", TEA, DEARER_TEA))
                .toJson()
                .replace("\"quantity\":5", "\"quantity\":\"5\"");
        assertThatThrownBy(() -> ProductEvent.read(json))
                .hasMessage("data.updated.pricingBrackets[0].quantity must be a number");
    }

    private static CloudEvent<ProductEvent> event(ProductEvent data) {
        return CloudEvent.of(ID, "products", TIME, data);
    }
}
