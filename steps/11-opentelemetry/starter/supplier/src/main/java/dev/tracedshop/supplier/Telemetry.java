package dev.tracedshop.supplier;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes the supplier's spans with OpenTelemetry's SDK and sends them to a collector over OTLP. */
final class Telemetry {

    // A collector that hangs costs each answer this much, which is well within what a customer waits.
    private static final Duration EXPORT_LIMIT = Duration.ofSeconds(2);
    // A little more: the exporter gives up first, and says why.
    private static final Duration SENDING_LIMIT = EXPORT_LIMIT.plus(Duration.ofMillis(500));
    private static final Logger EXPORTER_LOG = Logger.getLogger("io.opentelemetry.exporter");

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final boolean sendsBeforeTheAnswer;

    Telemetry(Settings settings) {
        // RequestSpans says it instead, each time.
        EXPORTER_LOG.setLevel(Level.OFF);
        var builder = SdkTracerProvider.builder().setResource(resource(settings));
        processor(settings).ifPresent(builder::addSpanProcessor);
        this.provider = builder.build();
        this.tracer = provider.get("dev.tracedshop.supplier");
        this.sendsBeforeTheAnswer = settings.transport() != Transport.BACKGROUND;
    }

    /** Makes what takes the spans out of the process; empty when there is nobody to take them. */
    private static Optional<SpanProcessor> processor(Settings settings) {
        if (settings.transport() == Transport.LOG) {
            return Optional.of(new RequestSpans(LogLines.exporter(System.out), "the log", SENDING_LIMIT));
        }
        // TODO 1: for BLOCKING, which you get when nobody chooses, let the spans of a request leave before its answer.
        // What is made here sends from a thread of its own, every five seconds. BACKGROUND may stay like that.
        return settings.collector()
                .map(collector ->
                        BatchSpanProcessor.builder(exporter(collector)).build());
    }

    /** Is called when the request's span has ended, and before the request is answered. */
    private void sendBeforeTheAnswer() {
        if (sendsBeforeTheAnswer) {
            // TODO 1: see to it that the spans have left. Until the next request, nothing runs in this process.
        }
    }

    /**
     * Answers a request in a span of its own.
     *
     * <p>Lambda may freeze the process as soon as the answer is given, so nothing should be left to send. Only with the transport
     * "background", which shows what becomes of it otherwise, something may be.
     *
     * @param headers of the request, their names in lower case
     */
    <T> T serve(String name, Map<String, String> headers, Attributes attributes, Function<Span, T> work) {
        // TODO 2: continue the caller's trace. The headers of the request say which one it is.
        Context caller = Context.root();
        try {
            return run(
                    tracer.spanBuilder(name)
                            .setSpanKind(SpanKind.SERVER)
                            .setParent(caller)
                            .setAllAttributes(attributes),
                    work);
        } finally {
            sendBeforeTheAnswer();
        }
    }

    /** Does a part of the work. */
    <T> T part(String name, SpanKind kind, Function<Span, T> work) {
        // TODO 3: give the part a span of its own, with this name and kind.
        return work.apply(Span.current());
    }

    /** Ends the sending of spans; the process needs this only when it does not end itself. */
    void close() {
        provider.shutdown().join(EXPORT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    // "try": the compiler wants the scope to be used; to be closed is its use.
    @SuppressWarnings("try")
    private static <T> T run(SpanBuilder builder, Function<Span, T> work) {
        Span span = builder.startSpan();
        try (Scope ignored = span.makeCurrent()) {
            return work.apply(span);
        } catch (RuntimeException | Error e) {
            span.recordException(e);
            span.setAttribute("error.type", e.getClass().getName());
            span.setStatus(StatusCode.ERROR, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            span.end();
        }
    }

    private static SpanExporter exporter(URI collector) {
        return OtlpHttpSpanExporter.builder()
                .setEndpoint(collector.toString())
                .setConnectTimeout(EXPORT_LIMIT)
                .setTimeout(EXPORT_LIMIT)
                // A second try would take the time of the answer.
                .setRetryPolicy(null)
                .build();
    }

    private static Resource resource(Settings settings) {
        AttributesBuilder attributes = Attributes.builder().put("service.name", settings.serviceName());
        settings.cloud().forEach((name, value) -> {
            if (!value.isEmpty()) {
                attributes.put(name, value);
            }
        });
        return Resource.getDefault().merge(Resource.create(attributes.build()));
    }
}
