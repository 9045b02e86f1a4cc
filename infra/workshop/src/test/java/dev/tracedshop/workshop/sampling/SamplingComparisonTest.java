package dev.tracedshop.workshop.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.sampling.FileStateStore;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.workshop.sampling.SamplingComparison.Kept;
import dev.tracedshop.workshop.sampling.SamplingComparison.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At the same volume, whole traces keep every failure, the head a share of them, and dice hardly a trace. */
class SamplingComparisonTest {
    private static final int FAILED = 20;

    private final List<Trace> traces = new StoredTraces()
            .add(150, "aws.httpapi", "GET /product/{product_id}", 4, 0, false)
            .add(30, "aws.httpapi", "POST /product", 20, 1, false)
            .add(FAILED, "aws.httpapi", "POST /product", 9, 1, true)
            .add(100, "aws.httpapi", "GET /product/{product_id}", 4, 0, false)
            .all();

    @TempDir
    private Path state;

    @Test
    void whatEachMethodKeeps() {
        Result result = new SamplingComparison(traces, 10, new FileStateStore(state)).compare();

        assertThat(result.traces()).isEqualTo(traces.size());
        assertThat(result.failed()).isEqualTo(FAILED);
        assertThat(result.late()).isPositive();
        assertThat(result.methods())
                .extracting(Kept::method)
                .containsExactly("span by span", "head, by trace id", "whole traces");
        Kept dice = result.methods().get(0);
        Kept head = result.methods().get(1);
        Kept whole = result.methods().get(2);
        assertThat(whole.inPart()).isZero();
        assertThat(whole.failed()).isEqualTo(FAILED);
        assertThat(whole.spans()).isLessThan(result.spans());
        assertThat(head.inPart()).isZero();
        assertThat(head.failed()).isLessThan(FAILED);
        // The last trace tips the balance, by as much as the largest has.
        assertThat(Math.abs(head.spans() - whole.spans())).isLessThanOrEqualTo(20);
        assertThat(dice.inPart()).isGreaterThan(dice.whole());
        assertThat(dice.spans()).isBetween(whole.spans() * 8 / 10, whole.spans() * 12 / 10);
    }

    @Test
    void whereOneInOneIsKeptEverythingIs() {
        Result result = new SamplingComparison(traces, 1, new FileStateStore(state)).compare();

        assertThat(result.methods())
                .allSatisfy(kept -> assertThat(kept.spans()).isEqualTo(result.spans()))
                .allSatisfy(kept -> assertThat(kept.whole()).isEqualTo(result.traces()));
    }
}
