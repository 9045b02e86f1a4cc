package dev.tracedshop.sampling;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The traces of one partition that are not judged yet, with the spans that have come, in the order of their first spans. */
public final class OpenTraces {
    /**
     * A trace that waits for its spans.
     *
     * @param firstOffset where in the partition the first of its spans stands
     * @param lastOffset where the last one stands that has come
     * @param spans in the order of their arrival
     */
    public record OpenTrace(TraceId id, long firstOffset, long lastOffset, List<SpanEvent> spans) {
        public OpenTrace {
            spans = List.copyOf(spans);
        }
    }

    private static final class Waiting {
        private final long firstOffset;
        private long lastOffset;
        private final List<SpanEvent> spans = new ArrayList<>();

        Waiting(long firstOffset) {
            this.firstOffset = firstOffset;
        }
    }

    private final Map<TraceId, Waiting> traces = new LinkedHashMap<>();

    /** Adds a span to its trace. */
    public void add(long offset, SpanEvent span) {
        Waiting waiting = traces.computeIfAbsent(span.traceId(), ignored -> new Waiting(offset));
        waiting.lastOffset = offset;
        waiting.spans.add(span);
    }

    /** Takes out the traces whose first span stands before an offset: they have waited long enough. */
    public List<OpenTrace> takeBegunBefore(long offset) {
        List<OpenTrace> due = new ArrayList<>();
        Iterator<Map.Entry<TraceId, Waiting>> oldest = traces.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<TraceId, Waiting> entry = oldest.next();
            Waiting waiting = entry.getValue();
            if (waiting.firstOffset >= offset) {
                break;
            }
            due.add(new OpenTrace(entry.getKey(), waiting.firstOffset, waiting.lastOffset, waiting.spans));
            oldest.remove();
        }
        return due;
    }

    /** Returns where the first span of the oldest trace stands. */
    public OptionalLong oldestOffset() {
        return traces.values().stream()
                .mapToLong(waiting -> waiting.firstOffset)
                .findFirst();
    }

    /** Returns how many traces wait. */
    public int size() {
        return traces.size();
    }
}
