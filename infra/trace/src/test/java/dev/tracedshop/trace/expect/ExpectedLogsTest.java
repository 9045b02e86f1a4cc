package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static dev.tracedshop.trace.expect.Expectations.operation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.trace.Finding;
import dev.tracedshop.trace.FindingText;
import dev.tracedshop.trace.Golden;
import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A log line that is expected to lead to a span, and the ways in which it does not. */
class ExpectedLogsTest {
    private static final String MESSAGE = "product read";
    private static final String TRACE = "6b0149e2c1d34f5aa0b1c2d3e4f58115";

    private final Played played = new Played();

    @Test
    void aLineWithTheIdsOfTheSpanIsJoined() {
        says(json(TRACE, played.read.get("lambda").spanId()));

        assertThat(findings()).isEmpty();
    }

    @Test
    void ofSeveralLikeLinesOneHasToLeadThere() {
        says(json("1", 1));
        says(json(TRACE, played.read.get("lambda").spanId()));

        assertThat(findings()).isEmpty();
    }

    @Test
    void noSuchLineIsMissing() {
        says("{\"message\":\"something else\"}");

        told("log-missing", "log-missing");
    }

    @Test
    void plainTextLeadsNowhere() {
        says("product read: Product[productId=p-1]");

        told("log-not-joined", "log-plain-text");
    }

    @Test
    void aLineWithoutIdsLeadsNowhere() {
        says("{\"message\":\"" + MESSAGE + "\"}");

        told("log-not-joined", "log-without-ids");
    }

    @Test
    void aLineOfAnotherSpanNamesThatOne() {
        says(json(TRACE, played.read.get("item").spanId()));

        told("log-not-joined", "log-of-another-span");
    }

    @Test
    void whereTheSpanIsMissingTheTracesIdIsEnough() {
        says(json(TRACE, 99));
        played.read.without("lambda");

        assertThat(findings()).extracting(Finding::id).isNotEmpty().doesNotContain("log-not-joined", "log-missing");
    }

    @Test
    void theSpanIsNamedBefore() {
        assertThatThrownBy(() -> expect(played.response).trace("read", t -> t.log(MESSAGE, "invocation")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not named before");
    }

    private void says(String line) {
        played.read.log(new LogLine(Played.FUNCTION, Instant.EPOCH, line));
    }

    private static String json(String trace, long span) {
        return "{\"message\":\"" + MESSAGE + "\",\"dd.trace_id\":\"" + trace + "\",\"dd.span_id\":\"" + span + "\"}";
    }

    private List<Finding> findings() {
        return expect(played.response)
                .trace(
                        "read",
                        t -> t.root(operation("aws.httpapi"))
                                .span("invocation", s -> s.inside("root").operation("aws.lambda"))
                                .log(MESSAGE, "invocation"))
                .judge(played.evidence())
                .findings();
    }

    private void told(String id, String golden) {
        List<Finding> findings = findings();

        assertThat(findings).extracting(Finding::id).containsExactly(id);
        assertThat(findings).extracting(Finding::about).containsExactly("read.invocation");
        Golden.check("findings/" + golden + ".txt", new FindingText(80, false).print(Verdict.NOT_YET, findings));
    }
}
