package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tracedshop.local.http.LoopbackServer;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.expect.HttpShop;
import dev.tracedshop.trace.expect.Response;
import dev.tracedshop.trace.expect.Shop;
import dev.tracedshop.workshop.shop.RunningShop;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Holds the copy that a backend gets over OTLP against what is stored here, decoded by OpenTelemetry's own classes. */
@WholeShop
class OtlpCopyTest {
    private static final int LARGEST_REQUEST = 64 << 20;

    /** A request, what follows from it on a topic and on the bus, and a trace that links to it. */
    private static final List<String> STACKS =
            List.of("shared-bus", "product-data", "product-api", "product-publisher", "analytics");

    /** What has to be the same on both sides. */
    private record Copied(String service, String parent, boolean error, long start, Set<String> links) {}

    @Test
    void tracesArriveWithTheirIdsParentsAndLinks() throws Exception {
        List<ExportTraceServiceRequest> received = new ArrayList<>();
        List<Trace> stored;
        try (LoopbackServer backend = LoopbackServer.start("backend", 0, exchange -> {
            byte[] body = Objects.requireNonNull(LoopbackServer.read(exchange, LARGEST_REQUEST));
            synchronized (received) {
                received.add(ExportTraceServiceRequest.parseFrom(
                        plain(body, exchange.getRequestHeaders().getFirst("Content-Encoding"))));
            }
            LoopbackServer.respond(exchange, 200, "application/x-protobuf", new byte[0]);
        })) {
            Map<String, String> environment = new HashMap<>(System.getenv());
            environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", backend.uri().toString());
            RunningShop shop = RunningShop.start(
                    SharedShop.CHECKOUT,
                    environment,
                    RunningShop.Settings.of(SharedShop.assembly(Map.of())).only(STACKS));
            try {
                Response created = new HttpShop(shop.api()).post("/product", Shop.product("Earl Grey", "12.50"));
                assertThat(created.status()).isEqualTo(201);
                assertThat(shop.runtime().quiet().await(Duration.ofMinutes(3))).isEmpty();
                stored = shop.telemetry().store().traces();
            } finally {
                shop.close();
            }
            assertThat(shop.forwarded().orElseThrow().dropped()).isZero();
        }

        Map<String, Copied> here = new HashMap<>();
        for (Trace trace : stored) {
            for (Span span : trace.spans()) {
                here.put(
                        id(trace.id(), span.spanId()),
                        new Copied(
                                span.service(),
                                span.parentId() == 0 ? "" : hex(span.parentId()),
                                span.error(),
                                span.start(),
                                links(span)));
            }
        }
        assertThat(here).hasSizeGreaterThan(20);
        assertThat(here.values())
                .filteredOn(copied -> !copied.links().isEmpty())
                .isNotEmpty();
        assertThat(there(received)).isEqualTo(here);
    }

    private static byte[] plain(byte[] body, String encoding) throws IOException {
        if (!"gzip".equals(encoding)) {
            return body;
        }
        try (InputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return unzipped.readAllBytes();
        }
    }

    private static Map<String, Copied> there(List<ExportTraceServiceRequest> received) {
        Map<String, Copied> there = new HashMap<>();
        for (ExportTraceServiceRequest request : received) {
            for (ResourceSpans resource : request.getResourceSpansList()) {
                String service = resource.getResource().getAttributesList().stream()
                        .filter(attribute -> attribute.getKey().equals("service.name"))
                        .map(KeyValue::getValue)
                        .map(value -> value.getStringValue())
                        .findFirst()
                        .orElse("");
                for (ScopeSpans scope : resource.getScopeSpansList()) {
                    scope.getSpansList().forEach(span -> {
                        Set<String> links = new TreeSet<>();
                        // A pointer goes as a link to nowhere.
                        span.getLinksList().stream()
                                .map(link -> hex(link.getTraceId()) + hex(link.getSpanId()))
                                .filter(id -> !id.matches("0+"))
                                .forEach(links::add);
                        Copied twice = there.put(
                                hex(span.getTraceId()) + hex(span.getSpanId()),
                                new Copied(
                                        service,
                                        hex(span.getParentSpanId()),
                                        span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                                        span.getStartTimeUnixNano(),
                                        links));
                        assertThat(twice).as("a span is sent once").isNull();
                    });
                }
            }
        }
        return there;
    }

    private static Set<String> links(Span span) {
        Set<String> links = new TreeSet<>();
        for (SpanLink link : span.links()) {
            links.add(id(link.traceId(), link.spanId()));
        }
        return links;
    }

    private static String id(TraceId trace, long span) {
        return trace.toString() + hex(span);
    }

    private static String hex(long id) {
        return String.format("%016x", id);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
