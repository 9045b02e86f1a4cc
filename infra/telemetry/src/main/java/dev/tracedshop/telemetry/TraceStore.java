package dev.tracedshop.telemetry;

import dev.tracedshop.trace.LinkIndex;
import dev.tracedshop.trace.LogLine;
import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.Trace;
import dev.tracedshop.trace.TraceId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the newest traces in memory, at most a number of spans and as many log lines. Safe for use by many threads. */
public final class TraceStore {

    /*
     * Traces are held in the order in which their first span arrived; when the spans are too many, the oldest trace is dropped as a
     * whole, and what was dropped is counted. If one trace alone fills the store, its further spans are dropped.
     *
     * Log lines are held by the lower half of the trace id, because a log line may know no more than that, and because lines may
     * come before the first span. They leave with their trace; lines of traces that never came leave oldest first when the lines
     * are too many.
     *
     * One lock guards everything. A waiting thread has a set of the traces that changed since it last looked; so an arriving span
     * costs a waiter one entry in a set, and a waiter tests changed traces only, outside the lock.
     */

    /** The bound for spans when none is given. */
    public static final int DEFAULT_MAXIMUM_SPANS = 200_000;

    /** The bound for log lines of one trace. */
    public static final int MAXIMUM_LINES_PER_TRACE = 2_000;

    /**
     * What was left out to stay within the bounds.
     *
     * @param traces whole traces dropped because they were the oldest
     * @param spans spans dropped, those of whole traces included
     * @param logLines lines dropped
     */
    public record Dropped(long traces, long spans, long logLines) {}

    /** Is told of every change while the store is locked: it must be quick, and must not call the store. */
    interface Listener {
        void changed(Collection<Span> removed, Collection<Span> added);
    }

    private static final class Entry {
        final Map<Long, Span> spans = new LinkedHashMap<>();

        @Nullable
        Trace snapshot;
    }

    private static final class Lines {
        final Deque<LogLine> kept = new ArrayDeque<>();
        long dropped;
    }

    private static final class Waiter {
        final Set<TraceId> changed = new LinkedHashSet<>();
    }

    private final int maximumSpans;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final LinkedHashMap<TraceId, Entry> entries = new LinkedHashMap<>();
    private final LinkedHashMap<Long, Lines> linesByLowId = new LinkedHashMap<>();
    private final Mentions mentions = new Mentions();
    private final Set<Waiter> waiters = new HashSet<>();
    private int spanCount;
    private int lineCount;
    private Listener listener = (removed, added) -> {};
    private long droppedTraces;
    private long droppedSpans;
    private long droppedLines;

    /** Makes a store with the default bound. */
    public TraceStore() {
        this(DEFAULT_MAXIMUM_SPANS);
    }

    /** Makes a store that holds at most this many spans, and as many log lines. */
    public TraceStore(int maximumSpans) {
        if (maximumSpans < 1) {
            throw new IllegalArgumentException("A trace store holds at least 1 span, not " + maximumSpans);
        }
        this.maximumSpans = maximumSpans;
    }

    /** Adds spans; one whose trace and span ids are here already replaces the earlier one. */
    public void add(Collection<Span> spans) {
        replace(List.of(), spans);
    }

