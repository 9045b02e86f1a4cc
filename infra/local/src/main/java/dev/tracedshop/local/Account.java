package dev.tracedshop.local;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts per channel (a topic, a queue, a bus) what went in and what became of it. */
public final class Account {
    private final Map<String, Channel> channels = new ConcurrentSkipListMap<>();

    private static final class Channel {
        final LongAdder published = new LongAdder();
        final LongAdder delivered = new LongAdder();
        final LongAdder failed = new LongAdder();
        final LongAdder deadLettered = new LongAdder();
    }

    /**
     * What one channel has seen.
     *
     * @param published messages accepted
     * @param delivered deliveries that a consumer took; one message may have several consumers or none
     * @param failed attempts at delivery that a consumer refused or did not survive
     * @param deadLettered messages given up
     */
    public record Counts(long published, long delivered, long failed, long deadLettered) {}

    /** Notes that a channel accepted a message. */
    public void published(String channel) {
        channel(channel).published.increment();
    }

    /** Notes that a consumer took a message. */
    public void delivered(String channel) {
        channel(channel).delivered.increment();
    }

    /** Notes that a consumer did not take a message. */
    public void failed(String channel) {
        channel(channel).failed.increment();
    }

    /** Notes that a message was given up. */
    public void deadLettered(String channel) {
        channel(channel).deadLettered.increment();
    }

    /** Returns the counts of every channel that exists, by name. */
    public Map<String, Counts> counts() {
        return channels.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new Counts(
                                entry.getValue().published.sum(),
                                entry.getValue().delivered.sum(),
                                entry.getValue().failed.sum(),
                                entry.getValue().deadLettered.sum()),
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** Makes a channel known, with all counts at zero. */
    public void open(String channel) {
        channel(channel);
    }

    private Channel channel(String name) {
        return channels.computeIfAbsent(name, ignored -> new Channel());
    }
}
