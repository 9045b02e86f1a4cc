package dev.tracedshop.sampling;

/** Says into which partition of the stream a span goes. Each partition is read by exactly one host, which sees nothing else. */
public final class Routing {
    private final int partitions;

    /**
     * Creates it.
     *
     * @param partitions how many there are; the number never changes while the stream lives
     */
    public Routing(int partitions) {
        this.partitions = partitions;
    }

    /** Returns the partition of a span, from 0 on: the same for all spans that have to be judged together. */
    public int partitionOf(SpanEvent span) {
        // region:route
        TraceId trace = span.traceId();
        return Math.floorMod(StableHash.of(trace.high(), trace.low()), partitions);
        // endregion:route
    }
}
