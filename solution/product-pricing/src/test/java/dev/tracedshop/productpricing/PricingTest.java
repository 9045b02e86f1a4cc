package dev.tracedshop.productpricing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import dev.tracedshop.delivery.Idempotency;
import dev.tracedshop.delivery.LeaseHeldException;
import dev.tracedshop.delivery.Leases;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.events.PricingBracket;
import dev.tracedshop.events.PricingEvent;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.events.ProductSnapshot;
import dev.tracedshop.testing.Invocation;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricingTest {

    private final List<CloudEvent<PricingEvent>> published = new ArrayList<>();
    private final InMemoryLeases leases = new InMemoryLeases();
    private boolean topicIsGone;
    private final Pricing pricing =
            new Pricing(new Idempotency(leases, "product-pricing"), this::publish, Clock.systemUTC());
    private final ProductCreated created = new ProductCreated(pricing);
    private final ProductUpdated updated = new ProductUpdated(pricing);

    @ParameterizedTest
    @CsvSource({
        "12.50, 11.88, 11.25, 10.00, 9.38, 8.75",
        "100.00, 95.00, 90.00, 80.00, 75.00, 70.00",
        "0.01, 0.01, 0.01, 0.01, 0.01, 0.01",
        "0.10, 0.10, 0.09, 0.08, 0.08, 0.07",
        "1000000.00, 950000.00, 900000.00, 800000.00, 750000.00, 700000.00",
        "12.5, 11.88, 11.25, 10.00, 9.38, 8.75"
    })
    void theMoreAreBoughtTheLessAPieceCosts(
            String price, String five, String ten, String twentyFive, String fifty, String hundred) {
        assertThat(Discounts.of(new BigDecimal(price)))
                .containsExactly(
                        new PricingBracket(5, new BigDecimal(five)),
                        new PricingBracket(10, new BigDecimal(ten)),
                        new PricingBracket(25, new BigDecimal(twentyFive)),
                        new PricingBracket(50, new BigDecimal(fifty)),
                        new PricingBracket(100, new BigDecimal(hundred)));
    }

    @Test
    void aNewProductGetsItsBrackets() {
        CloudEvent<ProductEvent> cause = event(new ProductEvent.Created(tea("12.50", 1)));
        invoke(created, cause.toJson());

        CloudEvent<PricingEvent> event = published.get(0);
        assertThat(event.type()).isEqualTo("pricing.calculated");
        assertThat(event.id()).isEqualTo(DerivedIds.ofEvent(cause.id(), "pricing.calculated"));
        assertThat(event.data()).isEqualTo(new PricingEvent.Calculated("p1", 1, Discounts.of(new BigDecimal("12.50"))));
    }

    @Test
    void aNewPriceGetsItsBracketsUnderItsPriceVersion() {
        invoke(
                updated,
                event(new ProductEvent.Updated("p1", tea("12.50", 1), tea("13.00", 4)))
                        .toJson());
        assertThat(published)
                .singleElement()
                .extracting(CloudEvent::data)
                .isEqualTo(new PricingEvent.Calculated("p1", 4, Discounts.of(new BigDecimal("13.00"))));
    }

    @Test
    void anUpdateOfTheNameAloneAsksForNothing() {
        invoke(
                updated,
                event(new ProductEvent.Updated("p1", tea("12.5", 1), tea("12.50", 1)))
                        .toJson());
        assertThat(published).isEmpty();
    }

    @Test
    void theSameEventTwiceIsPricedOnce() {
        String cause = event(new ProductEvent.Created(tea("12.50", 1))).toJson();
        invoke(created, cause);
        invoke(created, cause);
        assertThat(published).hasSize(1);
    }

    @Test
    void aFailedPublishIsThrownAndTheNextDeliveryPublishes() {
        String cause = event(new ProductEvent.Created(tea("12.50", 1))).toJson();
        topicIsGone = true;
        assertThatThrownBy(() -> invoke(created, cause)).hasMessage("the topic is gone");
        topicIsGone = false;
        invoke(created, cause);
        assertThat(published).hasSize(1);
    }

    @Test
    void aHeldLeaseIsThrownSoThatLambdaRepeats() {
        CloudEvent<ProductEvent> cause = event(new ProductEvent.Created(tea("12.50", 1)));
        leases.items.put("product-pricing/product.created/" + cause.id(), Leases.Claim.HELD);
        assertThatThrownBy(() -> invoke(created, cause.toJson())).isInstanceOf(LeaseHeldException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"type\":\"product.created\"}", "[]"})
    void aBadMessageIsThrownSoThatItIsKept(String message) {
        assertThatThrownBy(() -> invoke(created, message)).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> invoke(updated, message)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void anEventOfAnotherTypeIsABadMessage() {
        String deleted = event(new ProductEvent.Deleted("p1")).toJson();
        assertThatThrownBy(() -> invoke(created, deleted)).hasMessage("type is product.deleted, not product.created");
        assertThatThrownBy(() -> invoke(updated, deleted)).hasMessage("type is product.deleted, not product.updated");
    }

    private void publish(CloudEvent<PricingEvent> event) {
        if (topicIsGone) {
            throw new IllegalStateException("the topic is gone");
        }
        published.add(event);
    }

    private static void invoke(RequestHandler<SNSEvent, @Nullable Void> function, String message) {
        SNSEvent.SNS sns = new SNSEvent.SNS();
        sns.setMessage(message);
        SNSEvent.SNSRecord notification = new SNSEvent.SNSRecord();
        notification.setSns(sns);
        SNSEvent event = new SNSEvent();
        event.setRecords(List.of(notification));
        assertThat(function.handleRequest(event, new Invocation())).isNull();
    }

    private static ProductSnapshot tea(String price, long priceVersion) {
        return new ProductSnapshot("p1", "Tea", new BigDecimal(price), List.of(), 4, priceVersion);
    }

    private static CloudEvent<ProductEvent> event(ProductEvent data) {
        return CloudEvent.of(UUID.randomUUID(), "products", Instant.parse("2026-01-31T12:00:00Z"), data);
    }

    /** Keeps what has become of each event. */
    private static final class InMemoryLeases implements Leases {

        final Map<String, Claim> items = new HashMap<>();

        @Override
        public Claim take(String key, String owner, Instant now, Instant until) {
            Claim found = items.putIfAbsent(key, Claim.HELD);
            return found == null ? Claim.TAKEN : found;
        }

        @Override
        public void done(String key, String owner, Instant now) {
            items.put(key, Claim.DONE);
        }

        @Override
        public void release(String key, String owner, Instant now) {
            items.remove(key);
        }
    }
}
