package dev.tracedshop.workshop;

import dev.tracedshop.local.http.LoopbackServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A backend to which the {@linkplain SharedShop shared shop} sends its spans, decoded by OpenTelemetry's own classes. */
final class OtlpBackend implements AutoCloseable {
    private static final int LARGEST_REQUEST = 64 << 20;

    private final List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
    private final LoopbackServer server;

    /** A span, as it came, and the service in whose name it came. */
    record Received(String service, io.opentelemetry.proto.trace.v1.Span span) {}

    OtlpBackend() {
        server = LoopbackServer.start("backend", 0, exchange -> {
            byte[] body = Objects.requireNonNull(LoopbackServer.read(exchange, LARGEST_REQUEST));
            received.add(ExportTraceServiceRequest.parseFrom(
                    plain(body, exchange.getRequestHeaders().getFirst("Content-Encoding"))));
            LoopbackServer.respond(exchange, 200, "application/x-protobuf", new byte[0]);
        });
    }

    private static byte[] plain(byte[] body, String encoding) throws IOException {
        if (!"gzip".equals(encoding)) {
            return body;
        }
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return unzipped.readAllBytes();
        }
    }

    URI uri() {
        return server.uri();
    }

    /** Returns everything that has come so far. */
    List<Received> spans() {
        return received.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream()
                        .flatMap(scope -> scope.getSpansList().stream())
                        .map(span -> new Received(service(resource), span)))
                .toList();
    }

    private static String service(ResourceSpans resource) {
        return resource.getResource().getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals("service.name"))
                .map(KeyValue::getValue)
                .map(value -> value.getStringValue())
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        server.close();
    }
}
