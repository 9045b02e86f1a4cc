package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.Golden;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.Traces;
import dev.tracedshop.trace.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An error that should stand on one span and stands on another, or on none. */
class ErrorJudgeTest {
    private static final String[] REFUSED = {"error.type", "NotPublished", "error.message", "the topic does not answer"
    };

    private final Traces trace = new Traces("6b0149e2c1d34f5aa0b1c2d3e4f58115")
            .span("api", "", "product-api", "aws.httpapi", "POST /product", 0, 120)
            .tags("api", "request_id", Played.REQUEST_ID)
            .span("lambda", "api", "product-api", "aws.lambda", "dev-create", 5, 110)
            .span("create", "lambda", "product-api", "product.create", "create", 10, 90)
            .span("publish", "create", "product-api", "aws.http", "Sns.Publish", 20, 60);

    @Test
    void anErrorWhereItIsExpectedIsNoNews() {
        trace.error("create", REFUSED);

        assertThat(judge()).isEmpty();
    }

    @Test
    void anErrorOnTheInvocationIsOnTheWrongSpan() {
        trace.error("publish", REFUSED).error("lambda", REFUSED);

        check("error-on-wrong-span", "error-on-wrong-span");
    }

    @Test
    void anErrorOnTheCallAloneIsSwallowed() {
        trace.error("publish", REFUSED);

        check("error-swallowed", "error-swallowed");
    }

    @Test
    void anAnswer5xxWithoutAnErrorIsSwallowed() {
        trace.tags("api", "http.status_code", "500").error("api").error("lambda");

        check("error-swallowed", "error-swallowed-500");
    }

    @Test
    void noErrorAtAllIsMissing() {
        assertThat(judge()).extracting(Finding::id).containsExactly("error-missing");
    }

    private void check(String id, String file) {
        List<Finding> findings = judge();
        assertThat(findings).extracting(Finding::id).containsExactly(id);
        assertThat(findings).extracting(Finding::about).containsExactly("create.create");
        Golden.check("findings/" + file + ".txt", new FindingText(80, false).print(Verdict.NOT_YET, findings));
    }

    private List<Finding> judge() {
        return expect(Played.response(500, "{}"))
                .trace(
                        "create",
                        t -> t.root(service("product-api").operation("aws.httpapi"))
                                .span(
                                        "create",
                                        s -> s.inside("root")
                                                .operation("product.create")
                                                .error(true))
                                .span("publish", s -> s.inside("create").resource("Sns.Publish")))
                .judge(new Evidence(
                        List.<Trace>of(trace.trace()), List.of(), Map.of(), Quiet.after(Duration.ofSeconds(1))))
                .findings();
    }
}
