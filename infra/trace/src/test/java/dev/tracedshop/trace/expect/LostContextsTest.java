package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.Golden;
import dev.tracedshop.trace.Traces;
import dev.tracedshop.trace.Verdict;
import dev.tracedshop.trace.expect.Hop.Kind;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One way to lose a context at a time: what it is called, where it is said to be, and word by word what a learner reads. */
class LostContextsTest {
    interface Mistake {
        void make(Sent sent);
    }

    record Case(String name, String id, String about, Mistake mistake) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("carrier-not-injected", "carrier-not-injected", "create.process", sent -> {
                    sent.moved(sent.stray, true);
                    without(sent, 2);
                }),
                new Case("carrier-own-text", "carrier-not-injected", "create.process", sent -> {
                    sent.moved(sent.stray, true);
                    Carrier own = new Carrier("MessageAttributes._datadog (String)", "{\"mine\":true}", 2, "");
                    sent.carries(0, own);
                    sent.carries(1, own);
                    sent.carries(2, own);
                }),
                new Case("carrier-dropped-ten-attributes", "carrier-dropped", "create.process", sent -> {
                    sent.moved(sent.stray, true);
                    without(sent, 10);
                }),
                new Case(
                        "carrier-dropped-filter",
                        "carrier-dropped",
                        "create.process",
                        sent -> sent.neverCame(
                                "filter policy {\"type\":[\"created\"]} on the message attributes",
                                sent.attribute("MessageAttributes", 1))),
                new Case(
                        "carrier-dropped-raw-delivery",
                        "carrier-dropped",
                        "create.process",
                        sent -> sent.neverCame(
                                "raw delivery, which takes at most 10 attributes",
                                sent.attribute("MessageAttributes", 10))),
                new Case("carrier-dropped-rewritten", "carrier-dropped", "create.process", sent -> {
                    sent.moved(sent.stray, true);
                    sent.hops.remove(1);
                    sent.hops.add(1, hop(sent, "input transformer", "m-1", "q-1", Carrier.NONE));
                    sent.carries(2, Carrier.NONE);
                }),
                new Case("carrier-not-read", "carrier-not-read", "create.process", sent -> {
                    sent.moved(sent.stray, true);
                    sent.readings.clear();
                }),
                new Case(
                        "carrier-not-read-by-code",
                        "carrier-not-read",
                        "create.process",
                        sent -> sent.moved(sent.stray, false)),
                new Case("context-not-active", "context-not-active", "create.put", sent -> {
                    sent.create.without("put");
                    sent.create.span("put", "invocation", "publisher", "aws.http", "EventBridge.PutEvents", 150, 20);
                }),
                new Case("link-instead-of-child", "link-instead-of-child", "create.process", sent -> {
                    sent.moved(sent.stray, true);
                    sent.stray.link("process", sent.create.get("publish"));
                }),
                new Case("wrong-message", "wrong-message", "create.process", sent -> {
                    sent.moved(sent.other, true);
                    Carrier first = new Carrier(
                            "messageAttributes._datadog (Binary)",
                            Sent.carrier(Sent.OTHER, sent.other.get("api")),
                            2,
                            "");
                    sent.hop(
                            Kind.DELIVERED,
                            "dev-events",
                            "dev-translate",
                            "record",
                            "q-0",
                            "q-0",
                            "r-translate",
                            first);
                }),
                new Case("half-id", "half-id", "create.process", sent -> {
                    Traces half = new Traces("0000000000000000" + Sent.ID.substring(16));
                    sent.moved(half, true);
                    sent.stray(half);
                    sent.readings.set(0, new Reading("r-translate", "Records[0].attributes", true, ""));
                }),
                new Case("state-context-missing", "state-context-missing", "create.process", sent -> {
                    sent.moved(sent.stray, true);
                    sent.hops.clear();
                    Carrier input =
                            new Carrier("input._datadog", Sent.carrier(Sent.ID, sent.create.get("publish")), 0, "");
                    Carrier task = new Carrier("payload._datadog", "{\"Execution\":{\"Id\":\"arn:x\"}}", 0, "");
                    sent.hop(
                            Kind.SENT, "dev-create", "dev-order", "Sfn.StartExecution", "", "arn:x", "r-create", input);
                    sent.hop(
                            Kind.DELIVERED,
                            "dev-order",
                            "dev-translate",
                            "task",
                            "arn:x",
                            "arn:x",
                            "r-translate",
                            task);
                }));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneLossIsOneFinding(Case one) {
        Sent sent = new Sent();
        one.mistake().make(sent);

        List<Finding> findings = sent.findings();

        String text = new FindingText(80, false).print(Verdict.NOT_YET, findings);
        assertThat(findings).as(text).extracting(Finding::id).containsExactly(one.id());
        assertThat(findings).extracting(Finding::about).containsExactly(one.about());
        assertThat(findings.get(0).where().hop()).contains("→");
        assertThat(text.toLowerCase(Locale.ROOT)).doesNotContain("fail");
        Golden.check("findings/" + one.name() + ".txt", text);
    }

    @Test
    void aRequestWithoutHeadersIsTold() {
        Sent sent = new Sent();
        sent.create.span("call", "lambda", "product-api", "product.quote", "quote", 50, 20);
        sent.stray.span("supplier", "", "supplier", "http.server.request", "GET /quotes/{productId}", 55, 10);
        sent.hop(
                Kind.SENT,
                "dev-create",
                "dev-supplier-quote",
                "GET /quotes/{productId}",
                "",
                "h-1",
                "r-create",
                Carrier.NONE);

        List<Finding> findings = expect(Played.response(201, "{}"))
                .trace(
                        "create",
                        t -> t.root(service("product-api").operation("aws.httpapi"))
                                .span("call", s -> s.inside("root").operation("product.quote"))
                                .span(
                                        "supplier",
                                        s -> s.inside("call")
                                                .service("supplier")
                                                .resource("GET /quotes/{productId}")))
                .judge(sent.evidence())
                .findings();

        assertThat(findings).extracting(Finding::id).containsExactly("carrier-not-injected");
        Golden.check(
                "findings/carrier-not-injected-http.txt", new FindingText(80, false).print(Verdict.NOT_YET, findings));
    }

    @Test
    void aContextThatArrivesIsNoNews() {
        assertThat(new Sent().findings()).isEmpty();
    }

    @Test
    void whatIsMissingForAnotherReasonIsNotLaidToTheMessage() {
        Sent sent = new Sent();
        sent.create.without("put");

        assertThat(sent.findings()).extracting(Finding::id).containsExactly("span-missing");
    }

    @Test
    void withoutRecordedWaysTheProbableCauseIsTold() {
        Sent sent = new Sent();
        sent.moved(sent.stray, true);
        sent.hops.clear();

        assertThat(sent.findings()).extracting(Finding::id).containsExactly("wrong-parent");
    }

    private static void without(Sent sent, int attributes) {
        sent.readings.clear();
        for (int hop = 0; hop < 3; hop++) {
            sent.carries(hop, new Carrier("", "", attributes, ""));
        }
    }

    private static Hop hop(Sent sent, String how, String before, String message, Carrier carrier) {
        return new Hop(
                Kind.DELIVERED,
                "dev-created",
                "dev-events",
                how,
                before,
                message,
                "",
                sent.hops.get(0).at(),
                carrier);
    }
}
