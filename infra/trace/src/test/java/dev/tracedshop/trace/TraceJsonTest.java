package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceJsonTest {
    private final TraceJson json = new TraceJson();

    private static Report report() {
        Traces traces = new Traces("6b0149e2c1d34f5aa0b1c2d3e4f58115")
                .span("api", "", "product-api", "aws.httpapi", "GET /product/{product_id}", 0, 12.25)
                .span("lambda", "api", "product-api", "aws.lambda", "dev-get-product", 1, 11)
                .error("lambda", "error.message", "zwei\nZeilen „é“ 漢")
                .pointer("lambda", new SpanPointer("aws.s3.object", "u", "0123456789abcdef0123456789abcdef"))
                .log(new LogLine("dev-get-product", Instant.parse("2026-01-31T12:00:00.000000001Z"), "{\"a\":1}"));
        Span measured = new Span(
                TraceId.parse("6b0149e2c1d34f5aa0b1c2d3e4f58115"),
                0xf000_0000_0000_0001L,
                1,
                "s",
                "n",
                "r",
                "serverless",
                "server",
                Traces.START,
                0,
                false,
                Map.of("a", ""),
                Map.of("count", 3.0, "part", 0.1),
                List.of(new SpanLink(new TraceId(0, 7), -1, Map.of("k", "v"))),
                List.of());
        Trace trace = traces.trace();
        Trace whole = new Trace(
                trace.id(),
                Stream.concat(trace.spans().stream(), Stream.of(measured)).toList(),
                trace.logs());
        return new Report(
                Verdict.NOT_YET,
                JsonNodeFactory.instance.objectNode().put("productId", "p-1").put("version", 1),
                Map.of("build", 12L),
                List.of(new Finding(
                        "tag-missing", "m", "w", "h", new Where("f", "hop", "A.java", 7), "line 1\nline 2", 2)),
                List.of(new NamedTrace("read", whole)));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        Report report = report();

        assertThat(json.readReport(json.write(report))).isEqualTo(report);
        assertThat(json.readTraces(json.write(report))).isEqualTo(report.traces());
        assertThat(json.readTraces(json.write(report.traces()))).isEqualTo(report.traces());
        assertThat(json.readTrace(json.write(report.traces().get(0))))
                .isEqualTo(report.traces().get(0));
    }

    @Test
    void fieldsAreTheContract() {
        Golden.check("report.json", json.write(report()) + "\n");
    }

    @Test
    void parentIsNullAndIdsAreHex() throws IOException {
        JsonNode span = new ObjectMapper().readTree(json.write(report())).at("/traces/0/spans/0");

        assertThat(span.get("parentId").isNull()).isTrue();
        assertThat(span.get("spanId").textValue()).isEqualTo("0000000000000001");
        assertThat(span.get("start").longValue()).isEqualTo(Traces.START);
    }

    @Test
    void unknownFieldsAreIgnoredAndAbsentOnesAreEmpty() {
        Report read = json.readReport("""
                {"verdict": "pass", "new": {"x": 1}, "traces": [{"traceId": "1", "spans": [{"spanId": "2", "later": true}]}]}
                """);

        assertThat(read.verdict()).isEqualTo(Verdict.PASS);
        assertThat(read.traces().get(0).trace().spans().get(0).parentId()).isZero();
    }

    @Test
    void aComplaintNamesThePlace() {
        assertComplaint("{\"verdict\": \"pass\", \"traces\": [", "Expected the report as JSON (line 1, column ");
        assertComplaint("[]", "Expected the report as a JSON object, found an array");
        assertComplaint("", "Expected the report as a JSON object, found nothing");
        assertComplaint("{}", "verdict: it is not there");
        assertComplaint(
                "{\"verdict\": \"maybe\"}", "verdict: A verdict is pass, not-yet, broken or fault, not 'maybe'");
        assertComplaint(
                "{\"verdict\": \"pass\", \"traces\": [{\"traceId\": \"xyz\"}]}", "traces[0].traceId: A trace id is");
        assertComplaint(spans("{\"spanId\": \"12 4\"}"), "traces[0].spans[0].spanId: a span id is 1 to 16 hex digits");
        assertComplaint(spans("{\"spanId\": \"0\"}"), "traces[0].spans[0].spanId: a span's id is never 0");
        assertComplaint(
                spans("{\"spanId\": \"1\", \"start\": 1.5}"), "traces[0].spans[0].start: expected a whole number");
        assertComplaint(
                spans("{\"spanId\": \"1\", \"tags\": {\"a\": 1}}"), "traces[0].spans[0].tags.a: expected a text");
        assertComplaint(
                spans("{\"spanId\": \"1\", \"error\": \"no\"}"), "traces[0].spans[0].error: expected true or false");
        assertComplaint(spans("7"), "traces[0].spans[0]: expected an object, found the value 7");
    }

    @Test
    void aComplaintAboutAFileNamesTheFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("out.json"), "{");

        assertThatThrownBy(() -> json.readReport(file))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageContaining("out.json: Expected the report as JSON");
        json.write(report(), file);
        assertThat(json.readReport(file)).isEqualTo(report());
    }

    private static String spans(String span) {
        return "{\"verdict\": \"pass\", \"traces\": [{\"traceId\": \"1\", \"spans\": [" + span + "]}]}";
    }

    private void assertComplaint(String text, String message) {
        assertThatThrownBy(() -> json.readReport(text))
                .isInstanceOf(TraceFormatException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void theOtherEndsOfLinksAndPointersAreNamed() throws Exception {
        String hash = "0123456789abcdef0123456789abcdef";
        Traces writer = new Traces("6b0149e2c1d34f5aa0b1c2d3e4f58115")
                .span("write", "", "product-api", "aws.http", "DynamoDb.UpdateItem", 100, 20)
                .tags("write", "functionname", "dev-create-product")
                .pointer("write", new SpanPointer(PointerHash.DYNAMODB_ITEM, SpanPointer.WRITER, hash));
        Traces reader = new Traces("8d00000000000000000000000000bbbb")
                .span("record", "", "dev-products", "aws.dynamodb", "INSERT dev-products", 0, 600)
                .tags("record", "functionname", "dev-product-changes")
                .pointer("record", new SpanPointer(PointerHash.DYNAMODB_ITEM, SpanPointer.READER, hash))
                .link("record", writer.get("write"), Map.of("link.reason", "redrive"));
        NamedTrace read = new NamedTrace("audit", reader.trace());
        NamedTrace written = new NamedTrace("create", writer.trace());
        ObjectMapper json = new ObjectMapper();

        JsonNode from = json.readTree(new TraceJson().write(read, List.of(writer.trace())))
                .at("/spans/0");
        JsonNode to = json.readTree(new TraceJson().write(written, List.of(reader.trace())))
                .at("/spans/0");

        String write = "{\"traceId\":\"6b0149e2c1d34f5aa0b1c2d3e4f58115\",\"spanId\":\"0000000000000001\","
                + "\"service\":\"product-api\",\"name\":\"aws.http\",\"resource\":\"DynamoDb.UpdateItem\","
                + "\"function\":\"dev-create-product\"";
        String record = "{\"traceId\":\"8d00000000000000000000000000bbbb\",\"spanId\":\"0000000000000001\","
                + "\"service\":\"dev-products\",\"name\":\"aws.dynamodb\",\"resource\":\"INSERT dev-products\","
                + "\"function\":\"dev-product-changes\"";
        assertThat(from.at("/pointers/0/joins")).isEqualTo(json.readTree("[" + write + ",\"certain\":true}]"));
        assertThat(from.at("/links/0/target")).isEqualTo(json.readTree(write + "}"));
        assertThat(from.at("/linkedFrom")).isEmpty();
        assertThat(to.at("/pointers/0/joins")).isEqualTo(json.readTree("[" + record + ",\"certain\":true}]"));
        assertThat(to.at("/linkedFrom"))
                .isEqualTo(json.readTree("[" + record + ",\"attributes\":{\"link.reason\":\"redrive\"}}]"));
        assertThat(new TraceJson().readTrace(new TraceJson().write(read, List.of(writer.trace()))))
                .isEqualTo(read);
    }
}
