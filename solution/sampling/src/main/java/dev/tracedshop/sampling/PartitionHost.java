package dev.tracedshop.sampling;

import java.util.ArrayList;
import java.util.List;

/** Reads one partition and gives each of its spans a verdict. A host that exists is ready: one that cannot restore its state is never made. */
final class PartitionHost {
    /*
     * A host keeps nothing for itself; another one may have to go on at any moment. So it starts in this order:
     *
     *   1  the verdicts, all of them, before the first span: a span of a judged trace must not open the trace again
     *   2  both offsets
     *   3  reading begins at the oldest undecided trace: its spans were in the memory of a host that is gone
     *   4  up to the current offset nothing is new: spans of judged traces get their verdicts again, and the sink drops the repeats
     *   5  from there on it is live
     *
     * and what it has done leaves it in this order:
     *
     *   verdicts stored  →  spans delivered  →  both offsets stored, in one write
     *
     * A crash between two of them repeats spans and loses none. Were spans delivered before their verdict is stored, a host that reads them
     * again, perhaps with further ones, could come to the opposite verdict.
     */
    private final int partition;
    private final SpanLog log;
    private final StateStore store;
    private final SpanSink sink;
    private final SamplingSettings settings;
    private final OpenTraces open = new OpenTraces();
    private final VerdictHistory history;
    private final WholeTraceSampler sampler;
    private final List<JudgedSpan> ready = new ArrayList<>();
    private final long newsFrom;
    private long next;
    private int sinceFlush;

    private PartitionHost(
            int partition,
            SpanLog log,
            StateStore store,
            SpanSink sink,
            SamplingSettings settings,
            VerdictHistory history,
            Offsets offsets) {
        this.partition = partition;
        this.log = log;
        this.store = store;
        this.sink = sink;
        this.settings = settings;
        this.history = history;
        this.sampler = new WholeTraceSampler(new SamplingRule(settings.oneIn(), settings.slowNanos()), open, history);
        this.next = offsets.oldestUndecided();
        this.newsFrom = offsets.current();
    }

    /**
     * Restores the state of a partition and reads what has to be read again.
     *
     * @throws StateUnavailableException if something of it could not be loaded; then somebody tries again, and nobody starts without it
     */
    static PartitionHost start(int partition, SpanLog log, StateStore store, SpanSink sink, SamplingSettings settings) {
        VerdictHistory history = new VerdictHistory(settings.historyLimit());
        store.loadVerdicts(partition)
                .forEach(judged -> history.remember(judged.trace(), judged.verdict(), judged.lastOffset()));
        Offsets offsets = store.loadOffsets(partition);
        PartitionHost host = new PartitionHost(partition, log, store, sink, settings, history, offsets);
        host.readUntil(offsets.current());
        return host;
    }

    /** Reads what is new. */
    void work() {
        readUntil(log.end(partition));
    }

    private void readUntil(long end) {
        while (next < end) {
            sampler.take(next, log.read(partition, next)).ifPresent(ready::add);
            next++;
            sinceFlush++;
            if (sinceFlush >= settings.flushEvery()) {
                flush(next - settings.patience());
            }
        }
    }

    /** Judges all that waits, and hands everything on: no span will come any more. */
    void shutDown() {
        flush(next);
    }

    private void flush(long begunBefore) {
        ready.addAll(sampler.judgeBegunBefore(begunBefore));
        store.saveVerdicts(partition, history.all());
        sink.deliver(partition, List.copyOf(ready));
        ready.clear();
        long oldest = open.oldestOffset().orElse(next);
        store.saveOffsets(partition, new Offsets(Math.max(next, newsFrom), oldest));
        if (next >= newsFrom) {
            // Not before: until then it is not known of which judged traces spans are still to be read again.
            history.forget(oldest);
        }
        sinceFlush = 0;
    }
}
