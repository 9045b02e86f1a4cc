package dev.tracedshop.sampling;

import dev.tracedshop.sampling.OpenTraces.OpenTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives each span of one partition the verdict on its trace: holds it back until the trace is judged, or, if that is done, at once. */
public final class WholeTraceSampler {
    private final SamplingRule rule;
    private final OpenTraces open;
    private final VerdictHistory history;

    /**
     * Creates it.
     *
     * @param open the traces that wait, with their spans
     * @param history the traces that were judged, with their verdicts; after a restart it knows those from before
     */
    public WholeTraceSampler(SamplingRule rule, OpenTraces open, VerdictHistory history) {
        this.rule = rule;
        this.open = open;
        this.history = history;
    }

    /**
     * Takes a span of the stream.
     *
     * @param offset where it stands in the partition
     * @return the span with its verdict if that is known already; otherwise nothing, and the span waits
     */
    public Optional<JudgedSpan> take(long offset, SpanEvent span) {
        // TODO Task 3: give a span whose trace was judged already the verdict that its trace has.
        open.add(offset, span);
        return Optional.empty();
    }

    /**
     * Judges the traces that have waited long enough.
     *
     * @param offset those are meant whose first span stands before it
     * @return all their spans that have come
     */
    public List<JudgedSpan> judgeBegunBefore(long offset) {
        List<JudgedSpan> judged = new ArrayList<>();
        for (OpenTrace trace : open.takeBegunBefore(offset)) {
            Verdict verdict = rule.judge(trace.id(), trace.spans());
            history.remember(trace.id(), verdict, trace.lastOffset());
            trace.spans().forEach(span -> judged.add(new JudgedSpan(span, verdict, false)));
        }
        return judged;
    }
}
