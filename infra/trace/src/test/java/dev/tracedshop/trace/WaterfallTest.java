package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaterfallTest {
    private static Traces created() {
        return new Traces("6b0149e2c1d34f5aa0b1c2d3e4f58115")
                .span("api", "", "product-api", "aws.httpapi", "POST /product", 0, 1420)
                .tags("api", "http.status_code", "201")
                .span("cold", "api", "product-api", "aws.lambda.cold_start", "dev-create-product", 3, 1020)
                .span("lambda", "api", "product-api", "aws.lambda", "dev-create-product", 1021, 398)
                .span("create", "lambda", "product-api", "product.create", "product.create", 1040, 371)
                .span("write", "create", "product-api", "aws.http", "DynamoDb.UpdateItem", 1060, 240)
                .span("publish", "create", "product-api", "aws.http", "Sns.Publish", 1305, 98.4);
    }

    private static Traces fanOut() {
        return created()
                .span("sns", "publish", "product-created", "aws.sns", "product-created", 1400, 350)
                .tags("sns", "_inferred_span.synchronicity", "async")
                .span("pricing", "sns", "product-pricing", "aws.lambda", "dev-pricing-product-created", 1750, 640)
                .span("calculate", "pricing", "product-pricing", "pricing.calculate", "5 brackets", 1800, 0.371)
                .error(
                        "calculate",
                        "error.type",
                        "java.lang.IllegalStateException",
                        "error.message",
                        "The price of \"Earl Grey\" is no number:\n\u001b[31m12,50")
                .error("pricing")
                .pointer("write", new SpanPointer("aws.dynamodb.item", "d", "0123456789abcdef0123456789abcdef"))
                .span("late", "sns", "product-changes", "aws.lambda", "dev-product-changes", 2400, 90)
                .parent("late", 0x00ab_34cd_0000_0001L);
    }

    private static Traces analytics(Trace producer) {
        Span publish = producer.spans().stream()
                .filter(span -> span.resource().equals("Sns.Publish"))
                .findFirst()
                .orElseThrow();
        return new Traces("7c00000000000000000000000000aaaa")
                .span("lambda", "", "analytics", "aws.lambda", "dev-analytics", 2600, 12)
                .link("lambda", publish, Map.of("link.reason", "redrive"));
    }

    private static Traces audit(String id, String event, double handedOver) {
        return new Traces(id)
                .span("record", "", "products", "aws.dynamodb", event + " products", 1000, handedOver - 1000)
                .tags("record", "_inferred_span.synchronicity", "async", "event_id", event, "event_name", event)
                .tags("record", "functionname", "dev-product-changes")
                .pointer("record", new SpanPointer("aws.dynamodb.item", "u", "0123456789abcdef0123456789abcdef"))
                .span("lambda", "record", "product-changes", "aws.lambda", "dev-product-changes", handedOver, 40);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120, 200})
    void drawsACreatedProduct(int width) {
        String drawn = new Waterfall(width, false).draw(created().trace());

        assertThat(drawn.lines())
                .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(width));
        Golden.check("waterfall/created-" + width + ".txt", drawn);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void drawsErrorsOrphansLinksAndPointers(int width) {
        Trace trace = fanOut().trace();
        List<Trace> others = List.of(
                analytics(trace).trace(),
                audit("8d00000000000000000000000000bbbb", "INSERT", 2300).trace());

        String drawn = new Waterfall(width, false).draw(trace, others);

        assertThat(drawn.lines())
                .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(width));
        Golden.check("waterfall/fan-out-" + width + ".txt", drawn);
        Golden.check("waterfall/fan-out-" + width + "-colour.txt", new Waterfall(width, true).draw(trace, others));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 120})
    void drawsAWholeShop(int width) {
        ShopTrace shop = new ShopTrace();
        List<Trace> others = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
            others.add(new Traces("7c" + i + "00000000000000000000000000a")
                    .span("lambda", "", "analytics", "aws.lambda", "dev-analytics", 700, 12)
                    .span("process", "lambda", "analytics", "aws_sqs.process", "process event", 702, 8)
                    .link("process", shop.span("public-created"))
                    .trace());
        }

        String drawn = new Waterfall(width, false).draw(shop.trace(), others);

        assertThat(shop.trace().spans()).hasSize(60);
        assertThat(drawn.lines())
                .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(width));
        Golden.check("waterfall/shop-" + width + ".txt", drawn);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120})
    void noSpanOfADeepTraceStandsLeftOfItsParent(int width) {
        Traces traces = new Traces("5f").span("n0", "", "front", "n0.", "", 0, 400);
        for (int i = 1; i <= 45; i++) {
            traces.span("n" + i, "n" + (i - 1), "service-" + i % 7, "n" + i + ".", "", i * 4, 400 - i * 8);
            if (i % 3 == 0) {
                traces.span("m" + i, "n" + (i - 1), "service-" + i % 7, "m" + i + ".", "", 390 - i, 5);
            }
        }
        traces.error("n30", "error.message", "too deep");

        String drawn = new Waterfall(width, false).draw(traces.trace());

        List<String> rows = drawn.lines().skip(2).toList();
        assertThat(rows).allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(width));
        for (int i = 1; i <= 45; i++) {
            assertThat(column(rows, "n" + i + ".")).isGreaterThanOrEqualTo(column(rows, "n" + (i - 1) + "."));
            if (i % 3 == 0) {
                assertThat(column(rows, "m" + i + ".")).isEqualTo(column(rows, "n" + i + "."));
            }
        }
        Golden.check("waterfall/deep-" + width + ".txt", drawn);
    }

    /** Returns where a label begins, the sign of an error left out. */
    private static int column(List<String> rows, String label) {
        return rows.stream()
                .mapToInt(row -> row.contains("✗ " + label) ? row.indexOf("✗ ") : row.indexOf(label))
                .filter(at -> at >= 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void drawsLinksOut() {
        Trace producer = created().trace();
        Trace consumer = analytics(producer).trace();

        Golden.check(
                "waterfall/links-out.txt",
                new Waterfall(80, false).draw(consumer, List.of(producer))
                        + "\n"
                        + new Waterfall(80, false).draw(consumer));
    }

    @Test
    void drawsWhatAReaderRead() {
        Trace writer = created()
                .tags("write", "functionname", "dev-create-product")
                .pointer("write", new SpanPointer("aws.dynamodb.item", "d", "0123456789abcdef0123456789abcdef"))
                .trace();
        Trace priced = new Traces("9e00000000000000000000000000cccc")
                .span("write", "", "product-api", "aws.http", "DynamoDb.UpdateItem", 1500, 20)
                .pointer("write", new SpanPointer("aws.dynamodb.item", "d", "0123456789abcdef0123456789abcdef"))
                .trace();
        Trace first = audit("8d00000000000000000000000000bbbb", "INSERT", 2300).trace();
        Trace second = audit("8e00000000000000000000000000bbbb", "MODIFY", 2400).trace();
        Waterfall waterfall = new Waterfall(100, false);

        Golden.check(
                "waterfall/pointers.txt",
                String.join(
                        "\n",
                        waterfall.draw(first, List.of(writer, priced, second)),
                        waterfall.draw(priced, List.of(writer, first, second)),
                        waterfall.draw(first, List.of(writer, priced)),
                        waterfall.draw(priced, List.of(writer, first)),
                        waterfall.draw(first)));
    }

    @Test
    void colourChangesNothingElse() {
        Trace trace = fanOut().trace();

        String plain = new Waterfall(100, false).draw(trace);
        String coloured = new Waterfall(100, true).draw(trace);

        String uncoloured = coloured.replaceAll("\u001b\\[[0-9;]*m", "")
                .lines()
                .map(line -> line.stripTrailing() + "\n")
                .reduce("", String::concat);
        assertThat(uncoloured).isEqualTo(plain);
    }

    @Test
    void nothingInASpanMovesTheCursor() {
        Trace trace = new Traces("1")
                .span("a", "", "svc\t\u202e", "op", "line\r\nbreak \u001b[2J 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 👩‍💻", 0, 1)
                .trace();

        String drawn = new Waterfall(60, false).draw(trace);

        assertThat(drawn).doesNotContain("\r", "\t", "\u001b", "\u202e", "\u200d");
        assertThat(drawn.lines())
                .hasSize(3)
                .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(60));
    }

    @Test
    void everySpanHasItsLineHoweverBrokenTheTree() {
        Trace trace = new Traces("1")
                .span("a", "", "s", "op", "first", 0, 1)
                .span("b", "a", "s", "op", "second", 0, 1)
                .parent("a", 2)
                .span("self", "", "s", "op", "third", 0, 1)
                .parent("self", 3)
                .trace();

        assertThat(new Waterfall(80, false).draw(trace))
                .contains("first", "second", "third", "its parents form a circle");
        assertThat(new Waterfall(80, false).draw(new Traces("1").trace())).contains("0 spans");
    }

    @Test
    void drawsAPageOfSpansAtOnceHoweverDeep() {
        Traces wide = new Traces("1").span("s0", "", "s", "op", "first", 0, 5000);
        Traces deep = new Traces("1").span("s0", "", "s", "op", "first", 0, 5000);
        Random random = new Random(1);
        for (int i = 1; i < 5000; i++) {
            wide.span("s" + i, "s" + random.nextInt(i), "service-" + i % 7, "op", "resource " + i, i, 3);
            deep.span("s" + i, "s" + (i - 1), "service-" + i % 7, "op", "resource " + i, i, 3);
        }
        Trace wideTrace = wide.trace();
        Trace deepTrace = deep.trace();

        String drawn = new Waterfall(80, true).draw(wideTrace);
        String drawnDeep = new Waterfall(80, true).draw(deepTrace);

        assertThat(drawn.lines().count()).isGreaterThanOrEqualTo(5002);
        assertThat(drawnDeep.lines().count()).isGreaterThanOrEqualTo(5002);
    }
}
