package dev.tracedshop.productpublisher;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.delivery.Idempotency;
import dev.tracedshop.delivery.Leases;
import dev.tracedshop.delivery.MessageBatch;
import dev.tracedshop.events.CloudEvent;
import dev.tracedshop.events.DerivedIds;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.ProductEvent;
import dev.tracedshop.events.ProductSnapshot;
import dev.tracedshop.events.PublicProductEvent;
import dev.tracedshop.testing.Invocation;
import dev.tracedshop.tracing.ProcessSpans;
import dev.tracedshop.tracing.Spans;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

class PublicEventPublisherTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final ProductSnapshot TEA = new ProductSnapshot("p1", "Tea", BigDecimal.TEN, List.of(), 1, 1);

    private final Bus bus = new Bus();
    private final InMemoryLeases leases = new InMemoryLeases();
    private final List<String> deadLetters = new ArrayList<>();
    private final PublicEventPublisher publisher = new PublicEventPublisher(
            new MessageBatch(
                    ProcessSpans.continuing(),
                    (message, reason) -> deadLetters.add(message.getMessageId() + ": " + reason)),
            new Idempotency(leases, "public-event-publisher"),
            new EventBridgeBus(bus, "dev-shop"),
            "dev.products");

    @Test
    void translatesEachPrivateEventIntoItsPublicOne() {
        List<CloudEvent<ProductEvent>> causes = List.of(
                event(new ProductEvent.Created(TEA)),
                event(new ProductEvent.Updated("p1", TEA, TEA)),
                event(new ProductEvent.Deleted("p1")));
        SQSBatchResponse response =
                invoke(message("m0", causes.get(0)), message("m1", causes.get(1)), message("m2", causes.get(2)));

        assertThat(response.getBatchItemFailures()).isEmpty();
        assertThat(bus.taken)
                .extracting(PutEventsRequestEntry::detailType)
                .containsExactly("product.productCreated.v1", "product.productUpdated.v1", "product.productDeleted.v1");
        for (int i = 0; i < 3; i++) {
            PutEventsRequestEntry entry = bus.taken.get(i);
            CloudEvent<PublicProductEvent> told = PublicProductEvent.read(entry.detail());
            assertThat(entry.eventBusName()).isEqualTo("dev-shop");
            assertThat(entry.source()).isEqualTo("dev.products").isEqualTo(told.source());
            assertThat(told.type()).isEqualTo(entry.detailType());
            assertThat(told.id()).isEqualTo(DerivedIds.ofEvent(causes.get(i).id(), told.type()));
            assertThat(told.time()).isEqualTo(causes.get(i).time());
            assertThat(entry.detail()).doesNotContain("_datadog");
        }
    }

    @Test
    void anEntryThatTheBusRefusesIsThatMessagesFailureAlone() {
        bus.refuses = entry -> entry.detailType().contains("Updated");
        CloudEvent<ProductEvent> refused = event(new ProductEvent.Updated("p1", TEA, TEA));
        SQSBatchResponse response = invoke(
                message("m0", event(new ProductEvent.Created(TEA))),
                message("m1", refused),
                message("m2", event(new ProductEvent.Deleted("p1"))));

        assertThat(failures(response)).containsExactly("m1");
        assertThat(bus.taken).hasSize(2);
        assertThat(span("m1").getStatus().getDescription())
                .contains("product.productUpdated.v1 of product p1 was not taken by bus dev-shop")
                .contains("ThrottlingException, Rate exceeded");
        assertThat(span("m0").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);

        bus.refuses = entry -> false;
        assertThat(failures(invoke(message("m1", refused)))).isEmpty();
        assertThat(bus.taken).hasSize(3);
    }

    @Test
    void theSameEventTwiceIsPutOnce() {
        CloudEvent<ProductEvent> cause = event(new ProductEvent.Created(TEA));
        assertThat(failures(invoke(message("m0", cause), message("m1", cause)))).isEmpty();
        assertThat(bus.taken).hasSize(1);
        assertThat(span("m1").getAttributes().get(AttributeKey.booleanKey(Idempotency.DUPLICATE)))
                .isTrue();
        assertThat(span("m0").getAttributes().get(AttributeKey.booleanKey(Idempotency.DUPLICATE)))
                .isNull();
    }

    @Test
    void anEventThatAnotherDeliveryIsAtIsRepeated() {
        CloudEvent<ProductEvent> cause = event(new ProductEvent.Created(TEA));
        leases.items.put("public-event-publisher/product.created/" + cause.id(), Leases.Claim.HELD);
        assertThat(failures(invoke(message("m0", cause)))).containsExactly("m0");
        assertThat(bus.taken).isEmpty();
    }

    @Test
    void whatIsNoProductEventIsDeadLetteredOnce() {
        SQSMessage plain = message("m1", event(new ProductEvent.Deleted("p1")));
        plain.setBody("{\"hello\":1}");
        SQSMessage other = message("m2", event(new ProductEvent.Deleted("p1")));
        other.setBody(other.getBody().replace("product.deleted", "product.eaten"));
        assertThat(failures(invoke(message("m0", event(new ProductEvent.Created(TEA))), plain, other)))
                .isEmpty();
        assertThat(deadLetters)
                .containsExactly(
                        "m1: Message is missing; it must be a string",
                        "m2: type is product.eaten, which is no product event");
        assertThat(bus.taken).hasSize(1);
    }

    @Test
    void everyMessageIsPublishedInItsOwnTraceWithItsProduct() {
        invoke(
                message("m0", event(new ProductEvent.Created(TEA))),
                message("m1", event(new ProductEvent.Deleted("p2"))));
        assertThat(span("m0").getTraceId()).isEqualTo(trace("m0"));
        assertThat(span("m1").getTraceId()).isEqualTo(trace("m1"));
        assertThat(span("m1").getAttributes().get(AttributeKey.stringKey(Spans.PRODUCT_ID)))
                .isEqualTo("p2");
    }

    private SQSBatchResponse invoke(SQSMessage... messages) {
        SQSEvent event = new SQSEvent();
        event.setRecords(List.of(messages));
        return publisher.handleRequest(event, new Invocation());
    }

    private static CloudEvent<ProductEvent> event(ProductEvent data) {
        return CloudEvent.of(UUID.randomUUID(), "products", Instant.parse("2026-01-31T12:00:00Z"), data);
    }

    /** Makes a message as SNS sends it on to a queue, with the tracer's carrier. */
    private static SQSMessage message(String id, CloudEvent<ProductEvent> event) {
        String carrier = "{\"traceparent\":\"00-" + trace(id) + "-00000000000000aa-01\"}";
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("Type", "Notification");
        envelope.put("Message", event.toJson());
        envelope.put(
                "MessageAttributes",
                Map.of(
                        "_datadog",
                        Map.of(
                                "Type",
                                "Binary",
                                "Value",
                                Base64.getEncoder().encodeToString(carrier.getBytes(StandardCharsets.UTF_8)))));
        SQSMessage message = new SQSMessage();
        message.setMessageId(id);
        message.setBody(Json.write(envelope));
        message.setEventSourceArn("arn:aws:sqs:eu-west-1:111111111111:dev-public-event-publisher");
        return message;
    }

    private static String trace(String id) {
        return "6a00000000000000000000000000000" + (id.charAt(1) - '0' + 1);
    }

    private static List<String> failures(SQSBatchResponse response) {
        return response.getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private static SpanData span(String messageId) {
        AttributeKey<String> id = AttributeKey.stringKey("messaging.message.id");
        return TRACER.getSpans().stream()
                .filter(span -> messageId.equals(span.getAttributes().get(id)))
                .findFirst()
                .orElseThrow();
    }
}
