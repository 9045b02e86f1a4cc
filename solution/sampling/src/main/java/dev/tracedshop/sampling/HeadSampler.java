package dev.tracedshop.sampling;

/**
 * Decides at the head of a trace, before anything has happened: the first service asks the trace's id, and the verdict travels with the context
 * as the sampling priority. Every span agrees, no buffer is needed, and nobody can know yet whether the request will fail.
 */
public final class HeadSampler {
    private final double share;

    /**
     * Creates it.
     *
     * @param share which share of all traces is kept, from 0 to 1
     */
    public HeadSampler(double share) {
        this.share = share;
    }

    /** Returns what becomes of a trace. */
    public Verdict judge(TraceId trace) {
        return trace.position() < share ? Verdict.KEEP : Verdict.DROP;
    }
}
