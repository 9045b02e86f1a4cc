package dev.tracedshop.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SpansTest {

    // Stands in for the tracer: it sets the global OpenTelemetry for the tests of this class and takes it back
    // afterwards.
    @RegisterExtension
    static final OpenTelemetryExtension TRACER = OpenTelemetryExtension.create();

    @Test
    void doesTheWorkInASpanThatIsNamedByItsOperation() {
        String done = Spans.inSpan("product.create", () -> {
            Spans.tag(Spans.PRODUCT_ID, "p1");
            Spans.tag(Spans.PRODUCT_PRICE, 12.5);
            return "done";
        });

        assertThat(done).isEqualTo("done");
        SpanData span = TRACER.getSpans().get(0);
        assertThat(span.getName()).isEqualTo("product.create");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("operation.name")))
                .isEqualTo("product.create");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("product.id")))
                .isEqualTo("p1");
        assertThat(span.getAttributes().get(AttributeKey.doubleKey("product.price")))
                .isEqualTo(12.5);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void nestsTheSpansThatAreMadeMeanwhile() {
        Spans.inSpan("outer", () -> Spans.inSpan("inner", () -> "done"));

        SpanData inner = TRACER.getSpans().get(0);
        SpanData outer = TRACER.getSpans().get(1);
        assertThat(inner.getParentSpanId()).isEqualTo(outer.getSpanId());
        assertThat(Span.current().getSpanContext().isValid()).isFalse();
    }

    @Test
    void recordsAnExceptionAndThrowsItOn() {
        IllegalStateException failure = new IllegalStateException("two\nlines é");

        assertThatThrownBy(() -> Spans.inSpan("product.create", () -> {
                    throw failure;
                }))
                .isSameAs(failure);

        SpanData span = TRACER.getSpans().get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getStatus().getDescription()).contains("two\nlines é");
        assertThat(span.getEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getName()).isEqualTo("exception"));
        assertThat(span.hasEnded()).isTrue();
    }

    @Test
    void knowsTheCurrentTrace() {
        assertThat(Spans.traceId()).isEmpty();
        String id = Spans.inSpan("product.create", Spans::traceId);
        assertThat(id)
                .matches("[0-9a-f]{32}")
                .isEqualTo(TRACER.getSpans().get(0).getTraceId());
    }
}
