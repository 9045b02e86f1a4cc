package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static dev.tracedshop.trace.expect.Expectations.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.Golden;
import dev.tracedshop.trace.PointerHash;
import dev.tracedshop.trace.SpanPointer;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Traces;
import dev.tracedshop.trace.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A product is written, and an audit reads it from the table's stream: joined by pointers, or told why not. */
class PointedTest {
    private static final String WRITES = "dev-create-product";
    private static final String READS = "dev-product-changes";
    private static final String HASH = PointerHash.ofItem("dev-products", Map.of("productId", "p-1"));

    /** One played scenario, to be spoilt. */
    static final class Written {
        Traces create = new Traces("6b0149e2c1d34f5aa0b1c2d3e4f58115")
                .span("api", "", "product-api", "aws.httpapi", "POST /product", 0, 400)
                .tags("api", "request_id", Played.REQUEST_ID)
                .span("lambda", "api", "product-api", "aws.lambda", WRITES, 5, 390)
                .span("write", "lambda", "product-api", "aws.http", "DynamoDb.UpdateItem", 100, 20)
                .tags("write", "tablename", "dev-products", "functionname", WRITES)
                .pointer("write", new SpanPointer(PointerHash.DYNAMODB_ITEM, "d", HASH));
        Traces audit = reader("8d00000000000000000000000000bbbb", "e1", "INSERT", 600, HASH);
        FunctionTracing writing = function(WRITES, true, 1);
        FunctionTracing reading = function(READS, true, 1);
        final List<Trace> others = new ArrayList<>();
        final List<Reading> readings = new ArrayList<>();

        static FunctionTracing function(String name, boolean pointers, int invocations) {
            return new FunctionTracing(
                    name,
                    name.equals(WRITES) ? "product-api" : "product-changes",
                    true,
                    true,
                    true,
                    pointers,
                    invocations,
                    Optional.empty(),
                    Optional.empty());
        }

        static Traces reader(String id, String event, String what, double handedOver, String hash) {
            return new Traces(id)
                    .span("record", "", "dev-products", "aws.dynamodb", what + " dev-products", 0, handedOver)
                    .tags("record", "event_id", event, "event_name", what, "table_name", "dev-products")
                    .tags("record", "functionname", READS)
                    .pointer("record", new SpanPointer(PointerHash.DYNAMODB_ITEM, "u", hash))
                    .span("lambda", "record", "product-changes", "aws.lambda", READS, handedOver, 40)
                    .tags("lambda", "request_id", "r-audit");
        }

        /** Writes an object in place of an item. */
        void object(String key, String etag, String named, String namedEtag, String writersHash) {
            create.without("write")
                    .span("write", "lambda", "product-api", "aws.http", "S3.PutObject", 100, 20)
                    .tags("write", "aws.bucket.name", "dev-catalogue", "aws.object.key", key, "functionname", WRITES)
                    .pointer("write", new SpanPointer(PointerHash.S3_OBJECT, "d", writersHash));
            audit = new Traces("8d00000000000000000000000000bbbb")
                    .span("record", "", "dev-catalogue", "aws.s3", "dev-catalogue", 110, 400)
                    .tags("record", "event_name", "ObjectCreated:Put", "bucketname", "dev-catalogue")
                    .tags("record", "object_key", named, "object_etag", namedEtag, "functionname", READS)
                    .pointer(
                            "record",
                            new SpanPointer(
                                    PointerHash.S3_OBJECT, "u", PointerHash.ofObject("dev-catalogue", named, etag)))
                    .span("lambda", "record", "product-changes", "aws.lambda", READS, 510, 40);
        }

        Expectation expectation() {
            return expect(Played.response(201, "{}"))
                    .trace(
                            "create",
                            t -> t.root(service("product-api").operation("aws.httpapi"))
                                    .span("write", s -> s.inside("root").operation("aws.http")))
                    .trace(
                            "audit",
                            t -> t.root(operation(
                                            audit.trace().spans().stream()
                                                            .anyMatch(span ->
                                                                    span.name().equals("aws.s3"))
                                                    ? "aws.s3"
                                                    : "aws.dynamodb"))
                                    .span(
                                            "invocation",
                                            s -> s.childOf("root")
                                                    .service("product-changes")
                                                    .operation("aws.lambda"))
                                    .pointsTo("create", "write"));
        }

