package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What queues, buses, topics and state machines tell of a trace, and the spans before a function's. */
class TriggersTest {

    private static final String FUNCTION = "consumer";
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.500Z");
    private static final long START_NANOS = 1_767_323_045_500_000_000L;
    private static final TraceId TRACE = TraceId.parse("6a00000000000000112210f47de98115");
    private static final long LOW = Long.parseLong(Events.LOW);

    private final TraceStore store = new TraceStore();
    private final Extension extension = new Extension(store);

    TriggersTest() {
        extension.register(Functions.profile(FUNCTION, Map.of("DD_SERVICE", "consumer-service")));
    }

    @Test
    void aMessageOfAQueueContinuesItsSendersTrace() {
        ObjectNode message = Events.attribute(Events.message("{\"id\":1}"), "String", "stringValue", Events.CARRIER);
        Trace trace = invoke(Events.sqs(message));

        Span sqs = named(trace, "aws.sqs");
        Span lambda = named(trace, "aws.lambda");
        assertThat(trace.id()).isEqualTo(TRACE);
        assertThat(sqs.parentId()).isEqualTo(99);
        assertThat(lambda.parentId()).isEqualTo(sqs.spanId());
        assertThat(sqs.service()).isEqualTo("orders");
        assertThat(sqs.resource()).isEqualTo("orders");
        assertThat(sqs.type()).isEqualTo("web");
        assertThat(sqs.start()).isEqualTo(START_NANOS - 100_000_000);
        assertThat(sqs.end()).isEqualTo(START_NANOS);
        assertThat(own(sqs))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("operation_name", "aws.sqs"),
                        Map.entry("receipt_handle", "handle"),
                        Map.entry("retry_count", "2"),
                        Map.entry("sender_id", "AIDA"),
                        Map.entry("source_arn", Events.QUEUE),
                        Map.entry("aws_region", "eu-west-1"),
                        Map.entry("_inferred_span.tag_source", "self"),
                        Map.entry("_inferred_span.synchronicity", "async"),
                        Map.entry("_dd.base_service", "consumer-service"),
                        Map.entry("_dd.p.tid", "6a00000000000000"),
                        Map.entry("peer.service", "consumer-service"),
                        Map.entry("span.kind", "server")));
        assertThat(lambda.tags())
                .containsEntry("function_trigger.event_source", "sqs")
                .containsEntry("function_trigger.event_source_arn", Events.QUEUE)
                .containsEntry("retry_count", "2")
                .containsEntry("sender_id", "AIDA")
                .containsEntry("source_arn", Events.QUEUE)
                .containsEntry("aws_region", "eu-west-1")
                .doesNotContainKey("_dd.p.tid");
        assertThat(extension.carriers("r1"))
                .containsExactly(new ReceivedCarrier(
                        "sqs",
                        "Records[0].messageAttributes",
                        List.of("_datadog"),
                        Map.of(
                                "x-datadog-trace-id",
                                Events.LOW,
                                "x-datadog-parent-id",
                                "99",
                                "x-datadog-sampling-priority",
                                "1",
                                "x-datadog-tags",
                                "_dd.p.tid=6a00000000000000"),
                        true,
                        ""));
    }

    @Test
    void rawDeliveryGivesABinaryAttributeAndNoSpanOfTheTopic() {
        ObjectNode message =
                Events.attribute(Events.message("x"), "Binary", "binaryValue", Events.base64(Events.CARRIER));
        Trace trace = invoke(Events.sqs(message));

        assertThat(trace.id()).isEqualTo(TRACE);
        assertThat(names(trace)).containsExactlyInAnyOrder("aws.sqs", "aws.lambda");
    }

    @Test
    void aTopicsEnvelopeInAQueueGivesBothSpans() {
        ObjectNode envelope = Events.withCarrier(Events.notification("{\"id\":1}"), Events.CARRIER);
        Trace trace = invoke(Events.sqs(Events.message(envelope.toString())));

        Span sns = named(trace, "aws.sns");
        Span sqs = named(trace, "aws.sqs");
        assertThat(trace.id()).isEqualTo(TRACE);
        assertThat(sns.parentId()).isEqualTo(99);
        assertThat(sqs.parentId()).isEqualTo(sns.spanId());
        assertThat(named(trace, "aws.lambda").parentId()).isEqualTo(sqs.spanId());
        assertThat(sns.start()).isEqualTo(START_NANOS - 200_000_000);
        assertThat(sns.end()).isEqualTo(sqs.start());
        assertThat(sqs.end()).isEqualTo(START_NANOS);
        assertThat(sns.service()).isEqualTo("created");
        assertThat(sns.tags())
                .containsEntry("peer.service", "orders")
                .containsEntry("_inferred_span.synchronicity", "async")
                .containsEntry("topic_arn", Events.TOPIC)
                .doesNotContainKeys("span.kind", "event_subscription_arn");
        assertThat(sqs.tags())
                .containsEntry("function_trigger.event_source", "sns")
                .containsEntry("peer.service", "consumer-service");
        assertThat(named(trace, "aws.lambda").tags()).containsEntry("function_trigger.event_source", "sqs");
        assertThat(extension.carriers("r1"))
                .extracting(ReceivedCarrier::place)
                .containsExactly("Records[0].body.MessageAttributes");
    }

    @Test
    void anEventOfABusContinuesItsProducersTraceFromTheMomentOfItsSending() {
        Trace trace = invoke(Events.bridged(Events.detail()));

        Span bus = named(trace, "aws.eventbridge");
        Span lambda = named(trace, "aws.lambda");
        assertThat(trace.id()).isEqualTo(TRACE);
        assertThat(bus.parentId()).isEqualTo(99);
        assertThat(bus.service()).isEqualTo("dev-shop");
        assertThat(bus.resource()).isEqualTo("dev-shop");
        assertThat(bus.start()).isEqualTo(START_NANOS - 399_500_000);
        assertThat(bus.end()).isEqualTo(START_NANOS);
        assertThat(bus.tags())
                .containsEntry("operation_name", "aws.eventbridge")
                .containsEntry("detail_type", "product.created.v1")
                .containsEntry("_inferred_span.synchronicity", "async");
        assertThat(lambda.tags())
                .containsEntry("function_trigger.event_source", "eventbridge")
                .containsEntry("function_trigger.event_source_arn", "dev.products");
    }

    @Test
    void anEventWithoutATracersWordsStartsAtItsOwnTimeUnderItsSource() {
        Trace trace = invoke(Events.bridged("{\"id\":\"p1\"}"));

        Span bus = named(trace, "aws.eventbridge");
        assertThat(bus.parentId()).isZero();
        assertThat(bus.resource()).isEqualTo("dev.products");
        assertThat(bus.start()).isEqualTo(START_NANOS - 500_000_000);
    }

    @Test
    void anEventInAQueueGivesBothSpans() {
        Trace trace =
                invoke(Events.sqs(Events.message(Events.bridged(Events.detail()).toString())));

        Span bus = named(trace, "aws.eventbridge");
        Span sqs = named(trace, "aws.sqs");
        assertThat(trace.id()).isEqualTo(TRACE);
        assertThat(bus.parentId()).isEqualTo(99);
        assertThat(sqs.parentId()).isEqualTo(bus.spanId());
        assertThat(bus.end()).isEqualTo(sqs.start());
        assertThat(sqs.tags()).containsEntry("function_trigger.event_source", "eventbridge");
    }

    @Test
    void anEventInATopicsMessageGivesBothSpans() {
        ObjectNode notification =
                Events.notification(Events.bridged(Events.detail()).toString());
        Trace trace = invoke(Events.sns(notification));

        Span bus = named(trace, "aws.eventbridge");
        Span sns = named(trace, "aws.sns");
        assertThat(trace.id()).isEqualTo(TRACE);
        assertThat(bus.parentId()).isEqualTo(99);
        assertThat(sns.parentId()).isEqualTo(bus.spanId());
        assertThat(sns.tags())
                .containsEntry("function_trigger.event_source", "eventbridge")
                .containsEntry("event_subscription_arn", Events.TOPIC + ":s1");
        assertThat(named(trace, "aws.lambda").tags()).containsEntry("function_trigger.event_source", "sns");
    }

    @Test
    void threeLevelsGiveTheContextAndTwoSpans() {
        ObjectNode notification =
                Events.notification(Events.bridged(Events.detail()).toString());
        Trace trace = invoke(Events.sqs(Events.message(notification.toString())));

        assertThat(trace.id()).isEqualTo(TRACE);
        assertThat(names(trace)).containsExactlyInAnyOrder("aws.sns", "aws.sqs", "aws.lambda");
        assertThat(named(trace, "aws.sns").parentId()).isEqualTo(99);
    }

    @Test
    void anEnvelopeWithoutAttributesIsNoEnvelope() {
        ObjectNode envelope = Events.notification("{\"id\":1}");
        envelope.remove("MessageAttributes");
        Trace trace = invoke(Events.sqs(Events.message(envelope.toString())));

        assertThat(names(trace)).containsExactlyInAnyOrder("aws.sqs", "aws.lambda");
    }

    @Test
    void awssOwnHeaderIsTakenWhereNoCarrierIs() {
        String header = "Root=1-68029e8a-0000000035578e774943fd9d;Parent=76c040bdc454a7ac;Sampled=1";
        ObjectNode without = Events.message("{\"id\":1}");
        without.withObject("/attributes").put("AWSTraceHeader", header);
        ObjectNode with = Events.attribute(without.deepCopy(), "String", "stringValue", Events.CARRIER);

        Map<String, String> answer = start("a", Events.sqs(without));
        assertThat(answer)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "x-datadog-trace-id",
                        Long.toUnsignedString(0x35578e774943fd9dL),
                        "x-datadog-sampling-priority",
                        "1"));
        assertThat(extension.carriers("a"))
                .extracting(ReceivedCarrier::place, ReceivedCarrier::used, ReceivedCarrier::context)
                .containsExactly(
                        tuple("Records[0].messageAttributes", false, Map.of()),
                        tuple("Records[0].attributes", true, Map.of("x-amzn-trace-id", header)));
        assertThat(start("b", Events.sqs(with))).containsEntry("x-datadog-trace-id", Events.LOW);
    }

    @Test
    void aBadAttributeIsFinalAlthoughTheBodyHasACarrier() {
        String body =
                Events.withCarrier(Events.notification("x"), Events.CARRIER).toString();
        ObjectNode broken = Events.attribute(Events.message(body), "String", "stringValue", "{");
        ObjectNode unread = Events.attribute(Events.message(body), "Number", "stringValue", "1");

        assertThat(start("a", Events.sqs(broken))).isEmpty();
        assertThat(extension.carriers("a").get(0).problem()).contains("not JSON");
        assertThat(start("b", Events.sqs(unread))).containsEntry("x-datadog-trace-id", Events.LOW);
    }

    @Test
    void onlyTheFirstMessageDrivesAndTheOthersAreTold() {
        ObjectNode plain = Events.message("x");
        ObjectNode carrying = Events.attribute(Events.message("y"), "String", "stringValue", Events.CARRIER);
        ObjectNode broken = Events.message("z");
        broken.remove("messageAttributes");

        assertThat(start("a", Events.sqs(plain, carrying, broken))).isEmpty();
        assertThat(extension.carriers("a"))
                .extracting(
                        ReceivedCarrier::place,
                        ReceivedCarrier::used,
                        carrier -> carrier.context().containsKey("x-datadog-trace-id"))
                .containsExactly(
                        tuple("Records[0].messageAttributes", false, false),
                        tuple("Records[1].messageAttributes", false, true),
                        tuple("Records[2]", false, false));
        assertThat(extension.carriers("a").get(2).problem()).contains("messageAttributes");
    }

    @Test
    void aCarrierWithAnythingButTextsIsNone() {
        String detail = "{\"_datadog\":{\"x-datadog-trace-id\":\"5\",\"Execution\":{\"Id\":\"e\"}}}";

        assertThat(start("a", Events.bridged(detail))).isEmpty();
        assertThat(extension.carriers("a").get(0).problem()).contains("Execution");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "messageId",
                "receiptHandle",
                "body",
                "attributes",
                "messageAttributes",
                "md5OfBody",
                "eventSourceARN",
                "awsRegion"
            })
    void aMessageThatLacksAFieldIsOfUnknownType(String field) {
        ObjectNode message = Events.attribute(Events.message("x"), "String", "stringValue", Events.CARRIER);
        message.remove(field);

        assertThat(start("a", Events.sqs(message))).isEmpty();
        assertThat(extension.carriers("a")).singleElement().satisfies(seen -> {
            assertThat(seen.trigger()).isEqualTo("unknown");
            assertThat(seen.problem()).contains("SQS").contains("Records[0]." + field);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "version", "account", "time", "region", "resources", "source", "detail"})
    void anEventThatLacksAFieldIsOfUnknownType(String field) {
        ObjectNode event = Events.bridged(Events.detail());
        event.remove(field);

        assertThat(start("a", event)).isEmpty();
        assertThat(extension.carriers("a").get(0).problem())
                .contains("EventBridge")
                .contains(field);
    }

    @Test
    void aScheduledEventIsNoneOfABus() {
        ObjectNode event = Events.bridged(Events.detail());
        event.put("source", "aws.events");

        assertThat(start("a", event)).isEmpty();
        assertThat(extension.carriers("a").get(0).trigger()).isEqualTo("unknown");
    }

    private Map<String, String> start(String requestId, JsonNode event) {
        return extension.start(
                FUNCTION,
                Map.of("lambda-runtime-aws-request-id", requestId),
                event.toString().getBytes(StandardCharsets.UTF_8));
    }

    private Trace invoke(JsonNode event) {
        extension.invocationStarted(FUNCTION, "i", "r1", START, false, false);
        start("r1", event);
        Map<String, String> headers = new TreeMap<>(Map.of(
                "lambda-runtime-aws-request-id", "r1",
                "x-datadog-trace-id", Long.toString(LOW),
                "x-datadog-span-id", "7"));
        extension.end(FUNCTION, headers, "{}".getBytes(StandardCharsets.UTF_8));
        extension.invocationFinished(FUNCTION, "r1", START.plusMillis(50), Outcome.succeeded());
        assertThat(store.traces()).hasSize(1);
        return store.traces().get(0);
    }

    private static List<String> names(Trace trace) {
        return trace.spans().stream().map(Span::name).toList();
    }

    private static Span named(Trace trace, String name) {
        return trace.spans().stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No span " + name + " in " + names(trace)));
    }

    private Map<String, String> own(Span span) {
        Map<String, String> tags = new TreeMap<>(span.tags());
        tags.keySet().removeAll(extension.functionTags(FUNCTION).keySet());
        return tags;
    }
}
