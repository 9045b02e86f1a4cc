package dev.tracedshop.productapi;

import static dev.tracedshop.productapi.Samples.TEA;
import static dev.tracedshop.productapi.Samples.TEA_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.events.PricingBracket;
import dev.tracedshop.events.PricingEvent;
import dev.tracedshop.testing.Invocation;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PricingChangedTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final List<PricingBracket> BRACKETS = List.of(new PricingBracket(5, new BigDecimal("1.00")));
    private static final AttributeKey<Boolean> STALE = AttributeKey.booleanKey(PricingChanged.STALE);

    private final InMemoryProducts products = new InMemoryProducts(TEA);
    private final PricingChanged function = new PricingChanged(products);

    @Test
    void storesTheBracketsOfThePresentPriceAndNothingElse() {
        invoke(calculated(TEA_ID, TEA.priceVersion()));
        assertThat(products.items.get(TEA_ID))
                .isEqualTo(new Product(TEA_ID, TEA.name(), TEA.price(), BRACKETS, TEA.version(), TEA.priceVersion()));
        assertThat(span().getAttributes().get(STALE)).isFalse();
        assertThat(span().getAttributes().get(AttributeKey.stringKey(Spans.PRODUCT_ID)))
                .isEqualTo(TEA_ID);
    }

    @Test
    void leavesOutWhatWasCalculatedForAnotherPrice() {
        invoke(calculated(TEA_ID, TEA.priceVersion() - 1));
        invoke(calculated(TEA_ID, TEA.version()));
        assertThat(products.items).containsEntry(TEA_ID, TEA);
        assertThat(span().getAttributes().get(STALE)).isTrue();
        assertThat(span().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void makesNoProductThatIsGone() {
        products.items.clear();
        invoke(calculated(TEA_ID, 1));
        assertThat(products.items).isEmpty();
    }

    @Test
    void aBadMessageIsThrownSoThatItIsKept() {
        assertThatThrownBy(() -> invoke("{\"type\":\"pricing.calculated\"}"))
                .isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> invoke(calculated(TEA_ID, 1).replace("calculated", "guessed")))
                .hasMessage("type is pricing.guessed, which is no pricing event");
    }

    private void invoke(String message) {
        SNSEvent.SNS sns = new SNSEvent.SNS();
        sns.setMessage(message);
        SNSEvent.SNSRecord notification = new SNSEvent.SNSRecord();
        notification.setSns(sns);
        SNSEvent event = new SNSEvent();
        event.setRecords(List.of(notification));
        assertThat(function.handleRequest(event, new Invocation())).isNull();
    }

    private static String calculated(String productId, long priceVersion) {
        return CloudEvent.of(
                        UUID.randomUUID(),
                        "pricing",
                        Instant.EPOCH,
                        new PricingEvent.Calculated(productId, priceVersion, BRACKETS))
                .toJson();
    }

    private static SpanData span() {
        return TRACER.getSpans().get(0);
    }
}
