package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.TraceDiff.Attribute;
import dev.tracedshop.trace.TraceDiff.Row;
import dev.tracedshop.trace.TraceDiff.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceDiffTest {
    private static Traces created(String id, double from) {
        return new Traces(id)
                .span("api", "", "product-api", "aws.httpapi", "POST /product", from, 900)
                .tags("api", "http.status_code", "201", "request_id", "id-" + id)
                .span("lambda", "api", "product-api", "aws.lambda", "dev-create-product", from + 5, 600)
                .span("create", "lambda", "product-api", "product.create", "product.create", from + 10, 200)
                .tags(
                        "create",
                        "product.id",
                        "45fc9865-e42d-4f5b-aada-a1ac39e8c08" + id.charAt(0),
                        "product.name",
                        "Tea")
                .span("save", "create", "product-api", "aws.http", "DynamoDb.UpdateItem", from + 20, 40)
                .span("publish", "create", "product-api", "aws.http", "Sns.Publish", from + 70, 40);
    }

    private static Row row(TraceDiff diff, String resource) {
        return diff.rows().stream()
                .filter(row -> row.own()
                        .or(row::reference)
                        .filter(span -> span.resource().equals(resource))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static List<Attribute> differences(Row row) {
        return row.attributes().stream()
                .filter(attribute -> attribute.verdict() != Verdict.SAME)
                .toList();
    }

    @Test
    void twoRunsOfTheSameAreTheSame() {
        Traces cold = created("2", 5000)
                .span("cold", "api", "product-api", "aws.lambda.cold_start", "dev-create-product", 5001, 300);

        TraceDiff diff = TraceDiff.of(created("1", 0).trace(), cold.trace());

        assertThat(diff.same()).isTrue();
        assertThat(diff.count(Verdict.SAME)).isEqualTo(5);
        assertThat(new TraceDiffText(80, false).summary(diff)).isEqualTo("All 5 spans are the same.");
    }

    @Test
    void everyKindOfDifferenceHasItsVerdict() {
        Trace own = created("1", 0)
                .tags("create", "product.nmae", "Tea", "product.price", "12.5")
                .untag("create", "product.name")
                .without("save")
                .span("second", "create", "product-api", "aws.http", "Sqs.SendMessage", 80, 5)
                .error("publish", "error.message", "no such topic")
                .trace();
        Trace reference =
                created("2", 0).tags("create", "product.price", "12.50").trace();

        TraceDiff diff = TraceDiff.of(own, reference);

        assertThat(diff.same()).isFalse();
        assertThat(row(diff, "product.create").verdict()).isEqualTo(Verdict.DIFFERS);
        assertThat(differences(row(diff, "product.create")))
                .containsExactlyInAnyOrder(
                        new Attribute("product.name", Verdict.MISSING, "", "Tea"),
                        new Attribute("product.nmae", Verdict.EXTRA, "Tea", ""),
                        new Attribute("product.price", Verdict.DIFFERS, "12.5", "12.50"));
        assertThat(row(diff, "DynamoDb.UpdateItem").verdict()).isEqualTo(Verdict.MISSING);
        assertThat(row(diff, "Sqs.SendMessage").verdict()).isEqualTo(Verdict.EXTRA);
        assertThat(differences(row(diff, "Sns.Publish")))
                .contains(
                        new Attribute("error", Verdict.DIFFERS, "yes", "no"),
                        new Attribute("error.message", Verdict.EXTRA, "no such topic", ""));
        assertThat(new TraceDiffText(80, false).summary(diff))
                .isEqualTo("2 of 6 spans are the same; 2 differ, 1 is missing, 1 is extra.");
    }

    @Test
    void whatIsRenamedIsADifferenceAndNotOneMissingAndOneExtra() {
        Trace own = created("1", 0)
                .without("publish")
                .span("publish", "create", "java-aws-sdk", "aws.http", "Sns.Publish", 70, 40)
                .trace();

        TraceDiff diff = TraceDiff.of(own, created("2", 0).trace());

        assertThat(differences(row(diff, "Sns.Publish")))
                .containsExactly(new Attribute("service", Verdict.DIFFERS, "java-aws-sdk", "product-api"));
        assertThat(diff.count(Verdict.SAME)).isEqualTo(4);
    }

    @Test
    void whatStandsBelowAMissingSpanIsComparedAllTheSame() {
        Traces own = created("1", 0);
        long lambda = own.get("lambda").spanId();
        Trace without = own.parent("save", lambda)
                .parent("publish", lambda)
                .without("create")
                .trace();
        Trace reference = created("2", 0).trace();

        TraceDiff missing = TraceDiff.of(without, reference);
        assertThat(row(missing, "product.create").verdict()).isEqualTo(Verdict.MISSING);
        assertThat(differences(row(missing, "Sns.Publish")))
                .containsExactly(
                        new Attribute("parent", Verdict.DIFFERS, "aws.lambda dev-create-product", "product.create"));
        assertThat(missing.count(Verdict.MISSING)).isEqualTo(1);

        TraceDiff extra = TraceDiff.of(reference, without);
        assertThat(row(extra, "product.create").verdict()).isEqualTo(Verdict.EXTRA);
        assertThat(differences(row(extra, "Sns.Publish")))
                .containsExactly(
                        new Attribute("parent", Verdict.DIFFERS, "product.create", "aws.lambda dev-create-product"));
        assertThat(extra.count(Verdict.EXTRA)).isEqualTo(1);
        assertThat(extra.count(Verdict.MISSING)).isZero();
    }

    @Test
    void equalSiblingsFindEachOtherByWhatIsBelowThemNotByTheirOrder() {
        Traces one = created("1", 0);
        Traces other = created("2", 0);
        for (String consumer : List.of("pricing", "publisher")) {
            one.span("to " + consumer, "publish", "topic", "aws.sns", "created", 100, 5)
                    .span(consumer, "to " + consumer, consumer, "aws.lambda", consumer, 110, 5);
        }
        for (String consumer : List.of("publisher", "pricing")) {
            other.span("to " + consumer, "publish", "topic", "aws.sns", "created", 100, 5)
                    .span(consumer, "to " + consumer, consumer, "aws.lambda", consumer, 110, 5);
        }

        assertThat(TraceDiff.of(one.trace(), other.trace()).same()).isTrue();

        other.error("pricing");
        TraceDiff diff = TraceDiff.of(one.trace(), other.trace());
        assertThat(diff.count(Verdict.DIFFERS)).isEqualTo(1);
        assertThat(row(diff, "pricing").verdict()).isEqualTo(Verdict.DIFFERS);
    }

    @Test
    void repeatedSiblingsAreMatchedInOrderAndCounted() {
        Traces one = created("1", 0);
        Traces other = created("2", 0);
        for (int i = 0; i < 10; i++) {
            other.span("message " + i, "publish", "s", "aws_sqs.process", "process", 100 + i, 1)
                    .tags("message " + i, "product.name", "Tea " + i);
            if (i != 4) {
                one.span("message " + i, "publish", "s", "aws_sqs.process", "process", 200 - i, 1)
                        .tags("message " + i, "product.name", "Tea " + i);
            }
        }

        TraceDiff diff = TraceDiff.of(one.trace(), other.trace());

        assertThat(diff.count(Verdict.DIFFERS)).isZero();
        assertThat(diff.count(Verdict.MISSING)).isEqualTo(1);
        Optional<Span> missing = diff.rows().stream()
                .filter(row -> row.verdict() == Verdict.MISSING)
                .findFirst()
                .flatMap(Row::reference);
        assertThat(missing.flatMap(span -> span.tag("product.name"))).contains("Tea 4");
    }

    @Test
    void linksAreComparedByTheSpanTheyLeadTo() {
        Traces ownProducer = created("1", 0);
        Traces producer = created("2", 0);
        Trace own = consumer("3", ownProducer.get("save"));
        Trace reference = consumer("4", producer.get("publish"));

        TraceDiff diff =
                TraceDiff.of(own, List.of(ownProducer.trace()), reference, List.of(reference, producer.trace()));
        String path = "links to POST /product > dev-create-product > product.create > ";
        assertThat(differences(row(diff, "dev-analytics")))
                .containsExactly(
                        new Attribute(path + "Sns.Publish", Verdict.MISSING, "", "once"),
                        new Attribute(path + "DynamoDb.UpdateItem", Verdict.EXTRA, "once", ""));

        Trace right = consumer("3", ownProducer.get("publish"));
        assertThat(TraceDiff.of(right, List.of(ownProducer.trace()), reference, List.of(producer.trace()))
                        .same())
                .isTrue();
        assertThat(TraceDiff.of(right, List.of(ownProducer.trace()), reference, List.of())
                        .same())
                .as("the reference does not hold the other trace")
                .isTrue();
        assertThat(TraceDiff.of(consumer("3"), List.of(), reference, List.of()).same())
                .as("no link at all")
                .isFalse();
    }

    private static Trace consumer(String id, Span... targets) {
        return new Traces(id)
                .span("lambda", "", "analytics", "aws.lambda", "dev-analytics", 2600, 12)
                .link("lambda", targets)
                .trace();
    }

    @Test
    void whatStandsInAnotherPlaceDiffersInItsParent() {
        Traces own = created("1", 0)
                .span("topic", "publish", "topic", "aws.sns", "created", 100, 5)
                .span("pricing", "topic", "pricing", "aws.lambda", "dev-pricing", 110, 9)
                .span("price", "pricing", "pricing", "aws.http", "DynamoDb.PutItem", 111, 5);
        Trace reference = own.trace();
        Trace lost = own.without("topic").without("publish").trace();

        TraceDiff diff = TraceDiff.of(lost, reference);

        assertThat(differences(row(diff, "dev-pricing")))
                .contains(new Attribute("parent", Verdict.DIFFERS, "a span that never came", "aws.sns created"));
        assertThat(row(diff, "DynamoDb.PutItem").verdict()).isEqualTo(Verdict.SAME);
        assertThat(diff.count(Verdict.MISSING)).isEqualTo(2);
        assertThat(diff.count(Verdict.EXTRA)).isZero();
    }

    @Test
    void aSpanWhoseParentNeverCameIsToldSo() {
        Trace own = created("1", 0).parent("api", 99).trace();

        assertThat(differences(row(TraceDiff.of(own, created("2", 0).trace()), "POST /product")))
                .containsExactly(new Attribute("parent", Verdict.DIFFERS, "a span that never came", "none"));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 140})
    void printsWhatDiffersBesideTheReference(int width) {
        ShopTrace shop = new ShopTrace();
        shop.traces()
                .tags("create", "product.nmae", "Earl Grey")
                .without("sns-publisher")
                .error(
                        "price",
                        "error.message",
                        "The price of the product is no number, and that is all that is known ".repeat(4))
                .tags("price", "note", "same ".repeat(60) + "and then this");
        ShopTrace other = new ShopTrace();
        other.traces()
                .tags("create", "product.name", "Earl Grey")
                .tags("price", "note", "same ".repeat(60) + "and then that");
        shop.traces().without("sqs-publisher");
        TraceDiff diff = TraceDiff.of(shop.trace(), other.trace());

        String text = new TraceDiffText(width, false).print(diff, "yours: trace 6b0149…8115", "reference: created");

        assertThat(text.lines())
                .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(width));
        Golden.check("diff/shop-" + width + ".txt", text);
        assertThat(new TraceDiffText(width, true)
                        .print(diff, "yours: trace 6b0149…8115", "reference: created")
                        .replaceAll("\u001b\\[[0-9;]*m", "")
                        .lines()
                        .map(String::stripTrailing))
                .containsExactlyElementsOf(text.lines().toList());
    }

    @Test
    void whatIsIgnoredIsListedWithItsReason() {
        String text = new TraceDiffText(80, false).explainIgnored();

        assertThat(text.lines())
                .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(80));
        assertThat(ComparisonRules.all())
                .allSatisfy(rule -> assertThat(rule.reason()).isNotBlank());
        Golden.check("diff/ignored.txt", text);
    }

    @Test
    void valuesLoseWhatIsNewInEachRun() {
        assertThat(Map.of(
                        "/product/45fc9865-e42d-4f5b-aada-a1ac39e8c08c", "/product/{uuid}",
                        "http://127.0.0.1:41143/", "http://{here}/",
                        "https://6cc2554d94.execute-api.us-east-1.amazonaws.com/x",
                                "https://{api}.execute-api.us-east-1.amazonaws.com/x",
                        "arn:aws:apigateway:us-east-1::/apis/6cc2554d94", "arn:aws:apigateway:us-east-1::/apis/{api}",
                        "6b0149e2c1d34f5aa0b1c2d3e4f58115", "{hex}",
                        "2026-01-31T12:00:00.123Z", "{time}",
                        "12.50 for 5 of dev-create-product, 000000000000",
                                "12.50 for 5 of dev-create-product, 000000000000",
                        "Action=Publish&Message=x", "{call}"))
                .allSatisfy((value, normalised) ->
                        assertThat(ComparisonRules.normalised(value)).isEqualTo(normalised));
    }

    @Test
    void aDeepTraceIsComparedToo() {
        Traces one = new Traces("1").span("0", "", "s", "op", "r0", 0, 9);
        Traces other = new Traces("2").span("0", "", "s", "op", "r0", 0, 9);
        for (int i = 1; i < 3000; i++) {
            one.span(i + "", (i - 1) + "", "s", "op", "r" + i, i, 9);
            other.span(i + "", (i - 1) + "", "s", "op", "r" + i, i, 9);
        }

        assertThat(TraceDiff.of(one.trace(), other.trace()).same()).isTrue();
        assertThat(TraceDiff.of(new Traces("1").trace(), other.trace()).count(Verdict.MISSING))
                .isEqualTo(3000);
    }

    @Test
    void eachReferenceFindsTheTraceThatIsMeant() {
        NamedTrace found = NamedTrace.byRoot(created("1", 0).trace());
        NamedTrace refused = NamedTrace.byRoot(
                created("2", 0).tags("api", "http.status_code", "400").trace());
        NamedTrace analytics = NamedTrace.byRoot(consumer("3"));
        ReferenceTraces references = new ReferenceTraces(List.of(
                new NamedTrace("created", created("4", 0).trace()),
                new NamedTrace("measured", consumer("5")),
                new NamedTrace("again", created("6", 0).trace())));

        List<ReferenceTraces.Pair> pairs = references.pairs(List.of(refused, analytics, found));

        assertThat(pairs.stream().map(pair -> pair.own().orElse(null))).containsExactly(found, analytics, refused);
        assertThat(references.mostLike(analytics.trace()).map(NamedTrace::name)).contains("measured");
        assertThat(references.pairs(List.of()).stream().map(ReferenceTraces.Pair::own))
                .allSatisfy(own -> assertThat(own).isEmpty());
    }

    @Test
    void aNameTellsMoreThanTheBeginning() {
        NamedTrace first = new NamedTrace("first", created("1", 0).trace());
        NamedTrace second = new NamedTrace("second", created("2", 0).trace());
        ReferenceTraces references = new ReferenceTraces(List.of(
                new NamedTrace("second", created("3", 0).trace()),
                new NamedTrace("first", created("4", 0).trace())));

        assertThat(references.pairs(List.of(first, second)).stream()
                        .map(pair -> pair.own().orElseThrow().name()))
                .containsExactly("second", "first");
    }

    @Test
    void aKeptReferenceTellsNothingOfTheMachine() {
        Trace kept = ReferenceTraces.portable(created("1", 0)
                .tags("api", "_dd.tracer_host", "some-machine", "thread.name", "main")
                .trace());

        assertThat(kept.spans().get(0).tags()).containsOnlyKeys("http.status_code");
        assertThat(TraceDiff.of(created("1", 0).trace(), kept).same()).isTrue();
    }
}
