package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.ShopTrace;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import dev.tracedshop.trace.Traces;
import dev.tracedshop.trace.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** One expected trace that is several, as analytics gets its messages in batches; and a trace as large as the whole shop's. */
class SeveralTracesTest {
    private final ShopTrace shop = new ShopTrace();
    private final Traces created = batch("7c00000000000000000000000000aaaa", shop.span("public-created"));
    private final Traces ordered = batch("7c00000000000000000000000000bbbb", shop.span("put-ordered"));
    private final List<Trace> others = new ArrayList<>();

    @Test
    void linksMayBeInDifferentBatches() {
        Judgement judgement = judge(UnaryOperator.identity());

        assertThat(judgement.findings()).isEmpty();
        assertThat(judgement.named().keySet()).containsExactly("checkout", "analytics", "analytics 2");
    }

    @Test
    void oneBatchWithAllLinksIsAsGood() {
        ordered.without("lambda").without("process");
        created.link("process", shop.span("public-created"), shop.span("put-ordered"));

        assertThat(judge(UnaryOperator.identity()).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aLinkThatNoBatchHasIsFound() {
        ordered.link("process", shop.span("public-created"));

        assertThat(judge(UnaryOperator.identity()).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("'ordered' of 'checkout'"));
    }

    @Test
    void whatMustNotBeMustBeInNoBatch() {
        ordered.error("process", "error.message", "no such type");

        assertThat(judge(ExpectedTrace::noErrors).findings())
                .extracting(Finding::id)
                .containsExactly("span-in-error");
    }

    @Test
    void aNamedSpanIsCountedOverAllBatches() {
        assertThat(judge(t -> t.span(
                                "process",
                                s -> s.inside("root")
                                        .resource("process *")
                                        .times(2)
                                        .linksTo("checkout", "ordered")))
                        .findings())
                .isEmpty();
        assertThat(judge(t -> t.span(
                                "process",
                                s -> s.inside("root").resource("process *").times(3)))
                        .findings())
                .extracting(Finding::id)
                .containsExactly("span-count");
    }

    @Test
    void aTraceOfSomethingElseIsNone() {
        others.add(batch("7c00000000000000000000000000cccc", unrelated())
                .error("process")
                .trace());

        assertThat(judge(ExpectedTrace::noErrors).findings()).isEmpty();
    }

    @Test
    void aWholeShopIsJudgedAtOnce() {
        assertThat(shop.trace().spans()).hasSizeGreaterThanOrEqualTo(60);
        assertThat(judge(UnaryOperator.identity()).findings()).isEmpty();

        shop.traces().error("stock-item", "error.message", "throttled");
        assertThat(judge(UnaryOperator.identity()).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("DynamoDb.PutItem"));
    }

    @Test
    void aFunctionThatIsTracedOtherwiseIsNotMissed() {
        // The supplier has no layer of Datadog's, is not among the functions, and its spans are looked for like all
        // others.
        assertThat(judge(UnaryOperator.identity()).findings()).isEmpty();

        shop.traces().without("supplier");
        assertThat(judge(UnaryOperator.identity()).findings())
                .extracting(Finding::id)
                .containsExactly("span-missing");
    }

    private Judgement judge(UnaryOperator<ExpectedTrace> more) {
        List<Trace> traces = new ArrayList<>(others);
        traces.add(shop.trace());
        List.of(created, ordered).stream()
                .map(Traces::trace)
                .filter(trace -> !trace.spans().isEmpty())
                .forEach(traces::add);
        return expect(Played.response(201, "{}"))
                .trace(
                        "checkout",
                        t -> t.root(service("product-api").operation("aws.httpapi"))
                                .span("create", s -> s.inside("root").operation("product.create"))
                                .span("public", s -> s.inside("create").resource("EventBridge.PutEvents"))
                                .span("workflow", s -> s.inside("public").operation("aws.stepfunctions"))
                                .span(
                                        "quote",
                                        s -> s.inside("workflow")
                                                .service("supplier")
                                                .operation("http.server.request"))
                                .span(
                                        "ordered",
                                        s -> s.inside("workflow")
                                                .service("inventory-ordering")
                                                .resource("Publish ordered"))
                                .noErrors()
                                .whole())
                .trace(
                        "analytics",
                        t -> more.apply(t.root(service("analytics"))
                                .linksTo("checkout", "public")
                                .linksTo("checkout", "ordered")
                                .oneOrMore()))
                .judge(new Evidence(traces, List.of(), Map.of(), Quiet.after(java.time.Duration.ofSeconds(1))));
    }

    private static Span unrelated() {
        return new Traces("99").span("other", "", "s", "op", "other", 0, 1).get("other");
    }

    private static Traces batch(String id, Span cause) {
        assertThat(TraceId.parse(id)).isNotEqualTo(cause.traceId());
        return new Traces(id)
                .span("lambda", "", "analytics", "aws.lambda", "dev-analytics", 3150, 12)
                .span("process", "lambda", "analytics", "aws_sqs.process", "process event", 3152, 8)
                .link("process", cause);
    }
}
