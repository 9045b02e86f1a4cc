package dev.tracedshop.tracing;

import static dev.tracedshop.tracing.Messages.carrying;
import static dev.tracedshop.tracing.Messages.message;
import static dev.tracedshop.tracing.Messages.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProcessSpansTest {

    // Stands in for the tracer while the tests of this class run.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    private static final String FIRST = "6a000000000000000000000000000001";
    private static final String SECOND = "6a000000000000000000000000000002";
    private static final String THIRD = "6a000000000000000000000000000003";
    private static final String SENDER = "00000000000000aa";

    private final ProcessSpans spans = ProcessSpans.continuing();
    private final Map<String, SpanContext> active = new LinkedHashMap<>();

    @Test
    void eachMessageOfABatchIsHandledInItsOwnTrace() {
        SpanData invocation = invoke(
                spans,
                FIRST,
                List.of(
                        carrying("m0", traceparent(FIRST)),
                        carrying("m1", traceparent(SECOND)),
                        carrying("m2", traceparent(THIRD))));

        SpanData first = span("m0");
        assertThat(first.getTraceId()).isEqualTo(FIRST);
        assertThat(first.getParentSpanId()).isEqualTo(invocation.getSpanId());
        assertThat(first.getLinks()).isEmpty();
        for (String id : List.of("m1", "m2")) {
            SpanData other = span(id);
            assertThat(other.getTraceId()).isEqualTo(id.equals("m1") ? SECOND : THIRD);
            assertThat(other.getParentSpanId()).isEqualTo(SENDER);
            assertThat(linked(other)).containsExactly(invocation.getSpanContext());
        }
        for (String id : List.of("m0", "m1", "m2")) {
            assertThat(active.get(id)).isEqualTo(span(id).getSpanContext());
            SpanData work = span("work of " + id);
            assertThat(work.getParentSpanId()).isEqualTo(span(id).getSpanId());
            assertThat(work.getTraceId()).isEqualTo(span(id).getTraceId());
        }
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void aMessageWithoutACarrierBeginsATraceAndIsLinkedToItsInvocation() {
        SpanData invocation = invoke(spans, FIRST, List.of(carrying("m0", traceparent(FIRST)), message("m1", "plain")));

        SpanData alone = span("m1");
        assertThat(alone.getParentSpanId()).isEqualTo(SpanId.getInvalid());
        assertThat(alone.getTraceId()).isNotEqualTo(FIRST);
        assertThat(linked(alone)).containsExactly(invocation.getSpanContext());
    }

    @Test
    void theFirstMessageKeepsItsOwnTraceWhenTheInvocationIsInAnother() {
        SpanData invocation = invoke(spans, THIRD, List.of(carrying("m0", traceparent(FIRST))));

        assertThat(span("m0").getTraceId()).isEqualTo(FIRST);
        assertThat(span("m0").getParentSpanId()).isEqualTo(SENDER);
        assertThat(linked(span("m0"))).containsExactly(invocation.getSpanContext());
    }

    @Test
    void linkingSpansStayInTheInvocationsTraceAndPointToTheSender() {
        SpanData invocation = invoke(
                ProcessSpans.linking(),
                THIRD,
                List.of(carrying("m0", traceparent(FIRST)), carrying("m1", traceparent(SECOND)), message("m2", "{}")));

        for (String id : List.of("m0", "m1", "m2")) {
            assertThat(span(id).getTraceId()).isEqualTo(THIRD);
            assertThat(span(id).getParentSpanId()).isEqualTo(invocation.getSpanId());
        }
        assertThat(linked(span("m0"))).singleElement().satisfies(sender -> {
            assertThat(sender.getTraceId()).isEqualTo(FIRST);
            assertThat(sender.getSpanId()).isEqualTo(SENDER);
        });
        assertThat(linked(span("m1"))).extracting(SpanContext::getTraceId).containsExactly(SECOND);
        assertThat(span("m2").getLinks()).isEmpty();
    }

    @Test
    void aMessageThatComesBackIsLinkedToTheSpanThatRefusedIt() {
        SQSMessage redriven =
                with(carrying("m0", traceparent(FIRST)), "traceparent", "00-" + FIRST + "-00000000000000bb-01");
        invoke(spans, FIRST, List.of(redriven));
        assertThat(linked(span("m0"))).extracting(SpanContext::getSpanId).containsExactly("00000000000000bb");
        assertThat(span("m0").getLinks())
                .allSatisfy(link -> assertThat(link.getAttributes())
                        .isEqualTo(Attributes.of(AttributeKey.stringKey("link.reason"), "redrive")));
        assertThat(span("m0").getTraceId()).isEqualTo(FIRST);
    }

    @Test
    void saysWhatTheConventionsForMessagingAskFor() {
        SQSMessage message = with(message("m0", "{\"é\":1}"), "reason", "late");
        SpanData invocation = invoke(spans, FIRST, List.of(message));

        SpanData span = span("m0");
        assertThat(span.getName()).isEqualTo("process dev-orders");
        assertThat(span.getKind()).isEqualTo(SpanKind.CONSUMER);
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, Long> numbers = new LinkedHashMap<>();
        span.getAttributes().forEach((key, value) -> {
            if (value instanceof Long number) {
                numbers.put(key.getKey(), number);
            } else {
                texts.put(key.getKey(), String.valueOf(value));
            }
        });
        assertThat(texts)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "operation.name", "aws_sqs.process",
                        "messaging.system", "aws_sqs",
                        "messaging.operation.name", "process",
                        "messaging.operation.type", "process",
                        "messaging.destination.name", "dev-orders",
                        "messaging.message.id", "m0"));
        assertThat(numbers)
                .containsEntry("messaging.message.body.size", 8L)
                .containsEntry("messaging.message.envelope.size", 8L + "reason".length() + "String".length() + 4)
                .hasEntrySatisfying(ProcessSpans.AGE, age -> assertThat(age).isGreaterThanOrEqualTo(1000))
                .hasSize(3);
        assertThat(invocation.getAttributes().get(AttributeKey.longKey(ProcessSpans.BATCH_COUNT)))
                .isEqualTo(1);
    }

    @Test
    void anExceptionMarksTheMessagesOwnSpanAlone() {
        IllegalStateException failure = new IllegalStateException("no stock");
        SpanData invocation = inInvocation(
                FIRST,
                () -> assertThatThrownBy(() -> spans.process(carrying("m0", traceparent(SECOND)), true, () -> {
                            throw failure;
                        }))
                        .isSameAs(failure));
        assertThat(span("m0").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span("m0").getEvents()).hasSize(1);
        assertThat(invocation.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    private SpanData invoke(ProcessSpans spans, String trace, List<SQSMessage> messages) {
        return inInvocation(trace, () -> {
            spans.batchOf(messages.size());
            boolean first = true;
            for (SQSMessage message : messages) {
                spans.process(message, first, () -> {
                    active.put(message.getMessageId(), Span.current().getSpanContext());
                    String unused = Spans.inSpan("work of " + message.getMessageId(), () -> "done");
                });
                first = false;
            }
        });
    }

    /** Does the work inside of a span of the given trace, as the tracer does for an invocation. */
    // "try": the compiler wants the scope to be used; to be closed is its use.
    @SuppressWarnings("try")
    private static SpanData inInvocation(String trace, Runnable work) {
        SpanContext remote = TraceParent.read(traceparent(trace)).orElseThrow();
        Span invocation = GlobalOpenTelemetry.getTracer("test")
                .spanBuilder("invocation")
                .setParent(Context.root().with(Span.wrap(remote)))
                .startSpan();
        try (Scope ignored = invocation.makeCurrent()) {
            work.run();
        } finally {
            invocation.end();
        }
        return span("invocation");
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-" + SENDER + "-01";
    }

    private static List<SpanContext> linked(SpanData span) {
        return span.getLinks().stream().map(LinkData::getSpanContext).toList();
    }

    /** Returns the span of a message, by the message's id, or of the given name. */
    private static SpanData span(String name) {
        AttributeKey<String> id = AttributeKey.stringKey("messaging.message.id");
        return TRACER.getSpans().stream()
                .filter(span -> name.equals(span.getAttributes().get(id))
                        || span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
