package dev.tracedshop.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OwnTracesTest {

    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    @Test
    void eachPieceBeginsATraceThatIsLinkedToTheWhole() {
        Spans.inSpan("whole", () -> {
            OwnTraces pieces = OwnTraces.linkedToCurrent();
            pieces.inSpan("piece.one", () -> Spans.inSpan("call", () -> true));
            CompletableFuture.runAsync(() -> pieces.inSpan("piece.two", () -> true))
                    .join();
            return true;
        });

        SpanData whole = span("whole");
        SpanData one = span("piece.one");
        SpanData two = span("piece.two");
        assertThat(one.getTraceId()).isNotIn(whole.getTraceId(), two.getTraceId());
        assertThat(two.getTraceId()).isNotEqualTo(whole.getTraceId());
        assertThat(span("call").getParentSpanId()).isEqualTo(one.getSpanId());
        for (SpanData piece : new SpanData[] {one, two}) {
            assertThat(piece.getParentSpanId()).isEqualTo(SpanId.getInvalid());
            assertThat(piece.getLinks()).extracting(LinkData::getSpanContext).containsExactly(whole.getSpanContext());
        }
    }

    @Test
    void outsideOfATraceThereIsNothingToLinkTo() {
        OwnTraces.linkedToCurrent().inSpan("piece.one", () -> true);
        assertThat(span("piece.one").getLinks()).isEmpty();
    }

    @Test
    void aFailureMarksThePieceAndNotTheWhole() {
        Spans.inSpan("whole", () -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> OwnTraces.linkedToCurrent().inSpan("piece.one", () -> {
                        assertThat(Span.current().getSpanContext().isValid()).isTrue();
                        throw new IllegalStateException("no");
                    }));
            return true;
        });
        assertThat(span("piece.one").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span("whole").getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    private static SpanData span(String name) {
        return TRACER.getSpans().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
