package dev.tracedshop.sampling;

import java.util.List;

/** Judges a trace by all of its spans that have come: what failed or was slow is kept, and of the rest one in so many. */
public final class SamplingRule {
    private final int oneIn;
    private final long slowNanos;

    /**
     * Creates it.
     *
     * @param oneIn of how many ordinary traces one is kept; 1 for all
     * @param slowNanos from which duration on a trace is kept because it is slow
     */
    public SamplingRule(int oneIn, long slowNanos) {
        this.oneIn = oneIn;
        this.slowNanos = slowNanos;
    }

    /**
     * Returns what becomes of a trace.
     *
     * @param spans in the order of their arrival, which means nothing; never empty
     */
    public Verdict judge(TraceId trace, List<SpanEvent> spans) {
        // region:judge
        boolean failed = spans.stream().anyMatch(SpanEvent::error);
        boolean slow = nanosOf(spans) >= slowNanos;
        return failed || slow || trace.isOneIn(oneIn) ? Verdict.KEEP : Verdict.DROP;
        // endregion:judge
    }

    /** Returns how long some spans took together, from the first start to the last end, in nanoseconds. */
    static long nanosOf(List<SpanEvent> spans) {
        long start = spans.stream().mapToLong(SpanEvent::start).min().orElse(0);
        long end = spans.stream().mapToLong(SpanEvent::end).max().orElse(0);
        return end - start;
    }
}
