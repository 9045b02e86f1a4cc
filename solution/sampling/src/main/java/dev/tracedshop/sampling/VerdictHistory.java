package dev.tracedshop.sampling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The traces of one partition that were judged lately, with their verdicts. Bounded: the one that was seen longest ago goes first. */
public final class VerdictHistory {
    /**
     * What is known of a judged trace.
     *
     * @param lastOffset where in the partition the last of its spans stands that was seen
     */
    public record Judged(TraceId trace, Verdict verdict, long lastOffset) {}

    private final int limit;
    private final Map<TraceId, Judged> judged = new LinkedHashMap<>();

    /**
     * Creates an empty one.
     *
     * @param limit how many traces it should hold; {@link #forget} says when it may hold more
     */
    public VerdictHistory(int limit) {
        this.limit = limit;
    }

    /** Notes a verdict; the first one of a trace is the one that counts. */
    public void remember(TraceId trace, Verdict verdict, long lastOffset) {
        if (!judged.containsKey(trace)) {
            judged.put(trace, new Judged(trace, verdict, lastOffset));
        }
    }

    /** Returns the verdict on a trace of which a further span was seen, if it was judged and is not forgotten. */
    public Optional<Verdict> verdictOf(TraceId trace, long offset) {
        Judged known = judged.remove(trace);
        if (known == null) {
            return Optional.empty();
        }
        // Put back at the end: it was seen last.
        judged.put(trace, new Judged(trace, known.verdict(), Math.max(known.lastOffset(), offset)));
        return Optional.of(known.verdict());
    }

    /**
     * Forgets what is beyond the limit, the traces that were seen longest ago first. None goes of which a span may be read again: after
     * a restart, reading begins at the oldest undecided trace, and a span of a judged trace would be judged anew.
     *
     * @param oldestUndecided where reading would begin after a restart
     */
    public void forget(long oldestUndecided) {
        int excess = judged.size() - limit;
        if (excess <= 0) {
            return;
        }
        List<TraceId> oldest = judged.values().stream()
                .filter(one -> one.lastOffset() < oldestUndecided)
                .limit(excess)
                .map(Judged::trace)
                .toList();
        oldest.forEach(judged::remove);
    }

    /** Returns all of it, the trace that was seen longest ago first. */
    public List<Judged> all() {
        return List.copyOf(judged.values());
    }
}
