package dev.tracedshop.workshop.sampling;

import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes traces as a shop stores them. */
final class StoredTraces {
    private static final long MILLISECOND = 1_000_000;

    private final Random random = new Random(1);
    private final List<Trace> traces = new ArrayList<>();

    /** Adds traces of one kind. */
    StoredTraces add(int number, String operation, String resource, int spans, int logs, boolean fail) {
        for (int i = 0; i < number; i++) {
            TraceId id = new TraceId(1_700_000_000L << 32, random.nextLong());
            long start = traces.size() * 1_000L * MILLISECOND;
            List<Span> made = new ArrayList<>();
            for (int span = 0; span < spans; span++) {
                made.add(new Span(
                        id,
                        random.nextLong() | 1,
                        span == 0 ? 0 : made.get(0).spanId(),
                        "product-api",
                        operation,
                        resource,
                        "",
                        "",
                        start + span * MILLISECOND,
                        (spans - span) * MILLISECOND,
                        fail && span == spans - 1,
                        Map.of(),
                        Map.of(),
                        List.of(),
                        List.of()));
            }
            List<LogLine> lines = new ArrayList<>();
            for (int line = 0; line < logs; line++) {
                lines.add(new LogLine("dev-create-product", Instant.EPOCH, "{}"));
            }
            traces.add(new Trace(id, made, lines));
        }
        return this;
    }

    List<Trace> all() {
        return List.copyOf(traces);
    }
}
