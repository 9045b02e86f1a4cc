package dev.tracedshop.sampling;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Makes streams of spans for tests: shuffled traces, some of them failed, each with a span that comes long after the others. */
final class Streams {
    static final int TRACES = 200;
    static final int SPANS = 6;
    static final long MILLISECOND = 1_000_000;

    private final Random random;
    private final List<SpanEvent> stream = new ArrayList<>();
    private final Set<TraceId> failed = new HashSet<>();

    private Streams(long seed) {
        this.random = new Random(seed);
    }

    /** Returns a stream: all spans but one of each trace, shuffled within some hundred places, then the others. */
    static Streams of(long seed) {
        Streams made = new Streams(seed);
        List<SpanEvent> late = new ArrayList<>();
        List<SpanEvent> window = new ArrayList<>();
        for (int i = 0; i < TRACES; i++) {
            // As the tracer makes them: seconds and zeros above, a random number below.
            TraceId id = new TraceId((1_700_000_000L + i) << 32, made.random.nextLong());
            boolean fails = i % 10 == 0;
            if (fails) {
                made.failed.add(id);
            }
            for (int span = 0; span < SPANS; span++) {
                SpanEvent event =
                        new SpanEvent(id, made.random.nextLong(), span * MILLISECOND, MILLISECOND, fails && span == 2);
                (span == SPANS - 1 ? late : window).add(event);
            }
            if (i % 20 == 19) {
                Collections.shuffle(window, made.random);
                made.stream.addAll(window);
                window.clear();
            }
        }
        Collections.shuffle(late, made.random);
        made.stream.addAll(late);
        return made;
    }

    List<SpanEvent> spans() {
        return List.copyOf(stream);
    }

    Set<TraceId> failed() {
        return Set.copyOf(failed);
    }
}
