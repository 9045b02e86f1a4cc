package dev.tracedshop.operations;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.function.Supplier;

/**
 * Makes one span for each invocation that is replayed.
 *
 * <p>It is linked to the span that sent the event the first time, in whose trace the failed attempts are and the replayed
 * one will be: the event still holds its carrier. The link is there for whoever looks at the replay itself.
 */
final class ReplaySpans {

    /** The id of the invocation that had failed. */
    static final String FIRST_REQUEST = "replay.first_request_id";

    /** The id of the invocation that was made of it. */
    static final String REQUEST = "replay.request_id";

    private static final String OPERATION = "lambda.replay";
    private static final Attributes REASON = Attributes.of(AttributeKey.stringKey("link.reason"), "replay");

    private ReplaySpans() {}

    /** Replays one invocation in its span; {@code invoke} returns the request id of the new one. */
    // "try": the compiler wants the scope to be used; to be closed is its use.
    @SuppressWarnings("try")
    static void replay(StoredInvocation stored, DeadLetter letter, Supplier<String> invoke) {
        SpanBuilder builder = GlobalOpenTelemetry.getTracer("dev.tracedshop")
                .spanBuilder("replay " + stored.function())
                .setSpanKind(SpanKind.PRODUCER)
                .setAttribute("operation.name", OPERATION)
                .setAttribute("messaging.message.id", letter.messageId())
                .setAttribute("replay.condition", stored.condition())
                .setAttribute(FIRST_REQUEST, stored.requestId());
        stored.carrier().producer().ifPresent(sender -> builder.addLink(sender, REASON));
        Span span = builder.startSpan();
        try (Scope ignored = span.makeCurrent()) {
            span.setAttribute(REQUEST, invoke.get());
        } catch (RuntimeException | Error e) {
            span.recordException(e);
            span.setStatus(StatusCode.ERROR, e.toString());
            throw e;
        } finally {
            span.end();
        }
    }
}
