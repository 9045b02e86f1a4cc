package dev.tracedshop.sampling;

import dev.tracedshop.sampling.VerdictHistory.Judged;
import java.util.List;

/**
 * Keeps what outlives a host: of each partition three things, the current offset, the offset of the oldest trace that is not judged, and the
 * verdicts on the traces that were judged lately. A partition that nobody has read yet has {@link Offsets#START} and no verdicts.
 */
public interface StateStore {
    /** Loads the verdicts of a partition, all of them or none: {@link StateUnavailableException}. */
    List<Judged> loadVerdicts(int partition);

    /** Stores the verdicts of a partition in place of those that are there. */
    void saveVerdicts(int partition, List<Judged> verdicts);

    /** Loads both offsets of a partition. */
    Offsets loadOffsets(int partition);

    /** Stores both offsets of a partition in one write: one of them alone would be a lie. */
    void saveOffsets(int partition, Offsets offsets);
}
