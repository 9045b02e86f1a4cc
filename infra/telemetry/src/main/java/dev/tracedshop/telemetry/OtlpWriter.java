package dev.tracedshop.telemetry;

import com.google.protobuf.ByteString;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.TraceId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes spans in OpenTelemetry's own format: one resource per service, the span's resource as its name, Datadog's operation as the
 * attribute {@code operation.name}, tags and metrics as attributes, a pointer as a link whose ids are zero.
 */
final class OtlpWriter {

    private static final ByteString NO_TRACE = traceId(new TraceId(0, 0));
    private static final ByteString NO_SPAN = spanId(0);

    private OtlpWriter() {}

    static ExportTraceServiceRequest write(Collection<Span> spans) {
        Map<String, ScopeSpans.Builder> byService = new TreeMap<>();
        for (Span span : spans) {
            byService
                    .computeIfAbsent(
                            span.service(),
                            service -> ScopeSpans.newBuilder()
                                    .setScope(InstrumentationScope.newBuilder().setName("dev.tracedshop.telemetry")))
                    .addSpans(span(span));
        }
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        byService.forEach((service, scope) -> request.addResourceSpans(ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", service)))
                .addScopeSpans(scope)));
        return request.build();
    }

    private static io.opentelemetry.proto.trace.v1.Span span(Span span) {
        io.opentelemetry.proto.trace.v1.Span.Builder otlp = io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(traceId(span.traceId()))
                .setSpanId(spanId(span.spanId()))
                .setName(span.resource().isEmpty() ? span.name() : span.resource())
                .setKind(kind(span.kind()))
                .setStartTimeUnixNano(span.start())
                .setEndTimeUnixNano(span.end())
                .addAttributes(text("operation.name", span.name()));
        if (span.parentId() != 0) {
            otlp.setParentSpanId(spanId(span.parentId()));
        }
        if (!span.type().isEmpty()) {
            otlp.addAttributes(text("span.type", span.type()));
        }
        span.tags().forEach((name, value) -> otlp.addAttributes(text(name, value)));
        span.metrics()
                .forEach((name, value) -> otlp.addAttributes(KeyValue.newBuilder()
                        .setKey(name)
                        .setValue(
                                value == Math.rint(value) && Math.abs(value) < 1e15
                                        ? AnyValue.newBuilder().setIntValue(value.longValue())
                                        : AnyValue.newBuilder().setDoubleValue(value))));
        if (span.error()) {
            otlp.setStatus(Status.newBuilder()
                    .setCode(StatusCode.STATUS_CODE_ERROR)
                    .setMessage(span.tag("error.message")
                            .or(() -> span.tag("error.msg"))
                            .orElse("")));
        }
        span.links().forEach(link -> {
            Link.Builder written =
                    Link.newBuilder().setTraceId(traceId(link.traceId())).setSpanId(spanId(link.spanId()));
            link.attributes().forEach((name, value) -> written.addAttributes(text(name, value)));
            otlp.addLinks(written);
        });
        for (SpanPointer pointer : span.pointers()) {
            // As tracer and extension send it: a link to nowhere whose attributes say what it points to.
            Link.Builder written = Link.newBuilder().setTraceId(NO_TRACE).setSpanId(NO_SPAN);
            SpanLinks.attributes(pointer).forEach((name, value) -> written.addAttributes(text(name, value)));
            otlp.addLinks(written);
        }
        return otlp.build();
    }

    private static KeyValue text(String name, String value) {
        return KeyValue.newBuilder()
                .setKey(name)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static SpanKind kind(String kind) {
        return switch (kind) {
            case "server" -> SpanKind.SPAN_KIND_SERVER;
            case "client" -> SpanKind.SPAN_KIND_CLIENT;
            case "producer" -> SpanKind.SPAN_KIND_PRODUCER;
            case "consumer" -> SpanKind.SPAN_KIND_CONSUMER;
            default -> SpanKind.SPAN_KIND_INTERNAL;
        };
    }

    private static ByteString traceId(TraceId id) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).flip());
    }

    private static ByteString spanId(long id) {
        return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
    }
}
