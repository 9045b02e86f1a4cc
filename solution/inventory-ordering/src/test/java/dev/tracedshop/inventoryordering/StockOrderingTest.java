package dev.tracedshop.inventoryordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.InventoryEvent;
import dev.tracedshop.events.InventoryEvent.NewProductAdded;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.testing.Invocation;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class StockOrderingTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final UUID EVENT_ID = UUID.fromString("0f6d6f0a-7c60-5c4e-8a55-0d0f5a1b2c3d");
    private static final String PRODUCT = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final Map<String, StockOrder> begun = new LinkedHashMap<>();
    private final StockOrdering function = new StockOrdering(
            order -> begun.putIfAbsent(order.executionName(), order) == null, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void anOrderIsNamedAfterItsEventAndKnowsTheIdsOfBothEnds() {
        invoke(newProductAdded());

        StockOrder order = Objects.requireNonNull(begun.get(EVENT_ID.toString()));
        assertThat(Json.read(order.toJson()))
                .isEqualTo(Map.of(
                        "eventId", EVENT_ID.toString(),
                        "productId", PRODUCT,
                        "stockOrderedId",
                                DerivedIds.ofEvent(EVENT_ID, "inventory.stockOrdered.v1")
                                        .toString(),
                        "stockOrderFailedId",
                                DerivedIds.ofEvent(EVENT_ID, "inventory.stockOrderFailed.v1")
                                        .toString(),
                        "orderedAt", NOW.toString()));
    }

    @Test
    void aSecondDeliveryIsASuccessTaggedAsADuplicate() {
        invoke(newProductAdded());
        invoke(newProductAdded());

        assertThat(begun).hasSize(1);
        List<SpanData> invocations = TRACER.getSpans();
        assertThat(invocations)
                .extracting(span -> span.getAttributes().get(AttributeKey.booleanKey("duplicate")))
                .containsExactly(null, true);
        assertThat(invocations)
                .extracting(span -> span.getAttributes().get(AttributeKey.stringKey("product.id")))
                .containsOnly(PRODUCT);
    }

    @Test
    void whatIsNoSuchEventIsLeftToLambdasRetriesAndDeadLetters() {
        assertThatThrownBy(() -> invoke("{\"specversion\": \"1.0\"}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("type");
        assertThat(begun).isEmpty();
    }

    private static String newProductAdded() {
        return CloudEvent.<InventoryEvent>of(EVENT_ID, "inventory", NOW, new NewProductAdded(PRODUCT))
                .toJson();
    }

    private void invoke(String message) {
        String event = Json.write(Map.of(
                "Records",
                List.of(Map.of("EventSource", "aws:sns", "Sns", Map.of("Message", message, "MessageId", "m")))));
        SNSEvent delivered = LambdaEventSerializers.serializerFor(
                        SNSEvent.class, getClass().getClassLoader())
                .fromJson(new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
        Spans.inSpan("invocation", () -> {
            // The function asks nothing of its context.
            function.handleRequest(delivered, new Invocation());
            return true;
        });
    }
}
