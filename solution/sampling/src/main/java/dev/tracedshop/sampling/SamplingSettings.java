package dev.tracedshop.sampling;

/**
 * How a stream is sampled.
 *
 * @param partitions into how many parts it is divided
 * @param oneIn of how many ordinary traces one is kept
 * @param slowNanos from which duration on a trace is kept because it is slow
 * @param patience for how many further spans of its partition a trace waits for its own; a service would wait for a time, but an offset is
 *     the same when it is read again
 * @param flushEvery after how many spans verdicts, spans and offsets leave the host
 * @param historyLimit how many judged traces of a partition are remembered
 */
public record SamplingSettings(
        int partitions, int oneIn, long slowNanos, long patience, int flushEvery, int historyLimit) {
    public SamplingSettings {
        if (partitions < 1 || oneIn < 1 || patience < 1 || flushEvery < 1 || historyLimit < 1) {
            throw new IllegalArgumentException("Every number of the sampling's settings is 1 or more");
        }
    }
}
