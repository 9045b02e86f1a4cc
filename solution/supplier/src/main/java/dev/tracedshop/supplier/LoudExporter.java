package dev.tracedshop.supplier;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.util.Collection;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Says in the log, once per batch, that spans could not be sent, and why.
 *
 * <p>The exporter itself falls silent for a minute after a few failures, and then one searches in vain for the missing
 * spans.
 */
final class LoudExporter implements SpanExporter {

    private static final Logger LOG = Logger.getLogger(LoudExporter.class.getName());

    private final SpanExporter exporter;
    private final URI collector;

    LoudExporter(SpanExporter exporter, URI collector) {
        this.exporter = exporter;
        this.collector = collector;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> {
            if (!result.isSuccess()) {
                LOG.log(
                        Level.WARNING,
                        "{0} spans were not taken by the collector at {1}: {2}. The request was answered all the same.",
                        new Object[] {spans.size(), collector, result.getFailureThrowable()});
            }
        });
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
