package dev.tracedshop.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.PointerHash;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of tables and notifications of buckets: nothing is carried, so the spans before the function's point to what they read. */
class StateChangesTest {

    private static final String FUNCTION = "consumer";
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.500Z");
    private static final long START_NANOS = 1_767_323_045_500_000_000L;
    private static final long LOW = Long.parseLong(Events.LOW);

    private final TraceStore store = new TraceStore();
    private final Extension extension = new Extension(store);

    StateChangesTest() {
        profile(Map.of("DD_SERVICE", "consumer-service"));
    }

    private void profile(Map<String, String> environment) {
        extension.register(Functions.profile(FUNCTION, environment));
    }

    @Test
    void aRecordOfAStreamGivesASpanThatPointsToTheItem() {
        Trace trace = invoke(Events.records(Events.change("INSERT", "{\"id\":{\"S\":\"abc123\"}}")));

        Span table = named(trace, "aws.dynamodb");
        Span lambda = named(trace, "aws.lambda");
        assertThat(table.parentId()).isZero();
        assertThat(lambda.parentId()).isEqualTo(table.spanId());
        assertThat(table.service()).isEqualTo("TestTable");
        assertThat(table.resource()).isEqualTo("INSERT TestTable");
        assertThat(table.type()).isEqualTo("web");
        assertThat(table.start()).isEqualTo(START_NANOS - 500_000_000);
        assertThat(table.end()).isEqualTo(START_NANOS);
        assertThat(own(table))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("operation_name", "aws.dynamodb"),
                        Map.entry("event_id", "c4ca4238a0b923820dcc509a6f75849b"),
                        Map.entry("event_name", "INSERT"),
                        Map.entry("event_version", "1.1"),
                        Map.entry("event_source_arn", Events.STREAM),
                        Map.entry("size_bytes", "26"),
                        Map.entry("stream_view_type", "NEW_AND_OLD_IMAGES"),
                        Map.entry("table_name", "TestTable"),
                        Map.entry("_inferred_span.tag_source", "self"),
                        Map.entry("_inferred_span.synchronicity", "async"),
                        Map.entry("_dd.base_service", "consumer-service"),
                        Map.entry("peer.service", "consumer-service"),
                        Map.entry("span.kind", "server")));
        assertThat(table.pointers())
                .containsExactly(new SpanPointer(PointerHash.DYNAMODB_ITEM, "u", "69706c9e1e41a2f0cf8c0650f91cb0c2"));
        assertThat(lambda.pointers()).isEmpty();
        assertThat(lambda.tags())
                .containsEntry("function_trigger.event_source", "dynamodb")
                .containsEntry("function_trigger.event_source_arn", Events.STREAM);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"num_key\":{\"N\":\"42\"},\"bin_key\":{\"B\":\"SGVsbG8gV29ybGQ=\"}}; 2031d2d69b45adc3d5c27691924ddfcc",
                "{\"bin_key\":{\"B\":\"SGVsbG8gV29ybGQ=\"},\"num_key\":{\"N\":\"42\"}}; 2031d2d69b45adc3d5c27691924ddfcc"
            })
    void keysCountInTheOrderOfTheirNamesAndBytesAsTheirText(String keys, String hash) {
        Trace trace = invoke(Events.records(Events.change("MODIFY", keys)));

        assertThat(named(trace, "aws.dynamodb").pointers())
                .extracting(SpanPointer::hash)
                .containsExactly(hash);
    }

    @Test
    void bytesThatAreNoTextLeaveTheSpanWithoutAPointer() {
        Trace trace = invoke(Events.records(Events.change("MODIFY", "{\"id\":{\"B\":\"//8=\"}}")));

        assertThat(named(trace, "aws.dynamodb").pointers()).isEmpty();
    }

    @Test
    void onlyTheFirstRecordOfABatchHasAPointer() {
        Trace trace = invoke(Events.records(
                Events.change("INSERT", "{\"id\":{\"S\":\"abc123\"}}"),
                Events.change("INSERT", "{\"id\":{\"S\":\"abc124\"}}")));

        assertThat(trace.spans().stream().flatMap(span -> span.pointers().stream()))
                .extracting(SpanPointer::hash)
                .containsExactly("69706c9e1e41a2f0cf8c0650f91cb0c2");
        assertThat(extension.carriers("r1"))
                .extracting(ReceivedCarrier::place)
                .containsExactly("Records[0].dynamodb", "Records[1].dynamodb");
    }

    @Test
    void aNotificationGivesASpanThatPointsToTheObject() {
        Trace trace = invoke(
                Events.records(Events.object("test-bucket", "test/key", "\"0123456789abcdef0123456789abcdef\"")));

        Span bucket = named(trace, "aws.s3");
        assertThat(bucket.service()).isEqualTo("test-bucket");
        assertThat(bucket.resource()).isEqualTo("test-bucket");
        assertThat(bucket.type()).isEqualTo("web");
        assertThat(bucket.start()).isEqualTo(START_NANOS - 250_000_000);
        assertThat(bucket.end()).isEqualTo(START_NANOS);
        assertThat(own(bucket))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("operation_name", "aws.s3"),
                        Map.entry("event_name", "ObjectCreated:Put"),
                        Map.entry("bucketname", "test-bucket"),
                        Map.entry("bucket_arn", "arn:aws:s3:::test-bucket"),
                        Map.entry("object_key", "test/key"),
                        Map.entry("object_size", "1024"),
                        Map.entry("object_etag", "\"0123456789abcdef0123456789abcdef\""),
                        Map.entry("_inferred_span.tag_source", "self"),
                        Map.entry("_inferred_span.synchronicity", "async"),
                        Map.entry("_dd.base_service", "consumer-service"),
                        Map.entry("peer.service", "consumer-service"),
                        Map.entry("span.kind", "server")));
        assertThat(bucket.pointers())
                .containsExactly(new SpanPointer(PointerHash.S3_OBJECT, "u", "40df87dbfdf59f32253a2668c23e51b4"));
        assertThat(named(trace, "aws.lambda").tags())
                .containsEntry("function_trigger.event_source", "s3")
                .containsEntry("function_trigger.event_source_arn", "aws:s3");
    }

    @Test
    void aKeyCountsAsItIsInTheNotification() {
        Trace trace = invoke(Events.records(Events.object("b", "spring+prices%21.csv", "e")));

        assertThat(named(trace, "aws.s3").pointers())
                .extracting(SpanPointer::hash)
                .containsExactly(PointerHash.ofObject("b", "spring+prices%21.csv", "e"))
                .doesNotContain(PointerHash.ofObject("b", "spring prices!.csv", "e"));
    }

    @Test
    void servicesMayBeMappedAndRepresentationSwitchedOff() {
        profile(Map.of("DD_SERVICE_MAPPING", "lambda_dynamodb:tables,test-bucket:files"));
        assertThat(named(invoke(Events.records(Events.change("INSERT", "{\"id\":{\"S\":\"a\"}}"))), "aws.dynamodb")
                        .service())
                .isEqualTo("tables");

        profile(Map.of("DD_TRACE_AWS_SERVICE_REPRESENTATION_ENABLED", "false"));
        assertThat(named(invoke(Events.records(Events.object("test-bucket", "k", "e"))), "aws.s3")
                        .service())
                .isEqualTo("s3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/eventID",
                "/eventName",
                "/eventVersion",
                "/eventSourceARN",
                "/dynamodb/ApproximateCreationDateTime",
                "/dynamodb/SizeBytes",
                "/dynamodb/StreamViewType",
                "/dynamodb/Keys"
            })
    void aRecordThatLacksAFieldIsOfUnknownType(String field) {
        ObjectNode record = Events.change("INSERT", "{\"id\":{\"S\":\"abc123\"}}");
        without(record, field);

        isOfUnknownType(Events.records(record), "DynamoDB", "Records[0]" + field.replace('/', '.'));
    }

    @Test
    void aKeyOfNoKnownTypeMakesTheRecordOneOfUnknownType() {
        isOfUnknownType(
                Events.records(Events.change("INSERT", "{\"id\":{\"BOOL\":true}}")),
                "DynamoDB",
                "Records[0].dynamodb.Keys.id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/eventSource",
                "/eventTime",
                "/eventName",
                "/s3/bucket",
                "/s3/bucket/arn",
                "/s3/object/key",
                "/s3/object/size",
                "/s3/object/eTag"
            })
    void aNotificationThatLacksAFieldIsOfUnknownType(String field) {
        ObjectNode record = Events.object("b", "k", "e");
        without(record, field);

        isOfUnknownType(Events.records(record), "S3", "Records[0]" + field.replace('/', '.'));
    }

    private void isOfUnknownType(JsonNode event, String type, String field) {
        Trace trace = invoke(event);

        assertThat(trace.spans()).extracting(Span::name).containsExactly("aws.lambda");
        assertThat(extension.carriers("r1")).singleElement().satisfies(seen -> {
            assertThat(seen.trigger()).isEqualTo("unknown");
            assertThat(seen.problem()).contains(type).contains(field);
        });
    }

    private static void without(ObjectNode record, String pointer) {
        int slash = pointer.lastIndexOf('/');
        ((ObjectNode) record.at(pointer.substring(0, slash))).remove(pointer.substring(slash + 1));
    }

    private Trace invoke(JsonNode event) {
        extension.invocationStarted(FUNCTION, "i", "r1", START, false, false);
        extension.start(
                FUNCTION,
                Map.of("lambda-runtime-aws-request-id", "r1"),
                event.toString().getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = new TreeMap<>(Map.of(
                "lambda-runtime-aws-request-id", "r1",
                "x-datadog-trace-id", Long.toString(LOW),
                "x-datadog-span-id", "7"));
        extension.end(FUNCTION, headers, "{}".getBytes(StandardCharsets.UTF_8));
        extension.invocationFinished(FUNCTION, "r1", START.plusMillis(50), Outcome.succeeded());
        List<Trace> traces = store.traces();
        return traces.get(traces.size() - 1);
    }

    private static Span named(Trace trace, String name) {
        return trace.spans().stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No span " + name + " in " + trace.spans()));
    }

    private Map<String, String> own(Span span) {
        Map<String, String> tags = new TreeMap<>(span.tags());
        tags.keySet().removeAll(extension.functionTags(FUNCTION).keySet());
        return tags;
    }
}
