package dev.tracedshop.sampling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stores the spans that are kept, each once, however often it is delivered: a span is known by its trace's id and its own. */
public final class KeptSpans implements SpanSink {
    private record Key(TraceId trace, long span) {}

    private final Map<Key, SpanEvent> kept = new LinkedHashMap<>();
    private int repeats;

    @Override
    public void deliver(int partition, List<JudgedSpan> spans) {
        for (JudgedSpan judged : spans) {
            SpanEvent span = judged.span();
            if (judged.verdict() == Verdict.KEEP
                    && kept.putIfAbsent(new Key(span.traceId(), span.spanId()), span) != null) {
                repeats++;
            }
        }
    }

    /** Returns the spans in the order of their first delivery. */
    public List<SpanEvent> spans() {
        return List.copyOf(kept.values());
    }

    /** Returns how many were delivered again. */
    public int repeats() {
        return repeats;
    }
}
