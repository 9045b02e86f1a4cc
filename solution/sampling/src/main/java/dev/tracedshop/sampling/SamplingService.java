package dev.tracedshop.sampling;

import java.util.ArrayList;
import java.util.List;

/** Samples a stream by whole traces, with one host for each partition. */
public final class SamplingService {
    private final SpanLog log;
    private final StateStore store;
    private final SpanSink sink;
    private final SamplingSettings settings;
    private List<PartitionHost> hosts = List.of();

    /** Creates it; {@link #start} makes its hosts. */
    public SamplingService(SamplingSettings settings, SpanLog log, StateStore store, SpanSink sink) {
        this.settings = settings;
        this.log = log;
        this.store = store;
        this.sink = sink;
    }

    /**
     * Makes a host for each partition, out of what is stored. Called again, it does what a crash does: what the hosts had in memory is gone.
     *
     * @throws StateUnavailableException if the state of a partition cannot be loaded; then there is no host at all
     */
    public void start() {
        hosts = List.of();
        List<PartitionHost> started = new ArrayList<>();
        for (int partition = 0; partition < log.partitions(); partition++) {
            started.add(PartitionHost.start(partition, log, store, sink, settings));
        }
        hosts = started;
    }

    /** Tells whether its hosts are there. */
    public boolean isReady() {
        return !hosts.isEmpty();
    }

    /** Reads what is new in every partition; without hosts, nothing. */
    public void work() {
        hosts.forEach(PartitionHost::work);
    }

    /** Judges all that waits, and hands everything on. */
    public void shutDown() {
        hosts.forEach(PartitionHost::shutDown);
        hosts = List.of();
    }
}
