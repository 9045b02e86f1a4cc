package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whole invocations, as the tracer and the platform see them, over HTTP. */
class TelemetryTest {

    private static final TraceId TRACE = TraceId.parse("6a00000000000000112210f47de98115");
    private static final String LOW = "1234567890123456789";
    private static final long PLACEHOLDER = 227270325108336345L;
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.500Z");
    private static final long START_NANOS = 1_767_323_045_500_000_000L;
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "DD_SERVICE", "Product-API",
            "DD_ENV", "dev",
            "DD_VERSION", "1.0.0",
            "DD_TAGS", "team:product",
            "DD_SERVICE_MAPPING", "lambda_api_gateway:product-api,Topic:the-topic");
    private static final Map<String, String> FUNCTION_TAGS = Map.ofEntries(
            Map.entry("function_arn", "arn:aws:lambda:eu-west-1:123456789012:function:dev-create-product"),
            Map.entry("functionname", "dev-create-product"),
            Map.entry("region", "eu-west-1"),
            Map.entry("account_id", "123456789012"),
            Map.entry("aws_account", "123456789012"),
            Map.entry("resource", "dev-create-product"),
            Map.entry("memorysize", "1024"),
            Map.entry("architecture", "x86_64"),
            Map.entry("runtime", "java21"),
            Map.entry("init_type", "on-demand"),
            Map.entry("dd_extension_version", "local"),
            Map.entry("env", "dev"),
            Map.entry("version", "1.0.0"),
            Map.entry("service", "product-api"),
            Map.entry("team", "product"),
            Map.entry("_dd.compute_stats", "1"),
            Map.entry("origin", "lambda"),
            Map.entry("_dd.origin", "lambda"));
    private static final String FUNCTION = "dev-create-product";
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Telemetry telemetry;

    TelemetryTest() throws IOException {
        telemetry = Telemetry.start();
        telemetry.extension().register(Functions.profile(FUNCTION, ENVIRONMENT));
    }

    @AfterEach
    void stop() {
        telemetry.close();
    }

    @Test
    void aColdHttpInvocationThatContinuesATraceGivesExactlyTheseSpans() throws Exception {
        Extension extension = telemetry.extension();
        extension.initStarted(FUNCTION, "instance", START.minusMillis(400));
        extension.initReported(FUNCTION, "instance", Duration.ofMillis(300));
        extension.invocationStarted(FUNCTION, "instance", "r1", START, true, false);

        HttpResponse<String> answer = startCall("r1", httpEvent(datadogHeaders()));
        Span child = Spans.span(TRACE, 5, PLACEHOLDER, "DynamoDb.UpdateItem", Map.of("span.kind", "client"));
        put(List.of(
                placeholder(Map.of("request_id", "r1", "_dd.p.tid", "6a00000000000000", "product.id", "p1")), child));
        endCall("r1", "{\"statusCode\":201,\"body\":\"{}\"}", Map.of("x-datadog-trace-id", LOW));
        extension.invocationFinished(FUNCTION, "r1", START.plusMillis(120), Outcome.succeeded());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{}");
        assertThat(answer.headers().firstValue("x-datadog-trace-id")).contains(LOW);
        assertThat(answer.headers().firstValue("x-datadog-sampling-priority")).contains("1");
        assertThat(answer.headers().firstValue("x-datadog-tags")).contains("_dd.p.tid=6a00000000000000");
        assertThat(answer.headers().firstValue("x-datadog-parent-id")).isEmpty();

        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(telemetry.store().traces()).containsExactly(trace);
        assertThat(trace.spans())
                .extracting(Span::name)
                .containsExactlyInAnyOrder("aws.httpapi", "aws.lambda", "aws.lambda.cold_start", "work");
        Span http = named(trace, "aws.httpapi");
        Span lambda = named(trace, "aws.lambda");
        Span cold = named(trace, "aws.lambda.cold_start");

        assertThat(http.parentId()).isEqualTo(99);
        assertThat(http.service()).isEqualTo("product-api");
        assertThat(http.resource()).isEqualTo("POST /product/{product_id}");
        assertThat(http.type()).isEqualTo("web");
        assertThat(http.kind()).isEqualTo("server");
        assertThat(http.start()).isEqualTo(START_NANOS - 30_000_000);
        assertThat(http.duration()).isEqualTo(150_000_000);
        assertThat(http.error()).isFalse();
        assertThat(http.metrics()).isEmpty();
        assertThat(http.tags())
                .containsExactlyInAnyOrderEntriesOf(with(
                        FUNCTION_TAGS,
                        Map.ofEntries(
                                Map.entry("endpoint", "/product/42"),
                                Map.entry("http.url", "https://abc.execute-api.eu-west-1.amazonaws.com/product/42"),
                                Map.entry("http.method", "POST"),
                                Map.entry("http.protocol", "HTTP/1.1"),
                                Map.entry("http.source_ip", "127.0.0.1"),
                                Map.entry("http.user_agent", "curl/8"),
                                Map.entry("request_id", "gateway-1"),
                                Map.entry("dd_resource_key", "arn:aws:apigateway:eu-west-1::/apis/abc"),
                                Map.entry("_inferred_span.tag_source", "self"),
                                Map.entry("_inferred_span.synchronicity", "sync"),
                                Map.entry("_dd.base_service", "product-api"),
                                Map.entry("_dd.p.tid", "6a00000000000000"),
                                Map.entry("_dd.p.dm", "-1"),
                                Map.entry("peer.service", "product-api"),
                                Map.entry("span.kind", "server"),
                                Map.entry("http.status_code", "201"))));

        assertThat(lambda.spanId()).isEqualTo(PLACEHOLDER);
        assertThat(lambda.parentId()).isEqualTo(http.spanId());
        assertThat(lambda.service()).isEqualTo("product-api");
        assertThat(lambda.resource()).isEqualTo(FUNCTION);
        assertThat(lambda.type()).isEqualTo("serverless");
        assertThat(lambda.kind()).isEqualTo("server");
        assertThat(lambda.start()).isEqualTo(START_NANOS);
        assertThat(lambda.duration()).isEqualTo(120_000_000);
        assertThat(lambda.error()).isFalse();
        assertThat(lambda.metrics())
                .containsOnly(
                        Map.entry("_sampling_priority_v1", 1.0),
                        Map.entry("_dd.top_level", 1.0),
                        Map.entry("process_id", 42.0));
        assertThat(lambda.tags())
                .containsExactlyInAnyOrderEntriesOf(with(
                        FUNCTION_TAGS,
                        Map.ofEntries(
                                Map.entry("request_id", "r1"),
                                Map.entry("product.id", "p1"),
                                Map.entry("_dd.p.tid", "6a00000000000000"),
                                Map.entry("cold_start", "true"),
                                Map.entry("span.kind", "server"),
                                Map.entry("http.status_code", "201"),
                                Map.entry("http.url", "https://abc.execute-api.eu-west-1.amazonaws.com/product/42"),
                                Map.entry("http.url_details.path", "/product/42"),
                                Map.entry("http.method", "POST"),
                                Map.entry("http.route", "/product/{productId}"),
                                Map.entry("http.user_agent", "curl/8"),
                                Map.entry("function_trigger.event_source", "api-gateway"),
                                Map.entry(
                                        "function_trigger.event_source_arn",
                                        "arn:aws:apigateway:eu-west-1::/restapis/abc/stages/$default"))));

        assertThat(cold.parentId()).isEqualTo(http.spanId());
        assertThat(cold.service()).isEqualTo("product-api");
        assertThat(cold.resource()).isEqualTo(FUNCTION);
        assertThat(cold.type()).isEqualTo("serverless");
        assertThat(cold.start()).isEqualTo(START_NANOS - 400_000_000);
        assertThat(cold.duration()).isEqualTo(300_000_000);
        assertThat(cold.tags()).containsExactlyInAnyOrderEntriesOf(FUNCTION_TAGS);

        assertThat(trace.span(5).orElseThrow().tags())
                .containsExactlyInAnyOrderEntriesOf(with(FUNCTION_TAGS, Map.of("span.kind", "client")));
        assertThat(extension.carriers("r1")).hasSize(1);
        ReceivedCarrier carrier = extension.carriers("r1").get(0);
        assertThat(carrier.trigger()).isEqualTo("api-gateway");
        assertThat(carrier.place()).isEqualTo("headers");
        assertThat(carrier.used()).isTrue();
        assertThat(carrier.names()).contains("authorization", "x-datadog-trace-id");
        assertThat(carrier.context()).containsEntry("x-datadog-trace-id", LOW).doesNotContainKey("authorization");
    }

    @Test
    void anSnsNotificationContinuesTheSendersTrace() throws Exception {
        String carrier = "{\"x-datadog-trace-id\":\"" + LOW + "\",\"x-datadog-parent-id\":\"99\","
                + "\"x-datadog-sampling-priority\":\"1\",\"x-datadog-tags\":\"_dd.p.tid=6a00000000000000\"}";
        invoke("r1", snsEvent("Binary", base64(carrier)), Map.of("request_id", "r1"));

        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        Span sns = named(trace, "aws.sns");
        Span lambda = named(trace, "aws.lambda");
        assertThat(sns.parentId()).isEqualTo(99);
        assertThat(lambda.parentId()).isEqualTo(sns.spanId());
        assertThat(sns.service()).isEqualTo("the-topic");
        assertThat(sns.resource()).isEqualTo("Topic");
        assertThat(sns.start()).isEqualTo(START_NANOS - 50_000_000);
        assertThat(sns.end()).isEqualTo(lambda.start());
        assertThat(sns.tags())
                .containsExactlyInAnyOrderEntriesOf(with(
                        FUNCTION_TAGS,
                        Map.ofEntries(
                                Map.entry("operation_name", "aws.sns"),
                                Map.entry("topicname", "Topic"),
                                Map.entry("topic_arn", "arn:aws:sns:eu-west-1:123456789012:Topic"),
                                Map.entry("message_id", "m1"),
                                Map.entry("type", "Notification"),
                                Map.entry("event_subscription_arn", "arn:aws:sns:eu-west-1:123456789012:Topic:s1"),
                                Map.entry("_inferred_span.tag_source", "self"),
                                Map.entry("_inferred_span.synchronicity", "async"),
                                Map.entry("_dd.base_service", "product-api"),
                                Map.entry("_dd.p.tid", "6a00000000000000"),
                                Map.entry("peer.service", "product-api"),
                                Map.entry("span.kind", "server"))));
        assertThat(lambda.tags())
                .containsEntry("function_trigger.event_source", "sns")
                .containsEntry("function_trigger.event_source_arn", "arn:aws:sns:eu-west-1:123456789012:Topic")
                .containsEntry("cold_start", "false");
    }

    @Test
    void anSnsCarrierThatCannotBeReadStartsATraceAndSaysWhy() throws Exception {
        invoke("r1", snsEvent("Number", "1"), Map.of("request_id", "r1", "_dd.p.tid", "6a00000000000000"));
        startCall("r2", snsEvent("Binary", base64("{\"x-datadog-trace-id\":5}")));
        startCall("r3", snsEvent("String", "{"));
        startCall("r4", "{\"Records\":[{\"Sns\":{\"MessageId\":\"m\"}}]}");

        Span sns = named(telemetry.store().trace(TRACE).orElseThrow(), "aws.sns");
        assertThat(sns.parentId()).isZero();
        assertThat(telemetry.extension().carriers("r1").get(0).problem()).contains("only String and Binary");
        assertThat(telemetry.extension().carriers("r2").get(0).problem()).contains("x-datadog-trace-id");
        assertThat(telemetry.extension().carriers("r3").get(0).problem()).contains("not JSON");
        assertThat(telemetry.extension().carriers("r4").get(0).problem())
                .contains("SNS notification")
                .contains("Records[0].Sns.MessageAttributes");
    }

    @Test
    void aDirectInvocationHasNoSpanBeforeItAndTakesHeadersOfTheEventOrTheCall() throws Exception {
        String headers = "{\"headers\":{\"traceparent\":\"00-6a00000000000000112210f47de98115-0000000000000063-01\"}}";
        HttpResponse<String> answer = startCall("r1", headers);
        endCall("r1", "{}", Map.of("x-datadog-trace-id", LOW));
        telemetry.extension().invocationFinished(FUNCTION, "r1", Instant.now(), Outcome.succeeded());
        HttpResponse<String> nested = startCall(
                "r2",
                "{\"request\":{\"headers\":{\"x-datadog-trace-id\":\"2\"}},\"headers\":{\"x-datadog-trace-id\":\"3\"}}",
                Map.of("x-datadog-trace-id", "4"));
        HttpResponse<String> call = startCall("r3", "no JSON", Map.of("x-datadog-trace-id", "4"));
        HttpResponse<String> none = startCall("r4", "{}");

        assertThat(answer.headers().firstValue("x-datadog-tags")).contains("_dd.p.tid=6a00000000000000");
        assertThat(nested.headers().firstValue("x-datadog-trace-id")).contains("2");
        assertThat(call.headers().firstValue("x-datadog-trace-id")).contains("4");
        assertThat(none.headers().map()).doesNotContainKey("x-datadog-trace-id");
        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(trace.spans()).hasSize(1);
        assertThat(named(trace, "aws.lambda").parentId()).isEqualTo(0x63);
        assertThat(named(trace, "aws.lambda").tags())
                .containsEntry("traceparent", "00-6a00000000000000112210f47de98115-0000000000000063-01")
                .doesNotContainKey("function_trigger.event_source");
    }

    @Test
    void withoutACarrierTheTraceIsTheTracersAndBeginsAtTheGateway() throws Exception {
        invoke("r1", httpEvent(""), Map.of("request_id", "r1", "_dd.p.tid", "6a00000000000000"));

        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(trace.roots()).extracting(Span::name).containsExactly("aws.httpapi");
        assertThat(named(trace, "aws.lambda").tags()).containsEntry("_dd.p.tid", "6a00000000000000");
        assertThat(named(trace, "aws.httpapi").tags()).doesNotContainKey("_dd.p.tid");
        assertThat(trace.orphans()).isEmpty();
    }

    @Test
    void anErrorThatTheTracerReportsIsOnBothSpans() throws Exception {
        begin("r1", httpEvent(datadogHeaders()));
        endCall(
                "r1",
                "",
                Map.of(
                        "x-datadog-invocation-error", "true",
                        "x-datadog-invocation-error-msg", "custom error message",
                        "x-datadog-invocation-error-type", "java.lang.IllegalStateException",
                        "x-datadog-invocation-error-stack", "ZXJyb3JTdGFjawogCXRlc3Q="));
        telemetry
                .extension()
                .invocationFinished(FUNCTION, "r1", START, Outcome.failed("the.Platforms", "the platform's"));

        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(named(trace, "aws.lambda").error()).isTrue();
        assertThat(named(trace, "aws.lambda").tags())
                .containsEntry("error.msg", "custom error message")
                .containsEntry("error.type", "java.lang.IllegalStateException")
                .containsEntry("error.stack", "errorStack\n \ttest");
        assertThat(named(trace, "aws.httpapi").error()).isTrue();
        assertThat(named(trace, "aws.httpapi").tags()).doesNotContainKeys("error.msg", "http.status_code");
    }

    @Test
    void aResponseOf500IsAnErrorWithoutAMessage() throws Exception {
        begin("r1", httpEvent(datadogHeaders()));
        endCall("r1", "{\"statusCode\":502}", Map.of());
        telemetry.extension().invocationFinished(FUNCTION, "r1", START, Outcome.succeeded());

        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(named(trace, "aws.lambda").error()).isTrue();
        assertThat(named(trace, "aws.httpapi").error()).isTrue();
        assertThat(named(trace, "aws.httpapi").tags()).containsEntry("http.status_code", "502");
        assertThat(named(trace, "aws.lambda").tags()).doesNotContainKeys("error.msg", "error.type");
    }

    @Test
    void whenTheEndCallNeverCameThePlaceholderTellsIdsAndError() throws Exception {
        begin("r1", httpEvent(""));
        put(List.of(Spans.placeholder(
                TRACE,
                PLACEHOLDER,
                Map.of(
                        "request_id", "r1",
                        "_dd.p.tid", "6a00000000000000",
                        "error.message", "two\nlines, é",
                        "error.type", "java.lang.IllegalStateException",
                        "error.stack", "at …"),
                true)));
        telemetry.extension().invocationFinished(FUNCTION, "r1", START.plusMillis(1), Outcome.failed("Other", "other"));

        Span lambda = named(telemetry.store().trace(TRACE).orElseThrow(), "aws.lambda");
        assertThat(lambda.spanId()).isEqualTo(PLACEHOLDER);
        assertThat(lambda.error()).isTrue();
        assertThat(lambda.tags())
                .containsEntry("error.msg", "two\nlines, é")
                .containsEntry("error.message", "two\nlines, é")
                .containsEntry("error.type", "java.lang.IllegalStateException")
                .containsEntry("error.stack", "at …");
    }

    @Test
    void aPlaceholderAfterTheEndMovesTheSpansAndTheirLinesToTheTrueTrace() throws Exception {
        begin("r1", httpEvent(""));
        telemetry.extension().log(FUNCTION, "r1", line("without an id"));
        telemetry
                .extension()
                .invocationFinished(FUNCTION, "r1", START.plusMillis(1), Outcome.failed("T", "two\nlines"));
        Trace early = telemetry.store().traces().get(0);
        assertThat(named(early, "aws.lambda").tags()).containsEntry("error.msg", "two\nlines");
        assertThat(early.logs()).hasSize(1);

        put(List.of(
                placeholder(Map.of("request_id", "r1", "_dd.p.tid", "6a00000000000000", "late", "yes")),
                Spans.span(TRACE, 5, PLACEHOLDER, "x", Map.of())));

        assertThat(telemetry.store().traces()).hasSize(1);
        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(trace.spans()).extracting(Span::name).contains("aws.httpapi", "aws.lambda", "work");
        assertThat(trace.orphans()).isEmpty();
        assertThat(named(trace, "aws.lambda").tags()).containsEntry("late", "yes");
        assertThat(trace.logs()).extracting(LogLine::text).containsExactly("without an id");
    }

    @Test
    void anEndCallAfterThePlatformsEndStillCounts() throws Exception {
        begin("r1", httpEvent(datadogHeaders()));
        telemetry.extension().invocationFinished(FUNCTION, "r1", START.plusMillis(1), Outcome.succeeded());
        endCall("r1", "{\"statusCode\":204}", Map.of("x-datadog-trace-id", LOW));

        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(trace.spans()).hasSize(2);
        assertThat(named(trace, "aws.lambda").spanId()).isEqualTo(PLACEHOLDER);
        assertThat(named(trace, "aws.lambda").tags()).containsEntry("http.status_code", "204");
    }

    @Test
    void aTimeoutAndACrashEndTheTraceWithTheirReason() throws Exception {
        begin("r1", httpEvent(datadogHeaders()));
        telemetry
                .extension()
                .invocationFinished(FUNCTION, "r1", START.plusSeconds(10), Outcome.timedOut(Duration.ofSeconds(10)));
        Span timedOut = named(telemetry.store().trace(TRACE).orElseThrow(), "aws.lambda");
        begin("r2", httpEvent(""));
        telemetry.extension().invocationFinished(FUNCTION, "r2", START.plusMillis(3), Outcome.crashed("exit status 1"));
        Trace crashed = telemetry.store().ofRequest("r2").get(0);

        assertThat(timedOut.error()).isTrue();
        assertThat(timedOut.duration()).isEqualTo(10_000_000_000L);
        assertThat(timedOut.tags())
                .containsEntry("error.msg", "Datadog detected a Timeout")
                .containsEntry("error.type", "Timeout")
                .doesNotContainKey("error.message");
        assertThat(crashed.spans()).extracting(Span::name).containsExactlyInAnyOrder("aws.httpapi", "aws.lambda");
        assertThat(crashed.spans()).allMatch(Span::error);
        assertThat(crashed.id().isZero()).isFalse();
        assertThat(named(crashed, "aws.lambda").tags())
                .containsEntry("error.msg", "exit status 1")
                .containsEntry("error.type", "Runtime.ExitError");
    }

    @Test
    void withoutATracerNothingIsMade() {
        telemetry.extension().invocationStarted(FUNCTION, "i", "r1", START, true, false);
        telemetry.extension().log(FUNCTION, "r1", line("hello"));
        telemetry.extension().log(FUNCTION, null, line("{\"traces\":[[{\"service\":\"x\"}]]}"));
        telemetry.extension().invocationFinished(FUNCTION, "r1", START, Outcome.timedOut(Duration.ofSeconds(1)));

        assertThat(telemetry.store().traces()).isEmpty();
        assertThat(telemetry.extension().hasTracer(FUNCTION)).isFalse();
        assertThat(telemetry.extension().carriers("r1")).isEmpty();
        assertThat(telemetry.extension().printedTrace(FUNCTION)).contains("{\"traces\":[[{\"service\":\"x\"}]]}");
    }

    @Test
    void aProactiveInitializationIsNoColdStart() throws Exception {
        telemetry.extension().initStarted(FUNCTION, "instance", START.minusSeconds(60));
        telemetry.extension().invocationStarted(FUNCTION, "instance", "r1", START, false, true);
        startCall("r1", httpEvent(datadogHeaders()));
        telemetry.extension().invocationFinished(FUNCTION, "r1", START.plusMillis(1), Outcome.succeeded());

        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(trace.spans()).extracting(Span::name).containsExactlyInAnyOrder("aws.httpapi", "aws.lambda");
        assertThat(named(trace, "aws.lambda").tags())
                .containsEntry("proactive_initialization", "true")
                .containsEntry("cold_start", "false");
    }

    @Test
    void serviceRepresentationOffAndPayloadCaptureOn() throws Exception {
        telemetry
                .extension()
                .register(Functions.profile(
                        FUNCTION,
                        Map.of(
                                "DD_TRACE_AWS_SERVICE_REPRESENTATION_ENABLED",
                                "false",
                                "DD_CAPTURE_LAMBDA_PAYLOAD",
                                "true")));
        begin("r1", snsEvent("String", "{\"x-datadog-trace-id\":\"" + LOW + "\"}"));
        endCall("r1", "{\"token\":\"t\",\"ok\":true}", Map.of());
        telemetry.extension().invocationFinished(FUNCTION, "r1", START, Outcome.succeeded());

        Trace trace = telemetry.store().trace(new TraceId(0, TRACE.low())).orElseThrow();
        assertThat(named(trace, "aws.lambda").service()).isEqualTo("aws.lambda");
        assertThat(named(trace, "aws.sns").service()).isEqualTo("sns");
        assertThat(named(trace, "aws.sns").tags()).containsEntry("peer.service", "aws.lambda");
        assertThat(named(trace, "aws.lambda").tags())
                .containsEntry("function.request.Records.0.Sns.MessageId", "m1")
                .containsEntry("function.response.ok", "true")
                .containsEntry("function.response.token", "redacted");
    }

    @Test
    void spansOfThePlatformAreLeftOut() throws Exception {
        telemetry.ignoreCallsTo(URI.create("http://127.0.0.1:9001"));
        put(List.of(
                Spans.span(TRACE, 1, 0, "kept", Map.of("http.url", "http://127.0.0.1:90010/")),
                Spans.span(TRACE, 2, 0, "b", Map.of("http.url", "http://127.0.0.1:9001/2018-06-01/runtime")),
                Spans.span(TRACE, 3, 0, "c", Map.of("http.url", telemetry.extension(FUNCTION) + "/lambda/hello")),
                Spans.span(TRACE, 4, 0, "0.0.0.0", Map.of()),
                Spans.span(TRACE, 5, 0, "127.0.0.1", Map.of())));

        assertThat(telemetry.store().traces().get(0).spans())
                .extracting(Span::resource)
                .containsExactly("kept");
        assertThat(telemetry.counts()).isEqualTo(new IntakeCounts(1, 0, 1, 4));
    }

    @Test
    void laterSpansOfAProcessGetItsFunctionsTags() throws Exception {
        telemetry.extension().invocationStarted(FUNCTION, "i", "r1", START, false, false);
        put(List.of(placeholder(Map.of("request_id", "r1", "runtime-id", "process-1"))));
        put(List.of(Spans.span(new TraceId(0, 5), 1, 0, "background", Map.of("runtime-id", "process-1"))));

        assertThat(telemetry
                        .store()
                        .find(trace -> trace.spans().stream()
                                .anyMatch(span -> span.tag("functionname")
                                        .filter(FUNCTION::equals)
                                        .isPresent())))
                .extracting(Trace::id)
                .containsExactly(new TraceId(0, 5));
    }

    @Test
    void linesJoinTracesByTheirIdOrTheirInvocation() throws Exception {
        Extension extension = telemetry.extension();
        begin("r1", httpEvent(datadogHeaders()));
        extension.log(FUNCTION, "r1", line("by request"));
        extension.log(FUNCTION, "r1", line("{\"dd.trace_id\":\"6a00000000000000112210f47de98115\"}"));
        extension.log(FUNCTION, "r1", line("[dd.trace_id=77] of a message's own trace"));
        extension.log(FUNCTION, null, line("of nobody"));
        extension.invocationFinished(FUNCTION, "r1", START, Outcome.succeeded());
        put(List.of(Spans.span(new TraceId(3, 77), 1, 0, "message", Map.of("_dd.p.tid", "3"))));

        assertThat(telemetry.store().trace(TRACE).orElseThrow().logs()).hasSize(2);
        assertThat(telemetry.store().trace(new TraceId(3, 77)).orElseThrow().logs())
                .extracting(LogLine::text)
                .containsExactly("[dd.trace_id=77] of a message's own trace");
    }

    @Test
    void eachAttemptAtTheSameEventHasItsOwnSpan() throws Exception {
        Extension extension = telemetry.extension();
        for (int attempt = 0; attempt < 3; attempt++) {
            Instant started = START.plusSeconds(60L * attempt);
            extension.invocationStarted(FUNCTION, "i", "r1", started, attempt == 0, false);
            startCall("r1", httpEvent(datadogHeaders()));
            extension.log(FUNCTION, "r1", new LogLine(FUNCTION, started, "attempt " + attempt));
            if (attempt != 1) {
                put(List.of(placeholderOfAttempt(attempt)));
            }
            Outcome outcome = attempt < 2 ? Outcome.failed("Busy", "not yet") : Outcome.succeeded();
            extension.invocationFinished(FUNCTION, "r1", started.plusMillis(20), outcome);
        }
        put(List.of(placeholderOfAttempt(1)));

        Trace trace = telemetry.store().trace(TRACE).orElseThrow();
        assertThat(trace.spans().stream().filter(span -> span.name().equals("aws.lambda")))
                .extracting(Span::spanId, span -> (span.start() - START_NANOS) / 1_000_000_000, Span::error)
                .containsExactlyInAnyOrder(tuple(70L, 0L, true), tuple(71L, 60L, true), tuple(72L, 120L, false));
        assertThat(trace.spans().stream().filter(span -> span.name().equals("aws.httpapi")))
                .hasSize(3);
        assertThat(trace.logs()).hasSize(3);
    }

    private static Span placeholderOfAttempt(int attempt) {
        Span span = Spans.placeholder(TRACE, 70L + attempt, Map.of("request_id", "r1"), false);
        return new Span(
                span.traceId(),
                span.spanId(),
                span.parentId(),
                span.service(),
                span.name(),
                span.resource(),
                span.type(),
                span.kind(),
                START_NANOS + attempt * 60_000_000_000L + 1_000_000,
                span.duration(),
                span.error(),
                span.tags(),
                span.metrics(),
                span.links(),
                span.pointers());
    }

    @Test
    void aCallWithoutARequestIdIsTheOldestInvocationThatExpectsIt() throws Exception {
        telemetry.extension().invocationStarted(FUNCTION, "i", "r1", START, false, false);
        telemetry.extension().invocationStarted(FUNCTION, "i", "r2", START, false, false);
        post("/fn/" + FUNCTION + "/lambda/start-invocation", httpEvent(datadogHeaders()), Map.of());
        telemetry.extension().invocationFinished(FUNCTION, "r1", START, Outcome.succeeded());
        telemetry.extension().invocationFinished(FUNCTION, "r2", START, Outcome.succeeded());

        assertThat(telemetry.store().ofRequest("r1")).hasSize(1);
        assertThat(telemetry.store().ofRequest("r2")).isEmpty();
    }

    @Test
    void theRestOfTheAgentAnswersAndBadRequestsAreToldWhy() throws Exception {
        assertThat(send(request("/info").GET()).body()).contains("/v0.4/traces").contains("/v0.5/traces");
        assertThat(post("/telemetry/proxy/api/v2/apmtelemetry", "{}", Map.of()).body())
                .isEqualTo("{}");
        assertThat(send(request("/fn/" + FUNCTION + "/lambda/hello").GET()).statusCode())
                .isEqualTo(200);
        assertThat(post("/fn/" + FUNCTION + "/lambda/flush", "{}", Map.of()).statusCode())
                .isEqualTo(200);
        HttpResponse<String> unknown = post("/fn/nobody/lambda/start-invocation", "{}", Map.of());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("nobody").contains(FUNCTION);
        assertThat(post("/lambda/end-invocation", "{}", Map.of()).body()).contains("names no function");
        HttpResponse<String> malformed = post("/v0.4/traces", "hello", Map.of());
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("5 bytes").contains("MessagePack");
        assertThat(telemetry.counts().malformed()).isEqualTo(1);
        HttpResponse<String> large =
                post("/fn/" + FUNCTION + "/lambda/start-invocation", " ".repeat(6 * 1024 * 1024 + 1), Map.of());
        assertThat(large.statusCode()).isEqualTo(413);
        assertThat(large.body()).contains("6291456");
    }

    @Test
    void tracesMayComeCompressedAndInVersion05() throws Exception {
        Span span = Spans.span(TRACE, 1, 0, "a", Map.of("_dd.p.tid", "6a00000000000000"));
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(Payloads.version05(List.of(span)));
        }
        HttpResponse<String> answer = send(request("/v0.5/traces")
                .header("Content-Encoding", "gzip")
                .PUT(BodyPublishers.ofByteArray(compressed.toByteArray())));

        assertThat(answer.body()).isEqualTo("{\"rate_by_service\":{\"service:,env:\":1.0}}");
        assertThat(telemetry.store().trace(TRACE).orElseThrow().spans()).containsExactly(span);
    }

    @Test
    void aTakenPortIsNamed() {
        int port = telemetry.intake().getPort();
        assertThatThrownBy(() -> new Telemetry(port, new TraceStore()).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("choose another");
    }

    @Test
    void anUnregisteredFunctionIsNamed() {
        assertThatThrownBy(() -> telemetry.extension().invocationFinished("nobody", "r", START, Outcome.succeeded()))
                .hasMessageContaining("'nobody'")
                .hasMessageContaining(FUNCTION);
    }

    @Test
    void eightFunctionsAtOnceKeepTheirTracesApart() throws Exception {
        int perThread = 50;
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Void>> runners = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int number = t;
                String function = "function-" + t;
                telemetry.extension().register(Functions.profile(function, Map.of()));
                runners.add(() -> {
                    for (int i = 1; i <= perThread; i++) {
                        oneOfMany(function, "r-" + number + "-" + i, number * 1_000L + i);
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(runners)) {
                done.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(telemetry.store().awaitTrace(trace -> trace.spans().size() == 3, DEADLINE))
                .isPresent();
        assertThat(telemetry.store().traces()).hasSize(8 * perThread).allSatisfy(trace -> {
            assertThat(trace.spans()).hasSize(3);
            assertThat(trace.orphans()).isEmpty();
            assertThat(trace.logs()).hasSize(1);
            assertThat(trace.spans().stream()
                            .map(span -> span.tags().get("functionname"))
                            .distinct())
                    .hasSize(1);
        });
    }

    /** One invocation in the order of a tracer that flushes by a timer: its spans arrive while the platform ends the invocation. */
    private void oneOfMany(String function, String requestId, long trace) throws Exception {
        TraceId id = new TraceId(7, trace);
        telemetry.extension().invocationStarted(function, "i-" + function, requestId, START, false, false);
        Map<String, String> requestHeader = Map.of("lambda-runtime-aws-request-id", requestId);
        post("/fn/" + function + "/lambda/start-invocation", httpEvent(""), requestHeader);
        telemetry.extension().log(function, requestId, line("from " + requestId));
        Map<String, String> end = new TreeMap<>(requestHeader);
        end.put("x-datadog-trace-id", Long.toString(trace));
        end.put("x-datadog-span-id", "10");
        post("/fn/" + function + "/lambda/end-invocation", "{\"statusCode\":200}", end);
        telemetry.extension().invocationFinished(function, requestId, START.plusMillis(5), Outcome.succeeded());
        put(List.of(
                Spans.placeholder(
                        id,
                        10,
                        Map.of("request_id", requestId, "_dd.p.tid", "0000000000000007", "runtime-id", function),
                        false),
                Spans.span(id, 11, 10, "child", Map.of())));
    }

    private void invoke(String requestId, String event, Map<String, String> placeholderTags) throws Exception {
        begin(requestId, event);
        put(List.of(placeholder(placeholderTags)));
        endCall(requestId, "{}", Map.of("x-datadog-trace-id", LOW));
        telemetry.extension().invocationFinished(FUNCTION, requestId, START.plusMillis(9), Outcome.succeeded());
    }

    private void begin(String requestId, String event) throws Exception {
        telemetry.extension().invocationStarted(FUNCTION, "instance", requestId, START, false, false);
        startCall(requestId, event);
    }

    private HttpResponse<String> startCall(String requestId, String event) throws Exception {
        return startCall(requestId, event, Map.of());
    }

    private HttpResponse<String> startCall(String requestId, String event, Map<String, String> more) throws Exception {
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("lambda-runtime-aws-request-id", requestId);
        headers.put("Datadog-Meta-Lang", "java");
        return post("/fn/" + FUNCTION + "/lambda/start-invocation", event, headers);
    }

    private void endCall(String requestId, String response, Map<String, String> more) throws Exception {
        Map<String, String> headers = new TreeMap<>(more);
        headers.put("lambda-runtime-aws-request-id", requestId);
        headers.put("x-datadog-span-id", Long.toString(PLACEHOLDER));
        headers.put("x-datadog-sampling-priority", "1");
        assertThat(post("/fn/" + FUNCTION + "/lambda/end-invocation", response, headers)
                        .statusCode())
                .isEqualTo(200);
    }

    private void put(List<Span> chunk) throws Exception {
        HttpResponse<String> answer =
                send(request("/v0.4/traces").PUT(BodyPublishers.ofByteArray(Payloads.version04(chunk))));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(telemetry.intake() + path)).timeout(DEADLINE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static Span placeholder(Map<String, String> tags) {
        return Spans.placeholder(TRACE, PLACEHOLDER, tags, false);
    }

    private static Span named(Trace trace, String name) {
        return trace.spans().stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No span " + name + " among " + trace.spans()));
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(some);
        all.putAll(more);
        return all;
    }

    private static LogLine line(String text) {
        return new LogLine(FUNCTION, START, text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String datadogHeaders() {
        return ",\"X-Datadog-Trace-Id\":\"" + LOW + "\",\"x-datadog-parent-id\":\"99\","
                + "\"x-datadog-sampling-priority\":\"1\",\"x-datadog-tags\":\"_dd.p.dm=-1,_dd.p.tid=6a00000000000000\"";
    }

    private static String httpEvent(String headers) {
        return "{\"version\":\"2.0\",\"routeKey\":\"POST /product/{productId}\",\"rawPath\":\"/product/42\","
                + "\"rawQueryString\":\"\",\"headers\":{\"user-agent\":\"curl/8\",\"authorization\":\"Bearer x\""
                + headers
                + "},\"requestContext\":{\"accountId\":\"123456789012\",\"apiId\":\"abc\","
                + "\"domainName\":\"abc.execute-api.eu-west-1.amazonaws.com\",\"domainPrefix\":\"abc\","
                + "\"http\":{\"method\":\"POST\",\"path\":\"/product/42\",\"protocol\":\"HTTP/1.1\","
                + "\"sourceIp\":\"127.0.0.1\",\"userAgent\":\"curl/8\"},\"requestId\":\"gateway-1\","
                + "\"stage\":\"$default\",\"time\":\"02/Jan/2026:03:04:05 +0000\",\"timeEpoch\":1767323045470},"
                + "\"isBase64Encoded\":false}";
    }

    private static String snsEvent(String type, String value) {
        return "{\"Records\":[{\"EventSource\":\"aws:sns\",\"EventVersion\":\"1.0\","
                + "\"EventSubscriptionArn\":\"arn:aws:sns:eu-west-1:123456789012:Topic:s1\",\"Sns\":{"
                + "\"Type\":\"Notification\",\"MessageId\":\"m1\",\"TopicArn\":\"arn:aws:sns:eu-west-1:123456789012:Topic\","
                + "\"Subject\":null,\"Message\":\"{}\",\"Timestamp\":\"2026-01-02T03:04:05.450Z\","
                + "\"MessageAttributes\":{\"_datadog\":{\"Type\":\"" + type + "\",\"Value\":\""
                + value.replace("\"", "\\\"") + "\"}}}}]}";
    }
}
