package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.Golden;
import dev.tracedshop.trace.Traces;
import dev.tracedshop.trace.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake at a time: what it is called, and word by word what a learner reads. */
class FindingsTest {
    interface Mistake {
        void make(Played played);
    }

    record Case(String name, String id, String about, Mistake mistake) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        String printed = "{\"traces\":[[{\"service\":\"product-api\",\"name\":\"dd-tracer-serverless-span\","
                + "\"resource\":\"dd-tracer-serverless-span\",\"trace_id\":\"a0b1c2d3e4f58115\"}]]}";
        return Stream.of(
                new Case("tracing-off", "tracing-off", "read", p -> handler(p, false, false, false, "")),
                new Case(
                        "tracer-layer-missing", "tracer-layer-missing", "read", p -> handler(p, false, true, true, "")),
                new Case("wrapper-missing", "wrapper-missing", "read", p -> handler(p, true, false, true, "")),
                new Case(
                        "extension-layer-missing",
                        "extension-layer-missing",
                        "read",
                        p -> handler(p, true, true, false, printed)),
                new Case("no-trace", "no-trace", "read", p -> p.read = new Traces("1")),
                new Case("no-trace-analytics", "no-trace", "analytics", p -> p.analytics = new Traces("1")),
                new Case("span-missing", "span-missing", "read.item", p -> p.read.without("item")),
                new Case("span-missing-similar", "span-missing", "read.item", p -> {
                    p.read.without("item");
                    p.read.span("other", "lambda", "product-api", "aws.http", "DynamoDb.GetItems", 20, 60);
                }),
                new Case("span-lost", "span-missing", "read.invocation", p -> p.read.without("lambda")),
                new Case(
                        "wrong-parent",
                        "wrong-parent",
                        "read.publish",
                        p -> p.read.parent("publish", p.read.get("item").spanId())),
                new Case("wrong-parent-other-trace", "wrong-parent", "read.publish", FindingsTest::lostContext),
                new Case("tag-missing", "tag-missing", "read.invocation#product.id", p -> retag(p, "order.size", "3")),
                new Case(
                        "tag-misspelt",
                        "tag-misspelt",
                        "read.invocation#product.id",
                        p -> retag(p, "productId", "p-1")),
                new Case("tag-on-wrong-span", "tag-on-wrong-span", "read.invocation#product.id", p -> {
                    retag(p, "order.size", "3");
                    p.read.tags("item", "product.id", "p-1");
                }),
                new Case(
                        "tag-value",
                        "tag-value",
                        "read.invocation#product.id",
                        p -> p.read.tags("lambda", "product.id", "{productId}")),
                new Case(
                        "unexpected-span",
                        "unexpected-span",
                        "read",
                        p -> p.read.span("scan", "lambda", "product-api", "aws.http", "DynamoDb.Scan", 30, 5)),
                new Case(
                        "span-in-error",
                        "span-in-error",
                        "read.item",
                        p -> p.read.error(
                                        "item",
                                        "error.type",
                                        "java.lang.NullPointerException",
                                        "error.message",
                                        "Cannot invoke \"Repository.find(String)\" because \"repository\" is null",
                                        "error.stack",
                                        """
                                java.lang.NullPointerException: Cannot invoke …
                                \tat java.base/java.util.Objects.requireNonNull(Objects.java:233)
                                \tat dev.tracedshop.productapi.GetProduct.handleRequest(GetProduct.java:42)
                                """)
                                .error("lambda")
                                .error("api")),
                new Case(
                        "orphan-span",
                        "orphan-span",
                        "read",
                        p -> p.read.span("stray", "lambda", "product-api", "aws.http", "Ssm.GetParameter", 40, 3)
                                .parent("stray", 0xabcdL)),
                new Case("link-missing", "link-missing", "analytics", p -> p.analytics.link("process")),
                new Case(
                        "link-missing-other-span",
                        "link-missing",
                        "analytics",
                        p -> p.analytics.link("process", p.read.get("lambda"))),
                new Case(
                        "link-missing-invocation",
                        "link-missing",
                        "analytics",
                        p -> p.analytics.link("process", p.analytics.get("lambda"))),
                new Case(
                        "link-missing-other-trace",
                        "link-missing",
                        "analytics",
                        p -> p.analytics.link(
                                "process",
                                new Traces("7c00000000000000000000000000bbbb")
                                        .span("publish", "", "product-api", "aws.http", "Sns.Publish", 85, 20)
                                        .get("publish"))),
                new Case("child-instead-of-link", "child-instead-of-link", "analytics", p -> {
                    p.analytics = new Traces("1");
                    p.read.span("analytics", "publish", "analytics", "aws.lambda", "dev-analytics", 150, 12);
                }),
                new Case(
                        "status",
                        "status",
                        "answer#status",
                        p -> p.response = Played.response(
                                404, "{\"data\":null,\"message\":[\"Product p-1 not found\"],\"success\":false}")),
                new Case(
                        "field",
                        "field",
                        "answer#data.productId",
                        p -> p.response = Played.response(200, "{\"data\":{\"productId\":\"fixed\"}}")),
                new Case(
                        "still-pending",
                        "still-pending",
                        "",
                        p -> p.quiet = Quiet.deadline(
                                Duration.ofSeconds(30),
                                List.of(
                                        "dev-pricing-product-created: 1 invocation running",
                                        "queue dev-analytics: 2 messages in flight"))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneMistakeIsOneFinding(Case one) {
        Played played = new Played();
        one.mistake().make(played);

        List<Finding> findings = played.judge().findings();

        String text = new FindingText(80, false).print(Verdict.NOT_YET, findings);
        assertThat(findings).as(text).extracting(Finding::id).containsExactly(one.id());
        assertThat(findings).extracting(Finding::about).containsExactly(one.about());
        assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain("fail");
        Golden.check("findings/" + one.name() + ".txt", text);
    }

    @Test
    void withoutAMistakeThereIsNone() {
        Judgement judgement = new Played().judge();

        assertThat(judgement.findings()).isEmpty();
        assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
        assertThat(judgement.named()).containsOnlyKeys("read", "analytics");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        Played played = new Played();
        retag(played, "order.size", "3");
        played.read.without("item");
        played.analytics.link("process");

        Judgement judgement = played.judge();

        assertThat(judgement.findings())
                .extracting(Finding::id)
                .containsExactly("tag-missing", "span-missing", "link-missing");
        assertThat(judgement.verdict()).isEqualTo(Verdict.NOT_YET);
    }

    @Test
    void anUntracedFunctionFurtherOnIsNamed() {
        Played played = new Played();
        played.analytics = new Traces("1");
        FunctionTracing untraced = Played.function("dev-analytics", "analytics", true, false, true, "");
        Evidence evidence = played.evidence();

        List<Finding> findings = played.expectation()
                .judge(new Evidence(
                        evidence.traces(), List.of(played.handler, untraced), evidence.handlers(), evidence.quiet()))
                .findings();

        assertThat(findings).extracting(Finding::id).containsExactly("wrapper-missing");
        assertThat(findings.get(0).where().function()).isEqualTo("dev-analytics");
        assertThat(findings.get(0).silenced()).isEqualTo(1);
    }

    @Test
    void aFunctionThatNeverRanIsTheReason() {
        Played played = new Played();
        played.analytics = new Traces("1");
        FunctionTracing idle = new FunctionTracing(
                "dev-analytics", "analytics", true, true, true, true, 0, Optional.empty(), Optional.empty());
        Evidence evidence = played.evidence();

        List<Finding> findings = played.expectation()
                .judge(new Evidence(evidence.traces(), List.of(played.handler, idle), Map.of(), evidence.quiet()))
                .findings();

        assertThat(findings).hasSize(1);
        assertThat(findings.get(0).why()).isEqualTo("dev-analytics was not invoked during the scenario.");
    }

    @Test
    void aFunctionThatSentNothingOfItsOwnIsNamed() {
        Played played = new Played();
        SpanSender silent = new SpanSender("dev-supplier-quote", "supplier", 2, true);

        List<Finding> findings = Expectations.expect(played.response)
                .trace(
                        "read",
                        t -> t.root(service("product-api").operation("aws.httpapi"))
                                .span("quote", s -> s.inside("root").service("supplier"))
                                .span("part", s -> s.childOf("quote").service("supplier")))
                .judge(played.evidence().sentBy(List.of(silent)))
                .findings();

        assertThat(findings).extracting(Finding::id).containsExactly("spans-not-sent");
        Golden.check("findings/spans-not-sent.txt", new FindingText(80, false).print(Verdict.NOT_YET, findings));
    }

    @Test
    void verdictsHaveTheirOwnWords() {
        FindingText text = new FindingText(80, false);

        assertThat(text.print(Verdict.PASS, List.of())).isEqualTo("pass: the trace is what it should be\n");
        assertThat(text.print(
                        Verdict.BROKEN,
                        new Finding("port", "Port 8080 is taken.", "Another program listens there.", "")))
                .isEqualTo("broken: Port 8080 is taken.\n  why   Another program listens there.\n");
        assertThat(new FindingText(80, true).print(Verdict.NOT_YET, List.of())).contains("\u001b[33mnot yet");
    }

    private static void handler(Played played, boolean layer, boolean wrapper, boolean extension, String printed) {
        played.handler = Played.function(Played.FUNCTION, "product-api", layer, wrapper, extension, printed);
        played.read = new Traces("1");
        played.analytics = new Traces("1");
    }

    private static void retag(Played played, String name, String value) {
        played.read.untag("lambda", "product.id").tags("lambda", name, value);
    }

    private static void lostContext(Played played) {
        Traces alone = new Traces("8d00000000000000000000000000bbbb")
                .span("sns", "", "product-api", "aws.http", "Sns.Publish", 85, 20);
        played.read.without("publish");
        played.analytics.link("process", alone.get("sns"));
        played.strays.add(alone.trace());
    }
}
