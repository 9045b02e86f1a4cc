package dev.tracedshop.supplier;

import io.opentelemetry.exporter.logging.otlp.internal.traces.OtlpStdoutSpanExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.OutputStream;

/** Writes spans as lines of OTLP's JSON: <code>{"resourceSpans": […]}</code>, what a collector takes when it is posted there. */
final class LogLines {
    private LogLines() {}

    /**
     * Makes an exporter that writes a line for each batch.
     *
     * <p>OpenTelemetry calls the class internal. The public one beside it writes each resource on its own and without the field around it,
     * through a logger with a layout of its own; whoever forwards such lines would have to put them together again.
     */
    static SpanExporter exporter(OutputStream out) {
        return OtlpStdoutSpanExporter.builder()
                .setOutput(out)
                .setWrapperJsonObject(true)
                .build();
    }
}
