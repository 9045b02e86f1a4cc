package dev.tracedshop.supplier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holds what the supplier sends against what a collector receives. */
class TelemetryTest {

    private static final String PRODUCT = "0b0f2f1c-6a3f-4a44-9d27-0d5c7a1c8a11";

    private final Collector collector = new Collector();
    private final RecordedLog log = new RecordedLog();
    private Behaviour behaviour = Behaviour.NORMAL;

    TelemetryTest() throws IOException {}

    @AfterEach
    void close() {
        log.close();
        collector.close();
    }

    @Test
    void theSpansAreInTheCallersTraceAndHaveArrivedBeforeTheAnswer() {
        supplier(collector.endpoint()).getAsPartOfTheCallersTrace(PRODUCT);

        // The call has returned: nothing is waited for here.
        assertThat(collector.paths()).containsExactly("/v1/traces");
        Span server = collector.span("GET /quotes/{productId}");
        assertThat(server.getTraceId()).isEqualTo(bytes(ApiGateway.TRACE_ID));
        assertThat(server.getParentSpanId()).isEqualTo(bytes(ApiGateway.CALLER));
        assertThat(server.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
        assertThat(server.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(texts(server.getAttributesList()))
                .containsEntry("http.request.method", "GET")
                .containsEntry("http.route", "/quotes/{productId}")
                .containsEntry("http.response.status_code", "200")
                .containsEntry("url.path", "/quotes/" + PRODUCT)
                .containsEntry("url.scheme", "https")
                .containsEntry("server.address", "supplier.example")
                .containsEntry("user_agent.original", "shop/1")
                .containsEntry("faas.trigger", "http")
                .containsEntry("faas.coldstart", "true")
                .containsEntry("faas.invocation_id", "5f6a9b1c-0000-4000-8000-000000000001")
                .containsEntry("product.id", PRODUCT);
        for (String part : List.of("behaviour.look_up", "quote.work_out")) {
            assertThat(collector.span(part).getTraceId()).isEqualTo(server.getTraceId());
            assertThat(collector.span(part).getParentSpanId()).isEqualTo(server.getSpanId());
        }
        assertThat(texts(collector.span("behaviour.look_up").getAttributesList()))
                .containsEntry("supplier.behaviour", "normal");
        assertThat(collector.spans()).hasSize(3);
        assertThat(texts(collector.resourceSpans().get(0).getResource().getAttributesList()))
                .containsEntry("service.name", "supplier")
                .containsEntry("cloud.provider", "aws")
                .containsEntry("cloud.region", "eu-west-1")
                .containsEntry("faas.name", "dev-supplier-quote");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void withoutACallersContextEachRequestIsATraceOfItsOwn() {
        ApiGateway supplier = supplier(collector.endpoint() + "/");
        supplier.get(PRODUCT);
        supplier.get(PRODUCT);

        List<Span> servers = collector.spans().stream()
                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_SERVER)
                .toList();
        assertThat(servers)
                .hasSize(2)
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEmpty());
        assertThat(servers.get(0).getTraceId()).isNotEqualTo(servers.get(1).getTraceId());
        assertThat(texts(servers.get(1).getAttributesList())).containsEntry("faas.coldstart", "false");
        // The slash at the end of the endpoint is not doubled.
        assertThat(collector.paths()).containsOnly("/v1/traces");
    }

    @Test
    void aFailureIsOneOfTheServersSpan() {
        behaviour = Behaviour.FAILING;
        supplier(collector.endpoint()).get(PRODUCT);

        Span server = collector.span("GET /quotes/{productId}");
        assertThat(server.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(texts(server.getAttributesList()))
                .containsEntry("http.response.status_code", "503")
                .containsEntry("error.type", "503");
    }

    @Test
    void aCollectorThatHangsDelaysTheAnswerAndDoesNotPreventIt() {
        collector.hang();
        ApiGateway supplier = supplier(collector.endpoint());

        assertThat(supplier.get(PRODUCT).getStatusCode()).isEqualTo(200);
        assertThat(supplier.get(PRODUCT).getStatusCode()).isEqualTo(200);
        assertThat(log.lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith(
                                "3 spans were not taken by the collector at " + collector.endpoint() + "/v1/traces: ")
                        .contains("HttpTimeoutException"));
    }

    @Test
    void aCollectorThatRefusesIsNamedOncePerCall() {
        collector.refuse();
        assertThat(supplier(collector.endpoint()).get(PRODUCT).getStatusCode()).isEqualTo(200);
        assertThat(log.lines()).singleElement().asString().contains(collector.endpoint());
    }

    @Test
    void aCollectorThatIsNotThereIsNamedOncePerCall() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThat(supplier("http://127.0.0.1:" + port).get(PRODUCT).getStatusCode())
                .isEqualTo(200);
        assertThat(log.lines()).singleElement().asString().contains("ConnectException");
    }

    @Test
    void anEmptyEndpointSendsNothing() {
        assertThat(supplier("").get(PRODUCT).getStatusCode()).isEqualTo(200);
        assertThat(collector.paths()).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void inTheBackgroundNothingHasBeenSentWhenTheCallReturns() {
        try (Closing telemetry = new Closing(telemetry(collector.endpoint(), "background"))) {
            new ApiGateway(new SupplierQuote(telemetry.open(), () -> behaviour, pause -> {})).get(PRODUCT);
            assertThat(collector.spans()).isEmpty();
        }
        // What the process could send before its end has come: on Lambda it is not given the time.
        assertThat(collector.spans()).hasSize(3);
    }

    @Test
    void onTheWayByTheLogARequestIsALineThatACollectorCanRead() throws IOException {
        PrintStream out = System.out;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
            ApiGateway supplier = new ApiGateway(
                    new SupplierQuote(telemetry(collector.endpoint(), "log"), () -> behaviour, pause -> {}));
            supplier.getAsPartOfTheCallersTrace(PRODUCT);
            supplier.get(PRODUCT);
        } finally {
            System.setOut(out);
        }
        assertThat(collector.paths()).isEmpty();
        String[] lines = written.toString(StandardCharsets.UTF_8).split("\n", -1);
        assertThat(lines).hasSize(3).endsWith("");
        assertThat(lines[0])
                .startsWith("{\"resourceSpans\":[")
                .endsWith("]}")
                .contains("\"service.name\"", "GET /quotes/{productId}", "behaviour.look_up", "quote.work_out")
                .containsSubsequence(Collections.nCopies(3, "\"traceId\":\"" + ApiGateway.TRACE_ID + "\""));
        assertThat(lines[1]).startsWith("{\"resourceSpans\":[").doesNotContain(ApiGateway.TRACE_ID);
    }

    private record Closing(Telemetry open) implements AutoCloseable {
        @Override
        public void close() {
            open.close();
        }
    }

    private ApiGateway supplier(String endpoint) {
        return new ApiGateway(new SupplierQuote(telemetry(endpoint, "blocking"), () -> behaviour, pause -> {}));
    }

    private static Telemetry telemetry(String endpoint, String transport) {
        return new Telemetry(Settings.of(Map.of(
                "BEHAVIOUR_PARAMETER", "/dev/supplier/behaviour",
                "AWS_REGION", "eu-west-1",
                "AWS_LAMBDA_FUNCTION_NAME", "dev-supplier-quote",
                "OTEL_SERVICE_NAME", "supplier",
                "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
                "TELEMETRY_TRANSPORT", transport)));
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, attribute -> {
            var value = attribute.getValue();
            return value.hasStringValue()
                    ? value.getStringValue()
                    : value.hasBoolValue() ? String.valueOf(value.getBoolValue()) : String.valueOf(value.getIntValue());
        }));
    }

    private static ByteString bytes(String hexadecimal) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hexadecimal));
    }
}