    /** Takes some spans out and puts others in, as one change; lines of a trace that this empties move to the first new one. */
    void replace(Collection<Span> old, Collection<Span> spans) {
        lock.lock();
        try {
            for (Span span : old) {
                remove(span, spans);
            }
            for (Span span : spans) {
                put(span);
            }
            listener.changed(old, spans);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Tells this listener, and no other, of every change from now on. */
    void listen(Listener next) {
        lock.lock();
        try {
            listener = next;
        } finally {
            lock.unlock();
        }
    }

    /** Joins a line to the trace with this lower half of an id, whether its spans are here yet or not. */
    void addLine(long traceIdLow, LogLine line) {
        lock.lock();
        try {
            Lines lines = linesByLowId.computeIfAbsent(traceIdLow, ignored -> new Lines());
            if (lines.kept.size() >= MAXIMUM_LINES_PER_TRACE) {
                lines.dropped++;
                droppedLines++;
                return;
            }
            lines.kept.add(line);
            lineCount++;
            while (lineCount > maximumSpans) {
                forgetLines(linesByLowId.keySet().iterator().next());
            }
            if (!waiters.isEmpty()) {
                entries.keySet().stream().filter(id -> id.low() == traceIdLow).forEach(this::touch);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns the trace with this id. */
    public Optional<Trace> trace(TraceId id) {
        lock.lock();
        try {
            return snapshot(id);
        } finally {
            lock.unlock();
        }
    }

    /** Returns at most {@code count} traces, the one whose first span arrived last being the first. */
    public List<Trace> newest(int count) {
        lock.lock();
        try {
            List<TraceId> ids = new ArrayList<>(entries.keySet());
            List<Trace> newest = new ArrayList<>();
            for (int i = ids.size() - 1; i >= 0 && newest.size() < count; i--) {
                snapshot(ids.get(i)).ifPresent(newest::add);
            }
            return newest;
        } finally {
            lock.unlock();
        }
    }

    /** Returns every trace, in the order in which their first spans arrived. */
    public List<Trace> traces() {
        return find(trace -> true);
    }

    /** Returns the traces that satisfy the predicate, in the order in which their first spans arrived. */
    public List<Trace> find(Predicate<Trace> predicate) {
        List<Trace> all = new ArrayList<>();
        lock.lock();
        try {
            entries.keySet().forEach(id -> snapshot(id).ifPresent(all::add));
        } finally {
            lock.unlock();
        }
        return all.stream().filter(predicate).toList();
    }

    /** Returns the links between all spans held, in both directions. */
    public LinkIndex links() {
        return new LinkIndex(traces());
    }

    /** Returns the traces that this one links to, that link to it, and that point to the same stored state, in no particular order. */
    public List<Trace> around(Trace trace) {
        return mentioned(() -> mentions.around(trace));
    }

    /** Returns the traces of which any span carries this value as its {@code request_id}, without a look at all others. */
    public List<Trace> ofRequest(String requestId) {
        return mentioned(() -> mentions.ofRequest(requestId));
    }

    private List<Trace> mentioned(Supplier<Set<TraceId>> ids) {
        lock.lock();
        try {
            return ids.get().stream().flatMap(id -> snapshot(id).stream()).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a trace satisfies the predicate and returns it; empty when the deadline passed first. */
    public Optional<Trace> awaitTrace(Predicate<Trace> predicate, Duration deadline) throws InterruptedException {
        return awaitTrace(predicate, Instant.now().plus(deadline));
    }

    /** Waits until a trace satisfies the predicate and returns it; empty when the deadline passed first. */
    public Optional<Trace> awaitTrace(Predicate<Trace> predicate, Instant deadline) throws InterruptedException {
        Waiter waiter = new Waiter();
        List<Trace> candidates = new ArrayList<>();
        lock.lock();
        try {
            waiters.add(waiter);
            entries.keySet().forEach(id -> snapshot(id).ifPresent(candidates::add));
        } finally {
            lock.unlock();
        }
        try {
            while (true) {
                Optional<Trace> found = candidates.stream().filter(predicate).findFirst();
                if (found.isPresent() || !nextChanged(waiter, candidates, deadline)) {
                    return found;
                }
            }
        } finally {
            lock.lock();
            try {
                waiters.remove(waiter);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Returns what was dropped so far. */
    public Dropped dropped() {
        lock.lock();
        try {
            return new Dropped(droppedTraces, droppedSpans, droppedLines);
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many of a trace's log lines were dropped because there were more than {@link #MAXIMUM_LINES_PER_TRACE}. */
    public long droppedLines(TraceId id) {
        lock.lock();
        try {
            Lines lines = linesByLowId.get(id.low());
            return lines == null ? 0 : lines.dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the number of spans held. */
    public int size() {
        lock.lock();
        try {
            return spanCount;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for changes and fills {@code candidates} with the traces changed; false when the deadline passed without any. */
    private boolean nextChanged(Waiter waiter, List<Trace> candidates, Instant deadline) throws InterruptedException {
        candidates.clear();
        lock.lock();
        try {
            while (waiter.changed.isEmpty()) {
                long left = Duration.between(Instant.now(), deadline).toNanos();
                if (left <= 0) {
                    return false;
                }
                boolean inTime = changed.await(left, TimeUnit.NANOSECONDS);
                if (!inTime && waiter.changed.isEmpty()) {
                    return false;
                }
            }
            waiter.changed.forEach(id -> snapshot(id).ifPresent(candidates::add));
            waiter.changed.clear();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void put(Span span) {
        Entry entry = entries.computeIfAbsent(span.traceId(), ignored -> new Entry());
        Span replaced = entry.spans.put(span.spanId(), span);
        mentions.add(span);
        if (replaced != null) {
            mentions.remove(replaced);
        } else {
            spanCount++;
            while (spanCount > maximumSpans && entries.size() > 1) {
                forgetOldest(span.traceId());
            }
            if (spanCount > maximumSpans) {
                entry.spans.remove(span.spanId());
                mentions.remove(span);
                spanCount--;
                droppedSpans++;
                return;
            }
        }
        touch(span.traceId());
    }

    /** Drops the oldest trace; the one that is just arriving goes last, although it may be the oldest. */
    private void forgetOldest(TraceId arriving) {
        TraceId oldest = entries.keySet().stream()
                .filter(id -> !id.equals(arriving))
                .findFirst()
                .orElseThrow();
        Entry gone = entries.remove(oldest);
        if (gone != null) {
            spanCount -= gone.spans.size();
            droppedSpans += gone.spans.size();
            droppedTraces++;
            mentions.removeAll(gone.spans.values());
        }
        forgetLines(oldest.low());
    }

    private void forgetLines(long traceIdLow) {
        Lines gone = linesByLowId.remove(traceIdLow);
        if (gone != null) {
            lineCount -= gone.kept.size();
            droppedLines += gone.kept.size();
        }
    }

    private void remove(Span span, Collection<Span> successors) {
        Entry entry = entries.get(span.traceId());
        Span removed = entry == null ? null : entry.spans.remove(span.spanId());
        if (entry == null || removed == null) {
            return;
        }
        mentions.remove(removed);
        spanCount--;
        touch(span.traceId());
        if (entry.spans.isEmpty()
                && successors.stream().noneMatch(s -> s.traceId().equals(span.traceId()))) {
            entries.remove(span.traceId());
            successors.stream().findFirst().ifPresent(successor -> moveLines(span.traceId(), successor.traceId()));
        }
    }

    private void moveLines(TraceId from, TraceId to) {
        if (from.low() == to.low()) {
            return;
        }
        Lines lines = linesByLowId.remove(from.low());
        if (lines != null) {
            lineCount -= lines.kept.size();
            lines.kept.forEach(line -> addLine(to.low(), line));
        }
    }

    private void touch(TraceId id) {
        Entry entry = entries.get(id);
        if (entry != null) {
            entry.snapshot = null;
        }
        waiters.forEach(waiter -> waiter.changed.add(id));
    }

    private Optional<Trace> snapshot(TraceId id) {
        Entry entry = entries.get(id);
        if (entry == null) {
            return Optional.empty();
        }
        Lines lines = linesByLowId.get(id.low());
        List<LogLine> kept = lines == null ? List.of() : List.copyOf(lines.kept);
        Trace cached = entry.snapshot;
        if (cached == null || cached.logs().size() != kept.size()) {
            cached = new Trace(id, List.copyOf(entry.spans.values()), kept);
            entry.snapshot = cached;
        }
        return Optional.of(cached);
    }
}
