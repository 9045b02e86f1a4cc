package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.containing;
import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.is;
import static dev.tracedshop.trace.expect.Expectations.matching;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static dev.tracedshop.trace.expect.Expectations.present;
import static dev.tracedshop.trace.expect.Expectations.resource;
import static dev.tracedshop.trace.expect.Expectations.startsWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectationTest {
    private static final Span SPAN = new Traces("1")
            .span("a", "", "product-api", "aws.http", "DynamoDb.GetItem", 0, 1)
            .tags("a", "table", "Products")
            .get("a");

    @Test
    void aPatternAsksForWhatItNames() {
        assertThat(resource("DynamoDb.*").fits(SPAN)).isTrue();
        assertThat(resource("*Item").service("product-*").operation("aws.http").fits(SPAN))
                .isTrue();
        assertThat(resource("DynamoDb.Get").fits(SPAN)).isFalse();
        assertThat(resource("DynamoDb?GetItem").fits(SPAN)).isFalse();
        assertThat(operation("aws.http")
                        .tag("table", is("Products"))
                        .error(false)
                        .fits(SPAN))
                .isTrue();
        assertThat(operation("aws.http").tag("table", startsWith("Prod")).fits(SPAN))
                .isTrue();
        assertThat(operation("aws.http").tag("table", matching("P.*d")).fits(SPAN))
                .isFalse();
        assertThat(operation("aws.http").tag("absent", present()).fits(SPAN)).isFalse();
        assertThat(operation("aws.http").metric("table", present()).fits(SPAN)).isFalse();
        assertThat(operation("aws.http").error(true).fits(SPAN)).isFalse();
        assertThat(operation("aws.http").kind("client").fits(SPAN)).isFalse();
    }

    @Test
    void aNameThatIsNotThereIsTheScenariosMistake() {
        Expectation start = expect(Played.response(200, "{}"));

        assertThatThrownBy(() -> start.trace(
                        "read",
                        t -> t.root(operation("a"))
                                .span("invocation", s -> s.inside("root").operation("b"))
                                .span("item", s -> s.inside("invocaton").operation("c"))))
                .hasMessage("In trace 'read', 'item' stands inside 'invocaton', which is not named before it."
                        + " Did you mean 'invocation'?");
        assertThatThrownBy(() -> start.trace("read", t -> t.root(operation("a")).root(operation("b"))))
                .hasMessage("Trace 'read' names two spans 'root'");
        assertThatThrownBy(() -> start.trace("read", t -> t).trace("read", t -> t))
                .hasMessage("The expectation names two traces 'read'");
        assertThatThrownBy(() -> start.trace("read", t -> t.root(operation("a")))
                        .trace("other", t -> t.linksTo("read", "rot"))
                        .judge(new Played().evidence()))
                .hasMessage("Trace 'other' links to 'rot' of 'read', and that trace names no such span."
                        + " Did you mean 'root'?");
    }

    @Test
    void aColdStartBesideAnInvocationThatNobodySentIsNoSecondRoot() {
        Traces invoked = new Traces("2")
                .span("start", "", "product-api", "aws.lambda.cold_start", "dev-get-product", 0, 10)
                .span("invocation", "", "product-api", "aws.lambda", "dev-get-product", 10, 10)
                .tags("invocation", "request_id", Played.REQUEST_ID);

        assertThat(wholeTrace(invoked)).isEmpty();
        assertThat(wholeTrace(invoked.span("other", "", "product-api", "aws.lambda", "dev-get-product", 20, 10)))
                .extracting(Finding::id)
                .containsExactly("orphan-span");
    }

    private static List<Finding> wholeTrace(Traces traces) {
        return expect(Played.response(200, "{}"))
                .trace("invoked", t -> t.root(operation("aws.lambda")).whole())
                .judge(new Evidence(
                        List.of(traces.trace()), List.of(), Map.of(), Quiet.after(java.time.Duration.ofSeconds(1))))
                .findings();
    }

    @Test
    void severalResponsesAreJudgedTogether() {
        Played played = new Played();
        Response second = new Response("GET /product", 500, Map.of(), "");

        List<Finding> findings = played.expectation()
                .alsoExpect(second)
                .status(200)
                .judge(played.evidence())
                .findings();

        assertThat(findings)
                .extracting(Finding::message)
                .containsExactly("GET /product answered 500; 200 was expected.");
    }

    @Test
    void anAnswerWithoutARequestIdIsFoundByItsLooks() {
        Played played = new Played();
        played.response = new Response("GET /product/p-1", 200, Map.of(), "{\"data\":{\"productId\":\"p-1\"}}");

        assertThat(played.judge().findings()).isEmpty();
    }

    @Test
    void theTraceThatLinksIsTheOneThatIsMeant() {
        Played played = new Played();
        for (int i = 0; i < 5; i++) {
            played.strays.add(new Traces("9" + i)
                    .span("lambda", "", "analytics", "aws.lambda", "dev-analytics", 10 + i, 12)
                    .trace());
        }

        Judgement judgement = played.judge();

        assertThat(judgement.findings()).isEmpty();
        assertThat(judgement.named()).containsEntry("analytics", played.analytics.trace());
    }

    @Test
    void anExpectedErrorIsNoFinding() {
        Played played = new Played();
        played.read.error("item").error("lambda").error("api");
        Expectation expectation = expect(played.response)
                .trace(
                        "read",
                        t -> t.root(operation("aws.httpapi"))
                                .span(
                                        "item",
                                        s -> s.resource("DynamoDb.GetItem").error(true))
                                .noErrors());

        assertThat(expectation.judge(played.evidence()).findings()).isEmpty();
        played.read = new Played().read;
        assertThat(expectation.judge(played.evidence()).findings())
                .extracting(Finding::id)
                .containsExactly("error-missing");
    }

    @Test
    void otherSpansAreToldWhereNoneIsWanted() {
        Played played = new Played();
        played.read.span("more", "item", "product-api", "aws.http", "Ssm.GetParameter", 30, 2);

        List<Finding> findings = expect(played.response)
                .trace(
                        "read",
                        t -> t.root(operation("aws.httpapi"))
                                .span("lambda", s -> s.childOf("root").operation("aws.lambda"))
                                .exactly())
                .judge(played.evidence())
                .findings();

        assertThat(findings).extracting(Finding::id).containsExactly("unexpected-span", "unexpected-span");
        assertThat(findings).extracting(Finding::silenced).containsExactly(1, 0);
    }

    @Test
    void whatAScenarioFoundByItselfIsJudgedAndNobodyAnswered() {
        ObjectNode letter = JsonNodeFactory.instance.objectNode().put("reason", "no price");

        List<Finding> findings = expect(Response.found("The dead letter", letter))
                .field("reason", containing("price"))
                .field("traceparent", present())
                .judge(new Played().evidence())
                .findings();

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.message())
                    .isEqualTo("The dead letter should have traceparent = any value; there is no such field.");
            assertThat(finding.hint()).isEqualTo("Look at what your code writes there.");
            assertThat(finding.evidence()).contains("no price");
        });
    }

    @Test
    void whatMustNotBeSaidOrNotBeThereIsToldAsSuch() {
        Played played = new Played();

        List<Finding> findings = expect(played.response)
                .trace(
                        "read",
                        t -> t.root(operation("aws.httpapi"))
                                .absent(operation("aws.lambda").tag("product.id", present()))
                                .absent(resource("Sns.Publish").inside("root")))
                .judge(played.evidence())
                .findings();

        assertThat(findings)
                .extracting(Finding::message)
                .containsExactly(
                        "Trace 'read' should have no span operation aws.lambda, tag product.id = any value; it has one.",
                        "Trace 'read' should have no span resource Sns.Publish inside 'root'; it has one.");
        assertThat(findings.get(0).hint()).isEqualTo("Find what makes it say so.");
        assertThat(findings.get(1).why()).contains("it is a part of 'root'");
    }

    @Test
    void aChildWhereALinkBelongsInTheSameTraceIsToldWithoutANewTrace() {
        Played played = new Played();

        List<Finding> findings = expect(played.response)
                .trace(
                        "read",
                        t -> t.root(operation("aws.httpapi"))
                                .span(
                                        "item",
                                        s -> s.resource("DynamoDb.GetItem").linksTo("read", "root")))
                .judge(played.evidence())
                .findings();

        assertThat(findings).extracting(Finding::id).containsExactly("child-instead-of-link");
        assertThat(findings.get(0).hint()).startsWith("Hand it the context that the first attempt was handed");
    }

    @Test
    void theNameThatWasMeantIsFound() {
        assertThat(DidYouMean.closest("product.id", List.of("productId", "price")))
                .contains("productId");
        assertThat(DidYouMean.closest("product.id", List.of("prodcut.id"))).contains("prodcut.id");
        assertThat(DidYouMean.closest("product.id", List.of("env", "order.id"))).isEmpty();
        assertThat(DidYouMean.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(DidYouMean.question("a", new ArrayList<>())).isEmpty();
    }
}
