package dev.tracedshop.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class DatadogMetricsTest {

    @Test
    void anEventIsOneLineOnStandardOutputAndNothingElseIsLeftBehind() {
        PrintStream before = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            new DatadogMetrics().count("dev.products", "product.productCreated.v1");
        } finally {
            System.setOut(before);
        }

        // Without an extension the library writes what the extension would be sent; no line counts the invocation.
        assertThat(written.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .contains("\"m\":\"shop.events\"")
                .contains("\"v\":1.0")
                .contains("\"source:dev.products\"")
                .contains("\"type:product.productCreated.v1\"");
        assertThat(MDC.get("dd.trace_id")).isNull();
        assertThat(MDC.get("dd.span_id")).isNull();
    }
}
