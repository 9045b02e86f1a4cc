package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.trace.TraceId;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published examples of the formats, one by one. */
class VectorsTest {

    private final ObjectMapper json = new ObjectMapper();
    private final PayloadCapture capture = new PayloadCapture();

    @ParameterizedTest
    @CsvSource({
        "/users/12345/friends/67890, /users/{user_id}/friends/{friend_id}",
        "/orders/3f2504e0-4f89-11d3-9a0c-0305e82c3301/items, /orders/{order_id}/items",
        "/orders/01ARZ3NDEKTSV4RRFFQ69G5FAV, /orders/{order_id}",
        "/dev/user/42/id/50, /dev/user/{user_id}/id/{id}",
        "/42, /{id}",
        "/product/{productId}, /product/{productId}",
        "//product//7/, /product/{id}",
        "/product, /product",
        "/, ''"
    })
    void pathsAreParameterised(String path, String template) {
        assertThat(HttpApiTrigger.PathTemplate.of(path)).isEqualTo(template);
    }

    @Test
    void aGenuineXRayHeaderIsReadByItsLowerHalf() {
        assertThat(AwsTraceHeader.parse("Root=1-64cc2edd-112fbf1701d1355973a11d57;Parent=7d5a9776024b2d42;Sampled=0"))
                .contains(new PropagatedContext(
                        new TraceId(0, 130944522478755159L), 9032698535745367362L, OptionalInt.of(0), Map.of()));
    }

    @Test
    void theTracersXRayHeaderIsRead() {
        assertThat(AwsTraceHeader.parse("Root=1-68029e8a-0000000035578e774943fd9d;Parent=76c040bdc454a7ac;Sampled=1"))
                .contains(new PropagatedContext(
                        new TraceId(0, 0x35578e774943fd9dL), 0x76c040bdc454a7acL, OptionalInt.of(1), Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Root=1",
                "Self=1;Root=1-68029e8a-0000000035578e774943fd9d;Parent=76c040bdc454a7ac",
                "Root=1-68029e8a-000000000000000000000000;Parent=76c040bdc454a7ac;Sampled=1",
                "Root=1-68029e8a-0000000035578e774943fd9d;Parent=0000000000000000;Sampled=1",
                "Root=1-68029e8a-0000000035578e774943fd9d;Sampled=1",
                "Root=1-68029e8a-00000000zzzzzzzzzzzzzzzz;Parent=76c040bdc454a7ac;Sampled=1"
            })
    void noContextComesFromABrokenXRayHeader(String header) {
        assertThat(AwsTraceHeader.parse(header)).isEmpty();
    }

    @Test
    void errorHeadersAreDecodedOnlyIfTheyAreBase64OfText() {
        assertThat(Extension.decoded("custom error message")).isEqualTo("custom error message");
        assertThat(Extension.decoded("ZXJyb3JTdGFjawogCXRlc3Q=")).isEqualTo("errorStack\n \ttest");
        assertThat(Extension.decoded("////")).isEqualTo("////");
        assertThat(Extension.decoded("java.lang.IllegalStateException")).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void payloadsAreFlattenedToADepth() throws JsonProcessingException {
        String payload = "{\"level1\":{\"obj\":{\"level3\":3},\"arr\":[null,true,\"great\",{\"l3\":\"v3\"}]},"
                + "\"arr\":[{\"a\":\"b\"}]}";

        assertThat(capture.flatten("p", json.readTree(payload), 2))
                .containsOnly(
                        Map.entry("p.level1.obj", "{\"level3\":3}"),
                        Map.entry("p.level1.arr", "[null,true,\"great\",{\"l3\":\"v3\"}]"),
                        Map.entry("p.arr.0", "{\"a\":\"b\"}"));
    }

    @Test
    void payloadsAreOpenedCutAndRedacted() throws JsonProcessingException {
        String payload =
                "{\"body\":\"{\\\"name\\\":\\\"Tea\\\",\\\"password\\\":\\\"12345\\\"}\",\"token\":\"t\",\"Token\":\"T\","
                        + "\"none\":[],\"nothing\":{},\"no\":null,\"long\":\"" + "x".repeat(5000) + "\"}";

        assertThat(capture.flatten("p", json.readTree(payload), 10))
                .containsOnly(
                        Map.entry("p.body.name", "Tea"),
                        Map.entry("p.body.password", "redacted"),
                        Map.entry("p.token", "redacted"),
                        Map.entry("p.Token", "T"),
                        Map.entry("p.none", "[]"),
                        Map.entry("p.no", "null"),
                        Map.entry("p.long", "x".repeat(4096)));
        assertThat(capture.flatten("p", json.readTree("{\"nothing\":{}}"), 1))
                .containsOnly(Map.entry("p.nothing", "{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"dd.trace_id\":\"6a00000000000000112210f47de98115\",\"dd.span_id\":\"5\"} | 1234567890123456789",
                "{\"mdc\":{\"dd.trace_id\" : \"1234567890123456789\"}} | 1234567890123456789",
                "INFO [dd.trace_id=1234567890123456789 dd.span_id=7] stored | 1234567890123456789",
                "{\"message\":\"{\\\"dd.trace_id\\\":\\\"42\\\"}\"} | 42"
            })
    void theTraceIdIsFoundInALine(String line, long low) {
        assertThat(Extension.traceIdLow(line)).isEqualTo(OptionalLong.of(low));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stored", "dd.trace_id=0 dd.span_id=0", "dd.trace_id=abc", "dd.span_id=7"})
    void aLineWithoutATraceIdHasNone(String line) {
        assertThat(Extension.traceIdLow(line)).isEmpty();
    }
}
