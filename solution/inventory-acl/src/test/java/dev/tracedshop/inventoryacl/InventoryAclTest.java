package dev.tracedshop.inventoryacl;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import dev.tracedshop.delivery.Idempotency;
import dev.tracedshop.delivery.MessageBatch;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.InventoryEvent;
import dev.tracedshop.events.InventoryEvent.NewProductAdded;
import dev.tracedshop.events.PublicProductEvent;
import dev.tracedshop.testing.BusQueue;
import dev.tracedshop.testing.Invocation;
import dev.tracedshop.tracing.ProcessSpans;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class InventoryAclTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final UUID EVENT_ID = UUID.fromString("0f6d6f0a-7c60-5c4e-8a55-0d0f5a1b2c3d");
    private static final String PRODUCT = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    private final Map<String, String> deadLetters = new LinkedHashMap<>();
    private final List<CloudEvent<InventoryEvent>> published = new ArrayList<>();
    private boolean topicIsDown;
    private final InventoryAcl function = new InventoryAcl(
            new MessageBatch(
                    ProcessSpans.continuing(), (message, reason) -> deadLetters.put(message.getMessageId(), reason)),
            new Idempotency(new InMemoryLeases(), "inventory-acl"),
            event -> {
                if (topicIsDown) {
                    throw new IllegalStateException("the topic is down");
                }
                published.add(event);
            });

    @Test
    void aGoodEventBecomesTheInventorysOwnInTheSendersTrace() {
        assertThat(failures(productCreated())).isEmpty();

        assertThat(published)
                .containsExactly(CloudEvent.of(
                        DerivedIds.ofEvent(EVENT_ID, "inventory.newProductAdded"),
                        "inventory",
                        TIME,
                        new NewProductAdded(PRODUCT)));
        assertThat(deadLetters).isEmpty();
        SpanData process = TRACER.getSpans().stream()
                .filter(span -> span.getName().equals("process queue"))
                .findFirst()
                .orElseThrow();
        assertThat(process.getTraceId()).isEqualTo(BusQueue.TRACE_ID);
        assertThat(process.getParentSpanId()).isEqualTo(BusQueue.SENDER);
        assertThat(process.getAttributes().get(AttributeKey.stringKey("product.id")))
                .isEqualTo(PRODUCT);
    }

    @Test
    void aSecondDeliveryPublishesNothing() {
        assertThat(failures(productCreated(), productCreated())).isEmpty();
        assertThat(published).hasSize(1);
    }

    @Test
    void aBadEventIsDeadLetteredWithEverythingThatIsWrongAndTheOthersAreHandled() {
        String bad = BusQueue.body(
                "product.productCreated.v1",
                "{\"specversion\":\"1.0\",\"id\":\"no-uuid\",\"source\":\"dev.products\","
                        + "\"type\":\"product.productCreated.v1\",\"time\":\"2026-01-31T12:00:00Z\","
                        + "\"datacontenttype\":\"application/json\",\"data\":{\"productId\":7,\"price\":1}}");
        assertThat(failures(bad, productCreated())).isEmpty();

        assertThat(published).hasSize(1);
        assertThat(deadLetters).containsOnlyKeys("m0");
        assertThat(deadLetters.get("m0"))
                .contains("product.productCreated.v1")
                .contains("$.id:")
                .contains("$.data.productId:")
                .contains("'price'");
    }

    @Test
    void whatIsNoBusEventIsDeadLettered() {
        assertThat(failures("no JSON", "{}")).isEmpty();
        assertThat(deadLetters).containsOnlyKeys("m0", "m1");
        assertThat(published).isEmpty();
    }

    @Test
    void anEventThatCouldNotBePublishedIsDeliveredAgainAndThenPublished() {
        topicIsDown = true;
        assertThat(failures(productCreated())).containsExactly("m0");
        assertThat(deadLetters).isEmpty();

        topicIsDown = false;
        assertThat(failures(productCreated())).isEmpty();
        assertThat(published).hasSize(1);
    }

    private static String productCreated() {
        return BusQueue.body(
                "product.productCreated.v1",
                CloudEvent.of(EVENT_ID, "dev.products", TIME, new PublicProductEvent.Created(PRODUCT))
                        .toJson());
    }

    /** Hands a batch over and returns the ids of the messages to be delivered again. */
    private List<String> failures(String... bodies) {
        SQSBatchResponse response =
                Spans.inSpan("invocation", () -> function.handleRequest(BusQueue.batch(bodies), new Invocation()));
        return response.getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }
}
