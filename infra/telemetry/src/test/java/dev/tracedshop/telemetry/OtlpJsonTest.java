package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanLink;
import dev.tracedshop.trace.TraceId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans in OTLP's JSON, as an exporter that logs prints them and as a publisher hands them on. */
class OtlpJsonTest {
    private static final TraceId TRACE = TraceId.parse("6a00000000000000912210f47de98115");

    /** Numbers as texts and as numbers, kinds as numbers and as names: the specification allows both to be read. */
    private static final String EXPORT = """
            {"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "supplier"}}]},
              "scopeSpans": [{"scope": {"name": "dev.tracedshop.supplier"}, "newInAFuture": [1], "spans": [
                {"traceId": "6A00000000000000912210F47DE98115", "spanId": "fffffffffffffff9", "parentSpanId": "0000000000000063",
                 "flags": 257, "name": "GET /quotes", "kind": 2,
                 "startTimeUnixNano": "1767323045500000001", "endTimeUnixNano": 1767323045500000010,
                 "attributes": [
                   {"key": "http.response.status_code", "value": {"intValue": "503"}},
                   {"key": "traceId", "value": {"stringValue": "deadbeef"}},
                   {"key": "ratio", "value": {"doubleValue": 0.5}},
                   {"key": "parts", "value": {"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": 1}]}}}],
                 "events": [{"timeUnixNano": "1767323045500000002", "name": "exception", "attributes": [
                   {"key": "exception.type", "value": {"stringValue": "java.io.IOException"}}]}],
                 "links": [{"traceId": "00000000000000010000000000000002", "spanId": "0000000000000003",
                   "attributes": [{"key": "reason", "value": {"stringValue": "batch"}}]}],
                 "status": {"code": "STATUS_CODE_ERROR", "message": "no stock"}},
                {"traceId": "6a00000000000000912210f47de98115", "spanId": "0000000000000008", "parentSpanId": "",
                 "name": "work", "startTimeUnixNano": "1", "endTimeUnixNano": "2", "status": {}}]}]}]}
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Telemetry telemetry;

    OtlpJsonTest() throws IOException {
        telemetry = Telemetry.start();
    }

    @AfterEach
    void stop() {
        telemetry.close();
    }

    private HttpResponse<String> post(String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(telemetry.intake().resolve("/v1/traces"))
                        .header("Content-Type", "application/json; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void idsAreReadAsHexAndEverythingElseAsProtobufsJson() throws Exception {
        HttpResponse<String> answer = post(EXPORT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(telemetry.store().trace(TRACE).orElseThrow().spans()).hasSize(2);
        Span span = telemetry.store().trace(TRACE).orElseThrow().spans().stream()
                .filter(one -> one.spanId() == -7)
                .findFirst()
                .orElseThrow();
        assertThat(span.parentId()).isEqualTo(99);
        assertThat(span.service()).isEqualTo("supplier");
        assertThat(span.resource()).isEqualTo("GET /quotes");
        assertThat(span.kind()).isEqualTo("server");
        assertThat(span.start()).isEqualTo(1_767_323_045_500_000_001L);
        assertThat(span.duration()).isEqualTo(9);
        assertThat(span.error()).isTrue();
        assertThat(span.tags())
                .containsEntry("otel.scope.name", "dev.tracedshop.supplier")
                .containsEntry("http.status_code", "503")
                .containsEntry("traceId", "deadbeef")
                .containsEntry("parts", "[\"a\",\"1\"]")
                .containsEntry("error.type", "java.io.IOException")
                .containsEntry("error.message", "no stock");
        assertThat(span.metrics()).containsEntry("ratio", 0.5);
        assertThat(span.links()).containsExactly(new SpanLink(new TraceId(1, 2), 3, Map.of("reason", "batch")));
    }

    @Test
    void aSpanWhoseIdIsNoHexIsLeftOutAndItsNeighbourIsNot() throws Exception {
        // As protobuf's own JSON would have it: base64.
        assertThat(post(EXPORT.replace("\"fffffffffffffff9\"", "\"//////////k=\""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(telemetry.store().trace(TRACE).orElseThrow().spans())
                .extracting(Span::spanId)
                .containsExactly(8L);
        assertThat(telemetry.counts().dropped()).isEqualTo(1);
    }

    @Test
    void theSameExportTwiceIsStoredOnce() throws Exception {
        post(EXPORT);
        post(EXPORT);
        assertThat(telemetry.store().size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"resourceSpans\": 7}",
                "{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [{\"startTimeUnixNano\": \"soon\"}]}]}]}",
                "{\"resourceSpans\": ["
            })
    void whatIsNoExportIsRefusedWithTheReason(String body) throws Exception {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("are no OTLP trace export in JSON: ");
        assertThat(telemetry.counts().malformed()).isEqualTo(1);
    }
}
