package dev.tracedshop.supplier;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the spans of the request that is being answered, and sends them together. */
final class RequestSpans implements SpanProcessor {

    /*
     * Lambda may freeze the process as soon as a request is answered, so the spans have to be sent before, and someone has
     * to wait until they are. The SDK's processor of batches is made for servers that run on: it sends from a thread of
     * its own, every five seconds, and a flush that is asked for while the last one is about to end counts as done without
     * having sent anything. Here the thread that answers the request sends as well.
     *
     * A failure is logged each time. The exporter itself falls silent for a minute after a few of them, and then one
     * searches in vain for the missing spans.
     */

    private static final Logger LOG = Logger.getLogger(RequestSpans.class.getName());

    private final SpanExporter exporter;
    private final String receiver;
    private final Duration limit;
    private final List<SpanData> ended = new ArrayList<>();

    /**
     * Makes a processor that sends when it is told to.
     *
     * @param receiver who takes the spans, for messages: "the collector at …"
     * @param limit how long sending may take; the exporter should give up no later, and say why
     */
    RequestSpans(SpanExporter exporter, String receiver, Duration limit) {
        this.exporter = exporter;
        this.receiver = receiver;
        this.limit = limit;
    }

    @Override
    public CompletableResultCode forceFlush() {
        List<SpanData> spans = taken();
        if (spans.isEmpty()) {
            return CompletableResultCode.ofSuccess();
        }
        CompletableResultCode result = exporter.export(spans).join(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!result.isSuccess()) {
            LOG.log(
                    Level.WARNING,
                    "{0} spans were not taken by {1}: {2}. The request is answered all the same.",
                    new Object[] {
                        spans.size(),
                        receiver,
                        result.isDone() ? result.getFailureThrowable() : "no answer within " + limit
                    });
        }
        return result;
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public synchronized void onEnd(ReadableSpan span) {
        // The caller may have decided that its trace is not kept.
        if (span.getSpanContext().isSampled()) {
            ended.add(span.toSpanData());
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private synchronized List<SpanData> taken() {
        List<SpanData> spans = List.copyOf(ended);
        ended.clear();
        return spans;
    }
}
