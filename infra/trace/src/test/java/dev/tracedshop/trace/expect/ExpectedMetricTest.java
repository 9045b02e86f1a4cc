package dev.tracedshop.trace.expect;

import static dev.tracedshop.trace.expect.Expectations.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a scenario expects to be counted, and what a learner reads when it was not. */
class ExpectedMetricTest {
    private static final String NAME = "shop.events";
    private static final MetricSeen CREATED =
            new MetricSeen(NAME, "dev-analytics", List.of("source:dev.products", "type:created"), 2);
    private static final MetricSeen DELETED =
            new MetricSeen(NAME, "dev-analytics", List.of("source:dev.products", "type:deleted"), 1);

    @Test
    void whatWasCountedAsOftenAsExpectedIsNoFinding() {
        assertThat(findings(CREATED, DELETED)).isEmpty();
    }

    @Test
    void furtherTagsAndFurtherMetricsDoNotMatter() {
        MetricSeen more = new MetricSeen(NAME, "dev-analytics", List.of("type:created", "version:2"), 2);
        assertThat(findings(more, new MetricSeen("other", "f", List.of(), 7))).isEmpty();
    }

    @Test
    void aMetricThatNobodySentIsMissing() {
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("metric-missing");
            assertThat(finding.about()).isEqualTo(NAME);
            assertThat(finding.message())
                    .isEqualTo(
                            "Metric shop.events with type:created should have been sent 2 times; it was never sent.");
            assertThat(finding.evidence()).isEqualTo("(no metric at all)");
        });
    }

    @Test
    void aMetricForEachKindIsMissingUnderItsOneName() {
        assertThat(findings(new MetricSeen("shop.created", "dev-analytics", List.of(), 2)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.id()).isEqualTo("metric-missing");
                    assertThat(finding.why()).contains("nobody can add them up");
                    assertThat(finding.where().function()).isEqualTo("dev-analytics");
                    assertThat(finding.evidence()).isEqualTo("shop.created {}: 2");
                });
    }

    @Test
    void otherTagsAreTold() {
        assertThat(findings(DELETED)).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("metric-tag");
            assertThat(finding.evidence()).isEqualTo("shop.events {source:dev.products, type:deleted}: 1");
        });
    }

    @Test
    void anotherNumberIsTold() {
        assertThat(findings(CREATED, CREATED)).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("metric-count");
            assertThat(finding.message()).endsWith("it was sent 4 times.");
            assertThat(finding.why()).contains("more than once");
        });
    }

    private static List<Finding> findings(MetricSeen... sent) {
        Response response = new Response("GET /", 200, Map.of(), "");
        return expect(response)
                .metric(NAME, 2, "type:created")
                .judge(new Evidence(List.of(), List.of(), Map.of(), Quiet.after(Duration.ZERO)).counting(List.of(sent)))
                .findings();
    }
}
