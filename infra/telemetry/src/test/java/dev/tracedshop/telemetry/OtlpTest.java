package dev.tracedshop.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.TraceId;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Spans in OpenTelemetry's own format, in and out over HTTP. */
class OtlpTest {

    private static final TraceId TRACE = TraceId.parse("6a00000000000000912210f47de98115");
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final OtlpForwarder.Settings QUICK = new OtlpForwarder.Settings(
            Duration.ofMillis(150), Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(20), 1_000);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Telemetry telemetry;
    private final HttpServer backend;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ExportTraceServiceRequest> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean slow;

    OtlpTest() throws IOException {
        telemetry = Telemetry.start();
        backend = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        backend.setExecutor(threads);
        backend.createContext("/v1/traces", exchange -> {
            try (exchange) {
                byte[] body = exchange.getRequestBody().readAllBytes();
                if (slow) {
                    released.await();
                }
                received.add(ExportTraceServiceRequest.parseFrom(body));
                exchange.sendResponseHeaders(200, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        backend.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        telemetry.close();
        backend.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aSpanComesInWithItsIdsLinksKindStatusAndEvents() throws Exception {
        HttpResponse<byte[]> answer = post(request().toByteArray(), false, "application/x-protobuf");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        Span span = telemetry.store().trace(TRACE).orElseThrow().spans().get(0);
        assertThat(span.spanId()).isEqualTo(-7);
        assertThat(span.parentId()).isEqualTo(99);
        assertThat(span.service()).isEqualTo("supplier");
        assertThat(span.name()).isEqualTo("http.server.request");
        assertThat(span.resource()).isEqualTo("POST /quote");
        assertThat(span.type()).isEqualTo("web");
        assertThat(span.kind()).isEqualTo("server");
        assertThat(span.start()).isEqualTo(1_767_323_045_500_000_001L);
        assertThat(span.duration()).isEqualTo(9);
        assertThat(span.error()).isTrue();
        assertThat(span.tags())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.status_code", "503")
                .containsEntry("error.type", "java.lang.IllegalStateException")
                .containsEntry("error.message", "no stock")
                .containsEntry("span.kind", "server")
                .containsEntry("env", "dev")
                .containsEntry(
                        "events",
                        "[{\"time_unix_nano\":1767323045500000002,\"name\":\"exception\",\"attributes\":{\"exception.type\":"
                                + "\"java.lang.IllegalStateException\",\"exception.message\":\"no stock\"}}]");
        assertThat(span.metrics()).containsEntry("http.response.status_code", 503.0);
        assertThat(span.links()).containsExactly(new SpanLink(new TraceId(1, 2), 3, Map.of("reason", "batch")));
    }

    @Test
    void gzipIsReadAndWhatIsMalformedIsRefused() throws Exception {
        assertThat(post(request().toByteArray(), true, "application/x-protobuf").statusCode())
                .isEqualTo(200);
        assertThat(telemetry.store().size()).isEqualTo(1);
        assertThat(post(new byte[] {1, 2, 3}, false, "application/x-protobuf").statusCode())
                .isEqualTo(400);
        assertThat(send(HttpRequest.newBuilder(telemetry.intake().resolve("/v1/traces"))
                                .header("Content-Type", "application/x-protobuf")
                                .header("Content-Encoding", "gzip")
                                .POST(HttpRequest.BodyPublishers.ofString("plain"))
                                .build())
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8), false, "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(telemetry.counts().malformed()).isEqualTo(1);
    }

    @Test
    void aSpanWithoutAUsableIdIsLeftOut() throws Exception {
        ExportTraceServiceRequest.Builder request = request().toBuilder();
        request.getResourceSpansBuilder(0)
                .getScopeSpansBuilder(0)
                .getSpansBuilder(0)
                .setSpanId(ByteString.copyFrom(new byte[] {1}));

        assertThat(post(request.build().toByteArray(), false, "application/x-protobuf")
                        .statusCode())
                .isEqualTo(200);
        assertThat(telemetry.store().size()).isZero();
        assertThat(telemetry.counts().dropped()).isEqualTo(1);
    }

    @Test
    void whatGoesOutAndComesInAgainIsTheSameSpan() throws Exception {
        Span span = spanWithAll();
        TraceStore store = new TraceStore();
        try (OtlpForwarder forwarder = new OtlpForwarder(endpoint(), store, QUICK)) {
            store.add(List.of(span, Spans.span(TRACE, 8, 7, "child", Map.of("span.kind", "client"))));
            await().atMost(DEADLINE).until(() -> forwarder.counts().sent() == 2);
        }

        assertThat(received).hasSize(1);
        assertThat(received.get(0).getResourceSpans(0).getResource().getAttributesList())
                .containsExactly(text("service.name", "shop"));
        List<SpanBuilder> read = new OtlpReader().read(received.get(0).toByteArray());
        Span back = read.get(0).build();
        assertThat(back.traceId()).isEqualTo(span.traceId());
        assertThat(back.spanId()).isEqualTo(span.spanId());
        assertThat(back.parentId()).isEqualTo(span.parentId());
        assertThat(back.links()).isEqualTo(span.links());
        assertThat(back.pointers()).isEqualTo(span.pointers());
        Link pointer =
                received.get(0).getResourceSpans(0).getScopeSpans(0).getSpans(0).getLinks(1);
        assertThat(hex(pointer.getTraceId()) + hex(pointer.getSpanId())).isEqualTo("0".repeat(48));
        assertThat(pointer.getAttributesList())
                .containsExactly(
                        text("link.kind", "span-pointer"),
                        text("ptr.dir", "d"),
                        text("ptr.hash", "7f1aee721472bcb48701d45c7c7f7821"),
                        text("ptr.kind", "aws.dynamodb.item"));
        assertThat(back.service()).isEqualTo(span.service());
        assertThat(back.name()).isEqualTo(span.name());
        assertThat(back.resource()).isEqualTo(span.resource());
        assertThat(back.kind()).isEqualTo("consumer");
        assertThat(back.start()).isEqualTo(span.start());
        assertThat(back.duration()).isEqualTo(span.duration());
        assertThat(back.error()).isTrue();
        assertThat(back.tags()).containsAllEntriesOf(span.tags());
        assertThat(back.metrics()).containsAllEntriesOf(span.metrics());
        assertThat(read.get(1).parentId).isEqualTo(7);
    }

    @Test
    void theCopyOfAWholeTraceHasTheSameSpansLinksAndIds() throws Exception {
        TraceStore store = telemetry.store();
        try (OtlpForwarder forwarder = new OtlpForwarder(endpoint(), store, QUICK)) {
            Extension extension = telemetry.extension();
            extension.register(Functions.profile("front", Map.of("DD_SERVICE", "front")));
            Instant started = Instant.parse("2026-01-02T03:04:06Z");
            extension.initStarted("front", "i", started.minusMillis(400));
            extension.invocationStarted("front", "i", "r1", started, true, false);
            Map<String, String> header = Map.of("lambda-runtime-aws-request-id", "r1");
            String body = Events.withCarrier(
                            Events.notification(Events.bridged(Events.detail()).toString()), Events.CARRIER)
                    .toString();
            extension.start(
                    "front", header, Events.sqs(Events.message(body)).toString().getBytes(UTF_8));
            extension.end("front", header, "{}".getBytes(UTF_8));
            TraceId trace = TraceId.parse("6a00000000000000112210f47de98115");
            store.add(List.of(
                    with(trace, spanWithAll()), Spans.span(trace, -8, 7, "child", Map.of("span.kind", "client"))));
            extension.invocationFinished("front", "r1", started.plusMillis(20), Outcome.failed("Busy", "not now"));
            StateMachineProfile machine =
                    new StateMachineProfile("orders", "arn:machine", Map.of("DD_TRACE_ENABLED", "true"), true);
            String[] events = {
                "ExecutionStarted",
                "TaskStateEntered",
                "TaskScheduled",
                "TaskFailed",
                "TaskScheduled",
                "TaskSucceeded",
                "TaskStateExited",
                "ExecutionSucceeded"
            };
            for (int i = 0; i < events.length; i++) {
                ObjectNode event = Events.object("{}");
                event.put("id", Integer.toString(i + 1)).put("type", events[i]).put("execution_arn", "arn:e");
                event.put("previous_event_id", Integer.toString(i)).put("redrive_count", "0");
                event.put(
                        "event_timestamp",
                        Long.toString(started.plusMillis(30 + i).toEpochMilli()));
                event.putObject("details").put("name", "Quote").put("input", "{\"_datadog\":" + Events.CARRIER + "}");
                telemetry.stepFunctions().log(machine, event);
            }
            post(request().toByteArray(), false, "application/x-protobuf");
            await().atMost(DEADLINE).until(() -> forwarder.counts().sent() >= store.size());
        }

        List<Span> kept =
                store.traces().stream().flatMap(one -> one.spans().stream()).toList();
        assertThat(kept)
                .extracting(Span::name)
                .contains(
                        "aws.sns",
                        "aws.sqs",
                        "aws.lambda",
                        "aws.lambda.cold_start",
                        "aws.stepfunctions",
                        "aws.stepfunctions.state",
                        "http.server.request");
        assertThat(kept.stream().mapToInt(span -> span.links().size()).sum()).isEqualTo(2);
        List<String> copied = received.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpans(0).getSpansList().stream()
                        .map(span -> copy(
                                resource.getResource()
                                        .getAttributes(0)
                                        .getValue()
                                        .getStringValue(),
                                span)))
                .toList();
        assertThat(copied)
                .containsExactlyInAnyOrderElementsOf(
                        kept.stream().map(OtlpTest::original).toList());
    }

    /** Writes what a span is, in words of the store. */
    private static String original(Span span) {
        return String.join(
                " | ",
                span.service(),
                span.traceId().toString(),
                Span.hex(span.spanId()),
                span.parentId() == 0 ? "" : Span.hex(span.parentId()),
                span.name(),
                span.resource().isEmpty() ? span.name() : span.resource(),
                Long.toString(span.start()),
                Long.toString(span.duration()),
                Boolean.toString(span.error()),
                Stream.concat(
                                span.links().stream()
                                        .map(link -> link.traceId() + ":" + Span.hex(link.spanId())
                                                + new TreeMap<>(link.attributes())),
                                span.pointers().stream().map(OtlpTest::original))
                        .toList()
                        .toString(),
                new TreeMap<>(span.tags()).toString());
    }

    private static String original(SpanPointer pointer) {
        return "0".repeat(32) + ":" + "0".repeat(16) + "{link.kind=span-pointer, ptr.dir=" + pointer.direction()
                + ", ptr.hash=" + pointer.hash() + ", ptr.kind=" + pointer.kind() + "}";
    }

    /** Writes the same of a span that OpenTelemetry's own classes have decoded. */
    private static String copy(String service, io.opentelemetry.proto.trace.v1.Span span) {
        Map<String, String> tags = new TreeMap<>();
        span.getAttributesList().forEach(one -> {
            if (one.getValue().hasStringValue()) {
                tags.put(one.getKey(), one.getValue().getStringValue());
            }
        });
        String name = String.valueOf(tags.remove("operation.name"));
        tags.remove("span.type");
        return String.join(
                " | ",
                service,
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                name,
                span.getName(),
                Long.toString(span.getStartTimeUnixNano()),
                Long.toString(span.getEndTimeUnixNano() - span.getStartTimeUnixNano()),
                Boolean.toString(span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR),
                span.getLinksList().stream()
                        .map(link -> hex(link.getTraceId()) + ":" + hex(link.getSpanId())
                                + link.getAttributesList().stream()
                                        .collect(Collectors.toMap(
                                                KeyValue::getKey,
                                                one -> one.getValue().getStringValue(),
                                                (one, other) -> one,
                                                TreeMap::new)))
                        .toList()
                        .toString(),
                tags.toString());
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static Span with(TraceId trace, Span span) {
        return new Span(
                trace,
                span.spanId(),
                span.parentId(),
                span.service(),
                span.name(),
                span.resource(),
                span.type(),
                span.kind(),
                span.start(),
                span.duration(),
                span.error(),
                span.tags(),
                span.metrics(),
                span.links(),
                span.pointers());
    }

    @Test
    void aReplacedSpanGoesOutOnceInItsFinalForm() throws Exception {
        TraceStore store = new TraceStore();
        Span first = Spans.span(TRACE, 7, 0, "first", Map.of());
        Span second = Spans.span(TRACE, 7, 0, "second", Map.of());
        Span moved = Spans.span(new TraceId(9, 9), 7, 0, "moved", Map.of());
        try (OtlpForwarder forwarder = new OtlpForwarder(endpoint(), store, QUICK)) {
            store.add(List.of(first));
            store.replace(List.of(first), List.of(second));
            store.replace(List.of(second), List.of(moved));
            await().atMost(DEADLINE).until(() -> forwarder.counts().sent() == 1);
            store.replace(List.of(moved), List.of(Spans.span(new TraceId(9, 9), 7, 0, "too late", Map.of())));
            store.add(List.of(Spans.span(new TraceId(9, 9), 8, 7, "late child", Map.of())));
            await().atMost(DEADLINE).until(() -> forwarder.counts().sent() == 2);
        }

        assertThat(received.stream()
                        .flatMap(request -> request.getResourceSpansList().stream())
                        .flatMap(resource -> resource.getScopeSpans(0).getSpansList().stream())
                        .map(io.opentelemetry.proto.trace.v1.Span::getName))
                .containsExactly("moved", "late child");
    }

    @Test
    void aSlowBackendDropsWhatIsTooMuchAndHoldsNobodyUp() throws Exception {
        slow = true;
        TraceStore store = new TraceStore();
        try (OtlpForwarder forwarder = new OtlpForwarder(endpoint(), store, QUICK)) {
            for (int i = 1; i <= 3_000; i++) {
                store.add(List.of(Spans.span(new TraceId(1, i), 1, 0, "r", Map.of())));
            }
            assertThat(store.size()).isEqualTo(3_000);
            await().atMost(DEADLINE).until(() -> forwarder.counts().dropped() > 0);
            slow = false;
            released.countDown();
        }

        long sent = received.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .mapToLong(resource -> resource.getScopeSpans(0).getSpansCount())
                .sum();
        assertThat(sent).isBetween(1_000L, 2_999L);
    }

    @Test
    void aBackendThatIsAwayCostsTheSpansAndSaysWhy() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            free = socket.getLocalPort();
        }
        TraceStore store = new TraceStore();
        OtlpForwarder forwarder = new OtlpForwarder(
                new OtlpEndpoint(URI.create("http://127.0.0.1:" + free + "/v1/traces"), Map.of()), store, QUICK);
        store.add(List.of(spanWithAll()));
        forwarder.close();

        OtlpForwarder.Counts counts = forwarder.counts();
        assertThat(counts.sent()).isZero();
        assertThat(counts.dropped()).isEqualTo(1);
        assertThat(counts.waiting()).isZero();
        assertThat(counts.problem()).contains("127.0.0.1:" + free).contains("ConnectException");
    }

    @Test
    void theEndpointIsReadFromTheStandardVariables() {
        assertThat(OtlpEndpoint.fromEnvironment(Map.of())).isEmpty();
        assertThat(OtlpEndpoint.fromEnvironment(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318/",
                        "OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%20b, y=2+3==")))
                .isEqualTo(Optional.of(new OtlpEndpoint(
                        URI.create("http://127.0.0.1:4318/v1/traces"), Map.of("x-key", "a b", "y", "2+3=="))));
        assertThatThrownBy(() -> OtlpEndpoint.fromEnvironment(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no http or https URL");
        assertThatThrownBy(() -> OtlpEndpoint.fromEnvironment(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")))
                .hasMessageContaining("http/protobuf only");
        assertThatThrownBy(() -> OtlpEndpoint.fromEnvironment(Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318",
                        "OTEL_EXPORTER_OTLP_HEADERS", "secret,host=key-1,x-key=%zz,good=1")))
                .hasMessage("OTEL_EXPORTER_OTLP_HEADERS is not name=value,name=value: entry 1 has no name and '=';"
                        + " 'host' is no header that can be sent, or its value is not percent-encoded;"
                        + " 'x-key' is no header that can be sent, or its value is not percent-encoded.");
    }

    private static Span spanWithAll() {
        return new Span(
                TRACE,
                7,
                99,
                "shop",
                "aws.lambda",
                "dev-create",
                "serverless",
                "consumer",
                1_767_323_045_500_000_001L,
                5,
                true,
                Map.of("error.message", "broken", "product.id", "p1", "span.kind", "consumer"),
                Map.of("_sampling_priority_v1", 1.0, "ratio", 0.5),
                List.of(new SpanLink(TraceId.parse("ff00000000000001ff00000000000002"), -3, Map.of("a", "b"))),
                List.of(new SpanPointer("aws.dynamodb.item", "d", "7f1aee721472bcb48701d45c7c7f7821")));
    }

    private static ExportTraceServiceRequest request() {
        io.opentelemetry.proto.trace.v1.Span span = io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(ByteString.fromHex(TRACE.toString()))
                .setSpanId(id(-7))
                .setParentSpanId(id(99))
                .setName("POST /quote")
                .setKind(SpanKind.SPAN_KIND_SERVER)
                .setStartTimeUnixNano(1_767_323_045_500_000_001L)
                .setEndTimeUnixNano(1_767_323_045_500_000_010L)
                .addAttributes(text("http.request.method", "POST"))
                .addAttributes(KeyValue.newBuilder()
                        .setKey("http.response.status_code")
                        .setValue(AnyValue.newBuilder().setIntValue(503)))
                .setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR))
                .addEvents(Event.newBuilder()
                        .setName("exception")
                        .setTimeUnixNano(1_767_323_045_500_000_002L)
                        .addAttributes(text("exception.type", "java.lang.IllegalStateException"))
                        .addAttributes(text("exception.message", "no stock")))
                .addLinks(Link.newBuilder()
                        .setTraceId(ByteString.fromHex(new TraceId(1, 2).toString()))
                        .setSpanId(id(3))
                        .addAttributes(text("reason", "batch")))
                .build();
        ResourceSpans.Builder resource = ResourceSpans.newBuilder();
        resource.getResourceBuilder()
                .addAttributes(text("service.name", "supplier"))
                .addAttributes(text("deployment.environment.name", "dev"));
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(resource.addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                .build();
    }

    private static KeyValue text(String name, String value) {
        return KeyValue.newBuilder()
                .setKey(name)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static ByteString id(long id) {
        return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
    }

    private OtlpEndpoint endpoint() {
        return new OtlpEndpoint(
                URI.create("http://127.0.0.1:" + backend.getAddress().getPort() + "/v1/traces"), Map.of());
    }

    private HttpResponse<byte[]> post(byte[] body, boolean gzip, String type) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(telemetry.intake().resolve("/v1/traces")).header("Content-Type", type);
        byte[] sent = body;
        if (gzip) {
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
                out.write(body);
            }
            sent = compressed.toByteArray();
            request.header("Content-Encoding", "gzip");
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofByteArray(sent)).build());
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
