package dev.tracedshop.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WithoutTracerTest {

    @Test
    void doesTheWorkOnceAndHasNoTraceId() {
        AtomicInteger calls = new AtomicInteger();
        String trace = Spans.inSpan("product.create", () -> {
            calls.incrementAndGet();
            Spans.tag(Spans.PRODUCT_ID, "p1");
            Spans.record(new IllegalStateException("refused"));
            return Spans.traceId();
        });
        assertThat(trace).isEmpty();
        assertThat(calls).hasValue(1);
    }

    @Test
    void throwsTheWorksExceptionOn() {
        IllegalStateException failure = new IllegalStateException("refused");
        assertThatThrownBy(() -> Spans.inSpan("product.create", () -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }
}
