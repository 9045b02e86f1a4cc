package dev.tracedshop.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * The stream of spans: a log of some partitions, to which spans are added at the end, and which can be read again from any offset. It stands
 * for a broker such as Kafka or Kinesis, and outlives the hosts that read it.
 */
public final class SpanLog {
    private final Routing routing;
    private final List<List<SpanEvent>> partitions = new ArrayList<>();

    /** Creates an empty one. */
    public SpanLog(int partitions, Routing routing) {
        this.routing = routing;
        for (int i = 0; i < partitions; i++) {
            this.partitions.add(new ArrayList<>());
        }
    }

    /** Adds a span to the partition that it belongs into. */
    public void add(SpanEvent span) {
        int partition = routing.partitionOf(span);
        if (partition < 0 || partition >= partitions.size()) {
            throw new IllegalStateException(
                    "A span was routed to partition " + partition + ", and there are 0 to " + (partitions.size() - 1));
        }
        partitions.get(partition).add(span);
    }

    /** Returns how many partitions there are. */
    public int partitions() {
        return partitions.size();
    }

    /** Returns the offset behind the last span of a partition. */
    public long end(int partition) {
        return partitions.get(partition).size();
    }

    /** Reads a span. */
    public SpanEvent read(int partition, long offset) {
        return partitions.get(partition).get(Math.toIntExact(offset));
    }
}
