package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tracedshop.trace.TraceId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads spans in OpenTelemetry's own format, OTLP, and gives them the fields that Datadog derives. */
final class OtlpReader {

    /*
     * Resource: OTLP's span name. Operation: what Datadog's agent derives from kind and conventions, see operation(). Service: the
     * resource's service.name. Numbers become metrics, everything else tags; lists and maps are JSON texts. An exception event gives
     * error.type, error.message and error.stack; all events together are the tag "events", as the Java tracer writes them.
     */

    private static final Map<String, String> DATADOG_NAMES = Map.of(
            "deployment.environment", "env",
            "deployment.environment.name", "env",
            "service.version", "version");

    private final ObjectMapper json = new ObjectMapper();

    /** Reads an export request in protobuf; spans whose ids are not of the right size are among them, with ids of 0. */
    List<SpanBuilder> read(byte[] body) throws MalformedPayload {
        ExportTraceServiceRequest request;
        try {
            request = ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedPayload(
                    "The " + body.length + " bytes are no OTLP trace export in protobuf: " + e.getMessage(), e);
        }
        return spans(request);
    }

    /** Reads an export request in JSON; spans whose ids are not of the right size are among them, with ids of 0. */
    List<SpanBuilder> readJson(byte[] body) throws MalformedPayload {
        return spans(OtlpJson.parse(body));
    }

