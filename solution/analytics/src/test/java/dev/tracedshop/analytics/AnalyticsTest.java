package dev.tracedshop.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import dev.tracedshop.delivery.Idempotency;
import dev.tracedshop.delivery.MessageBatch;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.EventData;
import dev.tracedshop.events.PublicInventoryEvent.StockOrderFailed;
import dev.tracedshop.events.PublicProductEvent;
import dev.tracedshop.testing.BusQueue;
import dev.tracedshop.testing.Invocation;
import dev.tracedshop.tracing.ProcessSpans;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AnalyticsTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final String PRODUCT = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";

    private final Map<String, String> deadLetters = new LinkedHashMap<>();
    private final List<String> counted = new ArrayList<>();
    private final Analytics function = new Analytics(
            new MessageBatch(
                    ProcessSpans.linking(), (message, reason) -> deadLetters.put(message.getMessageId(), reason)),
            new Idempotency(new InMemoryLeases(), "analytics"),
            (source, type) -> counted.add(source + " " + type));

    @Test
    void eachEventIsCountedOnceWhateverItsType() {
        String created = event(1, new PublicProductEvent.Created(PRODUCT));
        assertThat(failures(created, event(2, new StockOrderFailed(PRODUCT, "none")), created))
                .isEmpty();
        assertThat(counted)
                .containsExactly(
                        "dev.products product.productCreated.v1", "dev.products inventory.stockOrderFailed.v1");
        assertThat(deadLetters).isEmpty();
    }

    @Test
    void theSpansAreATraceOfTheirOwnAndLinkToTheSenders() {
        failures(event(1, new PublicProductEvent.Created(PRODUCT)), event(2, new PublicProductEvent.Deleted(PRODUCT)));

        List<SpanData> spans = TRACER.getSpans();
        SpanData invocation = spans.stream()
                .filter(span -> span.getName().equals("invocation"))
                .findFirst()
                .orElseThrow();
        assertThat(invocation.getTraceId()).isNotEqualTo(BusQueue.TRACE_ID);
        assertThat(spans)
                .filteredOn(span -> span.getName().equals("process queue"))
                .hasSize(2)
                .allSatisfy(span -> {
                    assertThat(span.getParentSpanId()).isEqualTo(invocation.getSpanId());
                    assertThat(span.getAttributes().get(AttributeKey.stringKey("product.id")))
                            .isEqualTo(PRODUCT);
                    assertThat(span.getLinks())
                            .extracting(LinkData::getSpanContext)
                            .singleElement()
                            .satisfies(sender -> {
                                assertThat(sender.getTraceId()).isEqualTo(BusQueue.TRACE_ID);
                                assertThat(sender.getSpanId()).isEqualTo(BusQueue.SENDER);
                            });
                });
    }

    @Test
    void aMalformedMessageIsDeadLetteredWithItsReasonAndTheOthersAreCounted() {
        assertThat(failures(
                        "no JSON",
                        BusQueue.body("x", "{\"specversion\":\"1.0\"}"),
                        event(3, new PublicProductEvent.Created(PRODUCT))))
                .isEmpty();
        assertThat(deadLetters).containsOnlyKeys("m0", "m1");
        assertThat(deadLetters.get("m1")).contains("type is missing");
        assertThat(counted).hasSize(1);
    }

    private static String event(int number, EventData data) {
        return BusQueue.body(
                data.type(),
                CloudEvent.of(new UUID(0, number), "dev.products", Instant.parse("2026-01-31T12:00:00Z"), data)
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
