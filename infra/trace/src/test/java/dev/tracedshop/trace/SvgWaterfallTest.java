package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SvgWaterfallTest {
    private static final double WIDTH = 900;
    private static final double MARGIN = 16;

    private static Document parsed(String svg) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document svg, String name) {
        NodeList nodes = svg.getElementsByTagNameNS("http://www.w3.org/2000/svg", name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** Where a text lies: computed from the width that the typeface of fixed width has. */
    private record Box(double from, double to, double y, String text) {
        static Box of(Element text) {
            double width = Columns.width(text.getTextContent()) * SvgTrace.CHARACTER;
            double x = Double.parseDouble(text.getAttribute("x"));
            String anchor = text.getAttribute("text-anchor");
            double from = anchor.equals("end") ? x - width : anchor.equals("middle") ? x - width / 2 : x;
            return new Box(from, from + width, Double.parseDouble(text.getAttribute("y")), text.getTextContent());
        }
    }

    /** Holds a picture to its form: nothing lies outside, no text reaches into the text or the bar to its right. */
    private static void holdsItsColumns(Document svg) {
        List<Box> texts = elements(svg, "text").stream().map(Box::of).toList();
        assertThat(texts).isNotEmpty().allSatisfy(text -> {
            assertThat(text.from()).isGreaterThanOrEqualTo(MARGIN - 0.1);
            assertThat(text.to()).isLessThanOrEqualTo(WIDTH - MARGIN + 0.1);
        });
        for (int i = 0; i < texts.size(); i++) {
            for (int j = 0; j < texts.size(); j++) {
                Box text = texts.get(i);
                Box other = texts.get(j);
                if (i != j && Math.abs(text.y() - other.y()) < 5 && text.from() <= other.from()) {
                    assertThat(text.to()).as("%s | %s", text, other).isLessThanOrEqualTo(other.from() + 0.1);
                }
            }
        }
        for (Element rectangle : elements(svg, "rect")) {
            double x = Double.parseDouble(rectangle.getAttribute("x"));
            double y = Double.parseDouble(rectangle.getAttribute("y"));
            double width = Double.parseDouble(rectangle.getAttribute("width"));
            assertThat(x + width).isLessThanOrEqualTo(WIDTH);
            if (rectangle.getAttribute("class").equals("ground")) {
                continue;
            }
            // A row's words lie on a line four pixels below its middle.
            for (Box text : texts) {
                if (Math.abs(text.y() - (y + 9)) < 0.2 && text.from() < x) {
                    assertThat(text.to()).as("%s and the bar at %s", text, x).isLessThanOrEqualTo(x + 0.1);
                }
            }
        }
    }

    private static Traces created() {
        return new Traces("6b0149e2c1d34f5aa0b1c2d3e4f58115")
                .span("api", "", "product-api", "aws.httpapi", "POST /product", 0, 1420)
                .tags("api", "http.status_code", "201")
                .span("cold", "api", "product-api", "aws.lambda.cold_start", "dev-create-product", 3, 1020)
                .span("lambda", "api", "product-api", "aws.lambda", "dev-create-product", 1021, 398)
                .span("write", "lambda", "product-api", "aws.http", "DynamoDb.UpdateItem", 1060, 240)
                .span("publish", "lambda", "product-api", "aws.http", "Sns.Publish", 1305, 98.4)
                .span("sns", "publish", "product-created", "aws.sns", "product-created", 1400, 350)
                .tags("sns", "_inferred_span.synchronicity", "async")
                .span("pricing", "sns", "product-pricing", "aws.lambda", "dev-product-created", 1750, 640)
                .error(
                        "pricing",
                        "error.type",
                        "java.lang.IllegalStateException",
                        "error.message",
                        "The price of <Earl Grey> & \"others\" is no number:\n\u001b[31m12,50\u0000\ufffe");
    }

    private static Trace analytics(Trace producer) {
        Span publish = producer.spans().stream()
                .filter(span -> span.resource().equals("Sns.Publish"))
                .findFirst()
                .orElseThrow();
        return new Traces("7c00000000000000000000000000aaaa")
                .span("lambda", "", "analytics", "aws.lambda", "dev-analytics", 2600, 12)
                .link("lambda", publish)
                .pointer("lambda", new SpanPointer("aws.s3.object", "u", "0123456789abcdef0123456789abcdef"))
                .trace();
    }

    @Test
    void drawsTracesThatAreLinkedInOnePicture() throws Exception {
        Trace producer = created().trace();
        List<NamedTrace> traces =
                List.of(new NamedTrace("created", producer), new NamedTrace("analytics", analytics(producer)));

        String drawn = new SvgWaterfall().drawAll(traces);

        Document svg = parsed(drawn);
        holdsItsColumns(svg);
        assertThat(svg.getDocumentElement().getAttribute("width")).isEqualTo("900");
        assertThat(elements(svg, "title").get(0).getTextContent())
                .isEqualTo("POST /product · 201 · 2.39 s · 7 spans · ✗ 1 in error; dev-analytics · 12.0 ms · 1 span");
        assertThat(elements(svg, "text").stream().map(Element::getTextContent))
                .contains(
                        "aws.httpapi POST /product",
                        "✗ aws.lambda dev-product-created",
                        "✗ IllegalStateException: The price of <Earl Grey> & \"others\" is no number:␊␛[31m12,50␀\ufffd",
                        "⇠ linked from dev-analytics in trace 7c0000…aaaa",
                        "⇢ links to Sns.Publish in trace 6b0149…8115",
                        "◇ reads aws.s3.object 01234567…, and who wrote it is not here",
                        "cold start",
                        "a message on its way");
        assertThat(new SvgWaterfall().drawAll(traces)).as("drawn again").isEqualTo(drawn);
        Golden.check("waterfall/linked.svg", drawn);
    }

    @Test
    void aLargeTraceWithLongNamesKeepsItsColumns() throws Exception {
        ShopTrace shop = new ShopTrace();
        shop.traces()
                .span("long", "create", "a-service-with-a-name-of-some-length", "op", "resource ".repeat(40), 20, 0.001)
                .span("wide", "create", "漢字漢字漢字漢字漢字漢字漢字漢字", "op", "漢字".repeat(80), 20, 5)
                .error("long", "error.message", "no ".repeat(100));

        String drawn = new SvgWaterfall().draw(shop.trace());

        holdsItsColumns(parsed(drawn));
        Golden.check("waterfall/shop.svg", new SvgWaterfall().draw(new ShopTrace().trace()));
    }

    @Test
    void aTraceDeeperThanThePictureIsWideSaysHowDeep() throws Exception {
        Traces traces = new Traces("5f").span("n0", "", "front", "first", "", 0, 400);
        for (int i = 1; i <= 90; i++) {
            traces.span("n" + i, "n" + (i - 1), "service-" + i % 11, "operation " + i, "", i * 2, 400 - i * 4);
        }

        Document svg = parsed(new SvgWaterfall().draw(traces.trace()));

        holdsItsColumns(svg);
        assertThat(elements(svg, "text").stream().map(Element::getTextContent)).contains("…90 operation 90");
    }

    @Test
    void whatIsBrokenOrEmptyIsDrawnToo() throws Exception {
        Trace broken = new Traces("1")
                .span("a", "", "", "op", "", 0, 0)
                .span("b", "a", "s", "op", "second", 0, 1)
                .parent("a", 2)
                .span("late", "", "s", "op", "third", 0, 1)
                .parent("late", 77)
                .trace();

        holdsItsColumns(parsed(new SvgWaterfall().draw(broken)));
        holdsItsColumns(parsed(new SvgWaterfall().draw(new Traces("1").trace())));
        parsed(new SvgWaterfall().drawAll(List.of()));
    }

    @Test
    void bothModesHaveEveryColour() {
        String drawn = new SvgWaterfall().draw(created().trace());

        String light = drawn.substring(drawn.indexOf("<style>"), drawn.indexOf("@media"));
        String dark = drawn.substring(drawn.indexOf("@media"), drawn.indexOf("</style>"));
        List<String> inLight = services(light);
        assertThat(inLight).isNotEmpty().doesNotHaveDuplicates();
        assertThat(services(dark))
                .hasSameSizeAs(inLight)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(inLight);
        assertThat(drawn)
                .doesNotContain("http://www.w3.org/1999")
                .doesNotContain("<script")
                .doesNotContain("@import");
    }

    private static List<String> services(String style) {
        Matcher matcher = Pattern.compile("\\.s\\d\\{fill:(#[0-9a-f]{6})").matcher(style);
        return matcher.results().map(result -> result.group(1)).toList();
    }
}