    private List<SpanBuilder> spans(ExportTraceServiceRequest request) {
        List<SpanBuilder> spans = new ArrayList<>();
        for (ResourceSpans resource : request.getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (io.opentelemetry.proto.trace.v1.Span span : scope.getSpansList()) {
                    spans.add(span(span, resource, scope.getScope().getName()));
                }
            }
        }
        return spans;
    }

    private SpanBuilder span(io.opentelemetry.proto.trace.v1.Span otlp, ResourceSpans resource, String scope) {
        SpanBuilder span = new SpanBuilder();
        TraceId traceId = traceId(otlp.getTraceId());
        span.traceIdHigh = traceId.high();
        span.traceIdLow = traceId.low();
        span.spanId = spanId(otlp.getSpanId());
        span.parentId = spanId(otlp.getParentSpanId());
        span.resource = otlp.getName();
        span.start = otlp.getStartTimeUnixNano();
        span.duration = Math.max(0, otlp.getEndTimeUnixNano() - otlp.getStartTimeUnixNano());
        if (!scope.isEmpty()) {
            span.tags.put("otel.scope.name", scope);
        }
        resource.getResource().getAttributesList().forEach(attribute -> put(attribute, span));
        otlp.getAttributesList().forEach(attribute -> put(attribute, span));
        DATADOG_NAMES.forEach((conventional, own) -> {
            String value = span.tags.get(conventional);
            if (value != null) {
                span.tags.putIfAbsent(own, value);
            }
        });
        String service = span.tags.remove("service.name");
        span.service = service == null ? "otlpresourcenoservicename" : service;
        String kind = kind(otlp.getKind());
        span.tags.put("span.kind", kind);
        span.name = operation(kind, span.tags);
        span.type = type(kind, span.tags);
        status(otlp, span);
        if (otlp.getEventsCount() > 0) {
            span.tags.put("events", events(otlp.getEventsList()));
        }
        if (!otlp.getTraceState().isEmpty()) {
            span.tags.put("w3c.tracestate", otlp.getTraceState());
        }
        for (Link link : otlp.getLinksList()) {
            Map<String, String> attributes = new TreeMap<>();
            link.getAttributesList()
                    .forEach(attribute -> attributes.put(attribute.getKey(), text(attribute.getValue())));
            SpanLinks.add(traceId(link.getTraceId()), spanId(link.getSpanId()), attributes, span.links, span.pointers);
        }
        return span;
    }

    private void put(KeyValue attribute, SpanBuilder span) {
        AnyValue value = attribute.getValue();
        switch (value.getValueCase()) {
            case INT_VALUE -> {
                span.metrics.put(attribute.getKey(), (double) value.getIntValue());
                if (attribute.getKey().equals("http.response.status_code")) {
                    span.tags.put("http.status_code", Long.toString(value.getIntValue()));
                }
            }
            case DOUBLE_VALUE -> span.metrics.put(attribute.getKey(), value.getDoubleValue());
            case VALUE_NOT_SET -> {}
            default -> span.tags.put(attribute.getKey(), text(value));
        }
    }

    private void status(io.opentelemetry.proto.trace.v1.Span otlp, SpanBuilder span) {
        if (otlp.getStatus().getCode() != StatusCode.STATUS_CODE_ERROR) {
            return;
        }
        span.error = true;
        for (Event event : otlp.getEventsList()) {
            if (event.getName().equals("exception")) {
                event.getAttributesList().forEach(attribute -> {
                    switch (attribute.getKey()) {
                        case "exception.type" -> span.tags.put("error.type", text(attribute.getValue()));
                        case "exception.message" -> span.tags.put("error.message", text(attribute.getValue()));
                        case "exception.stacktrace" -> span.tags.put("error.stack", text(attribute.getValue()));
                        default -> {}
                    }
                });
            }
        }
        String message = otlp.getStatus().getMessage();
        if (!message.isEmpty()) {
            span.tags.putIfAbsent("error.message", message);
        }
    }

    /** Returns the operation's name by the rules of Datadog's agent, in the order in which it applies them. */
    private static String operation(String kind, Map<String, String> tags) {
        String given = tags.get("operation.name");
        if (given != null) {
            return given;
        }
        boolean client = kind.equals("client");
        boolean server = kind.equals("server");
        String operation = kind;
        String rpc = tags.get("rpc.system");
        String messaging = tags.get("messaging.system");
        String messagingOperation = tags.getOrDefault("messaging.operation", tags.get("messaging.operation.type"));
        String database = tags.getOrDefault("db.system", tags.get("db.system.name"));
        String protocol = tags.get("network.protocol.name");
        if ((client || server) && (tags.containsKey("http.request.method") || tags.containsKey("http.method"))) {
            operation = "http." + kind + ".request";
        } else if (client && database != null) {
            operation = database + ".query";
        } else if (messaging != null && messagingOperation != null && !kind.equals("internal")) {
            operation = messaging + "." + messagingOperation;
        } else if (client && "aws-api".equals(rpc)) {
            String service = tags.get("rpc.service");
            operation = service == null ? "aws.client.request" : "aws." + service + ".request";
        } else if ((client || server) && rpc != null) {
            operation = rpc + "." + kind + ".request";
        } else if (server && tags.containsKey("faas.trigger")) {
            operation = tags.get("faas.trigger") + ".invoke";
        } else if (client || server) {
            operation = protocol == null ? kind + ".request" : protocol + "." + kind + ".request";
        }
        return operation.toLowerCase(Locale.ROOT);
    }

    private static String type(String kind, Map<String, String> tags) {
        if (kind.equals("server")) {
            return "web";
        }
        if (!kind.equals("client")) {
            return "";
        }
        return tags.containsKey("db.system") || tags.containsKey("db.system.name") ? "db" : "http";
    }

    private static String kind(SpanKind kind) {
        return switch (kind) {
            case SPAN_KIND_SERVER -> "server";
            case SPAN_KIND_CLIENT -> "client";
            case SPAN_KIND_PRODUCER -> "producer";
            case SPAN_KIND_CONSUMER -> "consumer";
            default -> "internal";
        };
    }

    private String events(List<Event> events) {
        ArrayNode array = json.createArrayNode();
        for (Event event : events) {
            ObjectNode node = array.addObject();
            node.put("time_unix_nano", event.getTimeUnixNano());
            node.put("name", event.getName());
            ObjectNode attributes = node.putObject("attributes");
            event.getAttributesList().forEach(a -> attributes.put(a.getKey(), text(a.getValue())));
        }
        return array.toString();
    }

    private String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case BYTES_VALUE -> HexFormat.of().formatHex(value.getBytesValue().toByteArray());
            case ARRAY_VALUE -> {
                ArrayNode array = json.createArrayNode();
                value.getArrayValue().getValuesList().forEach(element -> array.add(text(element)));
                yield array.toString();
            }
            case KVLIST_VALUE -> {
                ObjectNode object = json.createObjectNode();
                value.getKvlistValue().getValuesList().forEach(e -> object.put(e.getKey(), text(e.getValue())));
                yield object.toString();
            }
            default -> "";
        };
    }

    private static TraceId traceId(ByteString id) {
        return id.size() == 16
                ? new TraceId(
                        id.asReadOnlyByteBuffer().getLong(0),
                        id.asReadOnlyByteBuffer().getLong(8))
                : new TraceId(0, 0);
    }

    private static long spanId(ByteString id) {
        return id.size() == 8 ? id.asReadOnlyByteBuffer().getLong(0) : 0;
    }
}
