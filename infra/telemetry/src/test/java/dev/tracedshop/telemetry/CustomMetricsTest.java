package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.LogLine;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomMetricsTest {

    private final CustomMetrics metrics = new CustomMetrics();

    @Test
    void valuesAreAddedUpByNameAndTags() {
        assertThat(metrics.take("f", "{\"e\":1767323045,\"m\":\"orders\",\"t\":[\"type:b\",\"a:1\"],\"v\":2.5}"))
                .isTrue();
        assertThat(metrics.take("f", "{\"m\":\"orders\",\"v\":1,\"t\":[\"a:1\",\"type:b\"],\"e\":1767323046}\n"))
                .isTrue();
        assertThat(metrics.take("f", "{\"m\":\"orders\",\"v\":4,\"t\":[\"type:c\"],\"e\":1767323046}"))
                .isTrue();
        assertThat(metrics.take("f", "{\"m\":\"plain\",\"v\":1,\"e\":1767323046}"))
                .isTrue();

        assertThat(metrics.all()).contains(new CustomMetrics.Series("orders", "f", List.of("a:1", "type:b"), 2, 3.5));
        assertThat(metrics.count("orders")).isEqualTo(3);
        assertThat(metrics.count("orders", "type:b")).isEqualTo(2);
        assertThat(metrics.sum("orders", "type:c")).isEqualTo(4);
        assertThat(metrics.count("orders", "type:d")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stored",
                "{\"m\":\"orders\",\"v\":1}",
                "{\"m\":\"orders\",\"v\":\"1\",\"e\":1}",
                "{\"m\":1,\"v\":1,\"e\":1}",
                "{\"m\":\"orders\",\"v\":1,\"e\":}",
                "{\"message\":\"the \\\"m\\\" and \\\"v\\\" of it\"}"
            })
    void otherLinesStayLines(String line) {
        assertThat(metrics.take("f", line)).isFalse();
        assertThat(metrics.all()).isEmpty();
    }

    @Test
    void tooManySeriesAreCountedAndNotKept() {
        for (int i = 0; i < 10_005; i++) {
            metrics.take("f", "{\"m\":\"m" + i + "\",\"v\":1,\"e\":1}");
        }
        metrics.take("f", "{\"m\":\"m0\",\"v\":1,\"e\":1}");

        assertThat(metrics.all()).hasSize(10_000);
        assertThat(metrics.dropped()).isEqualTo(5);
        assertThat(metrics.count("m0")).isEqualTo(2);
    }

    @Test
    void aMetricIsNoLineOfTheTrace() {
        TraceStore store = new TraceStore();
        Extension extension = new Extension(store);
        extension.register(Functions.profile("f", Map.of()));
        store.add(List.of(Spans.span(new dev.tracedshop.trace.TraceId(0, 5), 1, 0, "r", Map.of())));
        extension.log("f", null, line("{\"m\":\"dd.trace_id=5\",\"v\":1,\"e\":1}"));
        extension.log("f", null, line("dd.trace_id=5 stored"));

        assertThat(store.traces().get(0).logs()).extracting(LogLine::text).containsExactly("dd.trace_id=5 stored");
        assertThat(extension.metrics().count("dd.trace_id=5")).isEqualTo(1);
    }

    private static LogLine line(String text) {
        return new LogLine("f", Instant.EPOCH, text);
    }
}
