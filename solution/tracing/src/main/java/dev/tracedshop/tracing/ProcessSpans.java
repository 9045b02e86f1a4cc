package dev.tracedshop.tracing;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Scope;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one span for each message of a batch, which is active while the message is handled.
 *
 * <p>The span is named {@code process <queue>}, its operation is {@code aws_sqs.process}. Its attributes are those of
 * <a href="https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/">OpenTelemetry's conventions for
 * messaging</a>, and {@code message.age_ms}, the milliseconds since the message was sent to its queue.
 */
public final class ProcessSpans {

    /** The number of messages that one invocation was given; an attribute of the invocation's span. */
    public static final String BATCH_COUNT = "messaging.batch.message_count";

    /** The milliseconds between the sending of a message to its queue and the beginning of its span. */
    public static final String AGE = "message.age_ms";

    private static final String OPERATION = "aws_sqs.process";

    /** Why the link is there; it is seen beside the link, where the message's sender may be another one. */
    private static final Attributes REDRIVE = Attributes.of(AttributeKey.stringKey("link.reason"), "redrive");

    private final MessageContext context;
    private final Clock clock;

    private ProcessSpans(MessageContext context, Clock clock) {
        this.context = context;
        this.clock = clock;
    }

    /** Makes spans that continue each message's own trace. */
    public static ProcessSpans continuing() {
        return new ProcessSpans(new ContinuedTrace(), Clock.systemUTC());
    }

    /** Makes spans that stay in the invocation's trace and are linked to the sender's span. */
    public static ProcessSpans linking() {
        return new ProcessSpans(new LinkedTrace(), Clock.systemUTC());
    }

    /** Notes on the invocation's span, which must be the current one, how many messages it was given. */
    public void batchOf(int messages) {
        Span.current().setAttribute(BATCH_COUNT, messages);
    }

    /**
     * Handles one message in its span. An exception is recorded on the span, which it marks as failed, and is thrown on.
     *
     * @param first whether the message is the first of its invocation's batch
     */
    // "try": the compiler wants the scope to be used; to be closed is its use.
    @SuppressWarnings("try")
    public void process(SQSMessage message, boolean first, Runnable work) {
        Carrier carrier = Carrier.ofMessage(message);
        String queue = queueOf(message);
        SpanBuilder builder = GlobalOpenTelemetry.getTracer(Spans.INSTRUMENTATION)
                .spanBuilder("process " + queue)
                .setSpanKind(SpanKind.CONSUMER);
        context.join(builder, carrier, first);
        refusal(message).ifPresent(refusing -> builder.addLink(refusing, REDRIVE));
        describe(builder, message, queue);
        Span span = builder.startSpan();
        try (Scope ignored = span.makeCurrent()) {
            work.run();
        } catch (RuntimeException | Error e) {
            Spans.record(e, span);
            throw e;
        } finally {
            span.end();
        }
    }

    /** Returns the span that refused the message before: whoever dead-letters a message names it in an attribute. */
    private static Optional<SpanContext> refusal(SQSMessage message) {
        Map<String, MessageAttribute> attributes = message.getMessageAttributes();
        MessageAttribute refusal = attributes == null ? null : attributes.get(TraceParent.NAME);
        return refusal == null
                ? Optional.empty()
                : Optional.ofNullable(refusal.getStringValue()).flatMap(TraceParent::read);
    }

    private void describe(SpanBuilder builder, SQSMessage message, String queue) {
        builder.setAttribute("operation.name", OPERATION)
                .setAttribute("messaging.system", "aws_sqs")
                .setAttribute("messaging.operation.name", "process")
                .setAttribute("messaging.operation.type", "process")
                .setAttribute("messaging.destination.name", queue);
        if (message.getMessageId() != null) {
            builder.setAttribute("messaging.message.id", message.getMessageId());
        }
        MessageSize size = MessageSize.of(message);
        builder.setAttribute("messaging.message.body.size", size.body())
                .setAttribute("messaging.message.envelope.size", size.envelope());
        Map<String, String> system = message.getAttributes();
        String sentAt = system == null ? null : system.get("SentTimestamp");
        if (sentAt != null) {
            builder.setAttribute(AGE, Math.max(0, clock.millis() - Long.parseLong(sentAt)));
        }
    }

    private static String queueOf(SQSMessage message) {
        String arn = message.getEventSourceArn();
        return arn == null ? "unknown" : arn.substring(arn.lastIndexOf(':') + 1);
    }
}
