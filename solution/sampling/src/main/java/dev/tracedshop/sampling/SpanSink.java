package dev.tracedshop.sampling;

import java.util.List;

/** Takes the spans that have their verdicts. After a restart it is given some again, so it has to bear repeats. */
public interface SpanSink {
    /** Takes some spans of a partition. */
    void deliver(int partition, List<JudgedSpan> spans);
}