        Judgement judge() {
            return expectation().judge(evidence());
        }

        Evidence evidence() {
            List<Trace> traces = new ArrayList<>(List.of(create.trace(), audit.trace()));
            traces.addAll(others);
            traces.removeIf(trace -> trace.spans().isEmpty());
            return new Evidence(
                            traces,
                            List.of(writing, reading),
                            Map.of(Played.REQUEST_ID, WRITES),
                            Quiet.after(Duration.ofSeconds(2)))
                    .following(new Carriers(List.of(), readings));
        }
    }

    interface Mistake {
        void make(Written written);
    }

    record Case(String name, String id, Mistake mistake) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        "pointer-not-written-put",
                        "pointer-not-written",
                        w -> w.create
                                .without("write")
                                .span("write", "lambda", "product-api", "aws.http", "DynamoDb.PutItem", 100, 20)
                                .tags("write", "tablename", "dev-products", "functionname", WRITES)),
                new Case("pointer-not-written-off", "pointer-not-written", w -> {
                    withoutPointer(w);
                    w.writing = Written.function(WRITES, false, 1);
                }),
                new Case("pointer-not-written-on", "pointer-not-written", PointedTest::withoutPointer),
                new Case("pointer-not-written-refused", "pointer-not-written", w -> {
                    withoutPointer(w);
                    w.create.error("write");
                }),
                new Case(
                        "pointer-not-written-read",
                        "pointer-not-written",
                        w -> w.create
                                .without("write")
                                .span("write", "lambda", "product-api", "aws.http", "DynamoDb.GetItem", 100, 20)
                                .tags("write", "tablename", "dev-products", "functionname", WRITES)),
                new Case(
                        "pointer-not-made",
                        "pointer-not-read",
                        w -> w.audit = new Traces("8d00000000000000000000000000bbbb")
                                .span("record", "", "dev-products", "aws.dynamodb", "INSERT dev-products", 0, 600)
                                .tags("record", "table_name", "dev-products", "functionname", READS)
                                .span("lambda", "record", "product-changes", "aws.lambda", READS, 600, 40)),
                new Case("pointer-not-read", "pointer-not-read", w -> {
                    w.audit = new Traces("1");
                    w.reading = Written.function(READS, true, 0);
                }),
                new Case("pointer-not-read-in-a-batch", "pointer-not-read", w -> {
                    w.audit = Written.reader("8d00000000000000000000000000bbbb", "e1", "INSERT", 600, anotherHash());
                    w.readings.addAll(List.of(
                            new Reading("r-audit", "Records[0].dynamodb", false, ""),
                            new Reading("r-audit", "Records[1].dynamodb", false, ""),
                            new Reading("r-audit", "Records[2].dynamodb", false, "")));
                }),
                new Case(
                        "pointer-differs-item",
                        "pointer-differs",
                        w -> w.audit =
                                Written.reader("8d00000000000000000000000000bbbb", "e1", "INSERT", 600, anotherHash())),
                new Case(
                        "pointer-differs-quotes",
                        "pointer-differs",
                        w -> w.object(
                                "spring.csv",
                                "ab12ef34",
                                "spring.csv",
                                "ab12ef34",
                                PointerHash.ofText("dev-catalogue", "spring.csv", "\"ab12ef34\""))),
                new Case(
                        "pointer-differs-key",
                        "pointer-differs",
                        w -> w.object(
                                "spring prices.csv",
                                "ab12ef34",
                                "spring+prices.csv",
                                "ab12ef34",
                                PointerHash.ofObject("dev-catalogue", "spring prices.csv", "ab12ef34"))),
                new Case(
                        "pointer-differs-content",
                        "pointer-differs",
                        w -> w.object(
                                "spring.csv",
                                "ab12ef34",
                                "spring.csv",
                                "ab12ef34",
                                PointerHash.ofObject("dev-catalogue", "spring.csv", "cd34"))),
                new Case("pointer-other-write", "pointer-other-write", w -> {
                    w.others.add(new Traces("9e00000000000000000000000000cccc")
                            .span("write", "", "product-api", "aws.http", "DynamoDb.UpdateItem", 5_100, 20)
                            .tags("write", "functionname", "dev-pricing-changed")
                            .pointer("write", new SpanPointer(PointerHash.DYNAMODB_ITEM, "d", HASH))
                            .trace());
                    w.audit = new Traces("8d00000000000000000000000000bbbb")
                            .span("record", "", "dev-products", "aws.dynamodb", "MODIFY dev-products", 5_000, 600)
                            .tags("record", "event_id", "e2", "event_name", "MODIFY", "functionname", READS)
                            .pointer("record", new SpanPointer(PointerHash.DYNAMODB_ITEM, "u", HASH))
                            .span("lambda", "record", "product-changes", "aws.lambda", READS, 5_600, 40);
                }));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aPointerThatIsMissingOnOneSideIsTold(Case one) {
        Written written = new Written();
        one.mistake().make(written);

        List<Finding> findings = written.judge().findings();

        String text = new FindingText(80, false).print(Verdict.NOT_YET, findings);
        assertThat(findings).as(text).extracting(Finding::id).containsExactly(one.id());
        assertThat(findings).extracting(Finding::about).containsExactly("audit");
        Golden.check("findings/" + one.name() + ".txt", text);
    }

    @Test
    void whatIsJoinedIsRight() {
        Judgement judgement = new Written().judge();

        assertThat(judgement.findings()).isEmpty();
        assertThat(judgement.named()).containsOnlyKeys("create", "audit");
    }

    @Test
    void anObjectIsJoinedWithItsReader() {
        Written written = new Written();
        written.object(
                "spring.csv",
                "ab12ef34",
                "spring.csv",
                "\"ab12ef34\"",
                PointerHash.ofObject("dev-catalogue", "spring.csv", "ab12ef34"));

        assertThat(written.judge().findings()).isEmpty();
    }

    @Test
    void ofTwoReadersTheOneIsMeantThatReadWhatWasWritten() {
        Written written = new Written();
        written.others.add(written.audit.trace());
        written.audit = Written.reader("7d00000000000000000000000000aaaa", "e0", "INSERT", 500, anotherHash());

        Judgement judgement = written.judge();

        assertThat(judgement.findings()).isEmpty();
        assertThat(judgement.named().get("audit"))
                .extracting(trace -> trace.id().toString())
                .isEqualTo("8d00000000000000000000000000bbbb");
    }

    @Test
    void anExpectationMayBeWrittenFromTheWritersSide() {
        Written written = new Written();
        Expectation expectation = expect(Played.response(201, "{}"))
                .trace(
                        "create",
                        t -> t.root(service("product-api").operation("aws.httpapi"))
                                .span(
                                        "write",
                                        s -> s.inside("root")
                                                .operation("aws.http")
                                                .pointsTo("audit", "root")))
                .trace("audit", t -> t.root(operation("aws.dynamodb")));
        assertThat(expectation.judge(written.evidence()).findings()).isEmpty();
        withoutPointer(written);
        assertThat(expectation.judge(written.evidence()).findings())
                .extracting(Finding::id, Finding::about)
                .containsExactly(tuple("pointer-not-written", "create.write"));
    }

    @Test
    void aPointerToWhatIsNotNamedIsItsAuthorsMistake() {
        Expectation expectation = expect(Played.response(201, "{}"))
                .trace("create", t -> t.root(service("product-api")).pointsTo("adit", "root"));

        assertThatThrownBy(() -> expectation.judge(new Written().evidence()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Trace 'create' points to 'root' of 'adit'");
    }

    @Test
    void aReaderWithoutTheExtensionsLayerIsTheReason() {
        Written written = new Written();
        written.audit = new Traces("1");
        written.reading = Played.function(READS, "product-changes", true, true, false, "");

        assertThat(written.judge().findings()).extracting(Finding::id).containsExactly("extension-layer-missing");
    }

    private static String anotherHash() {
        return PointerHash.ofItem("dev-products", Map.of("productId", "p-2"));
    }

    private static void withoutPointer(Written written) {
        written.create
                .without("write")
                .span("write", "lambda", "product-api", "aws.http", "DynamoDb.UpdateItem", 100, 20)
                .tags("write", "tablename", "dev-products", "functionname", WRITES);
    }
}
