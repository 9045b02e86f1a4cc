package dev.tracedshop.telemetry;

import dev.tracedshop.trace.Span;
import dev.tracedshop.trace.TraceId;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sends every span that a store takes in to an OTLP backend, once, in its final form. Never makes the store wait. */
public final class OtlpForwarder implements AutoCloseable {

    /*
     * A span may be replaced soon after it came (aws.lambda is made again when the tracer's news come late), so spans wait, by trace,
     * until their trace has been quiet for a while, or until the oldest of them has waited long enough. What was taken out for
     * sending is remembered by id, and a later form of it is not sent.
     *
     * The store tells of each change while it holds its lock; all that happens then is an entry in a map. One thread sends. When the
     * backend is slow or away, the waiting spans pile up to a bound, and from then on the newest are dropped and counted.
     */

    private static final int BATCH = 512;
    private static final int ATTEMPTS = 3;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /**
     * How it waits.
     *
     * @param quiet how long a trace must not have changed
     * @param atMost how long a span waits at most
     * @param request how long one request may take
     * @param close how long the rest may take at the end
     * @param maximumSpans how many spans wait at most
     */
    public record Settings(Duration quiet, Duration atMost, Duration request, Duration close, int maximumSpans) {

        /** What suits a shop on one machine. */
        public static final Settings DEFAULT = new Settings(
                Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(5), 50_000);
    }

    /**
     * What became of the spans.
     *
     * @param sent accepted by the backend
     * @param dropped given up, because too many waited, the backend refused them or it could not be reached
     * @param waiting not sent yet
     * @param problem why the newest request failed; empty if it did not
     */
    public record Counts(long sent, long dropped, long waiting, String problem) {}

    private static final class Waiting {
        final Map<Long, Span> spans = new LinkedHashMap<>();
        final long since = System.nanoTime();
        long changed = since;
    }

    private final OtlpEndpoint endpoint;
    private final Settings settings;
    private final TraceStore store;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final Thread thread;
    private final Object lock = new Object();
    private final LinkedHashMap<TraceId, Waiting> waiting = new LinkedHashMap<>();
    private final LinkedHashMap<TraceId, Set<Long>> taken = new LinkedHashMap<>();
    private int waitingSpans;
    private int takenSpans;
    private int sending;
    private long sent;
    private long dropped;
    private String problem = "";
    private boolean closing;

    /** Begins to forward what the store takes in from now on. */
    public OtlpForwarder(OtlpEndpoint endpoint, TraceStore store, Settings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.store = store;
        thread = new Thread(this::work, "otlp-forwarder");
        thread.setDaemon(true);
        thread.start();
        store.listen(this::changed);
    }

    /** Begins to forward, with the default settings. */
    public OtlpForwarder(OtlpEndpoint endpoint, TraceStore store) {
        this(endpoint, store, Settings.DEFAULT);
    }

    /** Returns what became of the spans so far. */
    public Counts counts() {
        synchronized (lock) {
            return new Counts(sent, dropped, waitingSpans + (long) sending, problem);
        }
    }

    /** Sends what still waits, for a limited time; the rest is dropped and counted. */
    @Override
    public void close() {
        store.listen((removed, added) -> {});
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        try {
            thread.join(settings.close().toMillis());
            thread.interrupt();
            thread.join(Duration.ofSeconds(1).toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            dropped += waitingSpans;
            waitingSpans = 0;
            waiting.clear();
        }
    }

    private void changed(Collection<Span> removed, Collection<Span> added) {
        synchronized (lock) {
            for (Span span : removed) {
                forget(span);
            }
            for (Span span : added) {
                wait(span);
            }
            lock.notifyAll();
        }
    }

    private void forget(Span span) {
        Waiting trace = waiting.get(span.traceId());
        if (trace != null && trace.spans.remove(span.spanId()) != null) {
            waitingSpans--;
            if (trace.spans.isEmpty()) {
                waiting.remove(span.traceId());
            }
        }
    }

    private void wait(Span span) {
        if (taken.getOrDefault(span.traceId(), Set.of()).contains(span.spanId())) {
            return;
        }
        Waiting trace = waiting.get(span.traceId());
        boolean known = trace != null && trace.spans.containsKey(span.spanId());
        if (!known && waitingSpans >= settings.maximumSpans()) {
            dropped++;
            return;
        }
        if (trace == null) {
            trace = new Waiting();
            waiting.put(span.traceId(), trace);
        }
        trace.changed = System.nanoTime();
        trace.spans.put(span.spanId(), span);
        waitingSpans += known ? 0 : 1;
    }

    private void work() {
        try {
            while (true) {
                List<Span> batch = next();
                if (batch.isEmpty()) {
                    return;
                }
                boolean delivered = delivered(batch);
                synchronized (lock) {
                    sending = 0;
                    sent += delivered ? batch.size() : 0;
                    dropped += delivered ? 0 : batch.size();
                }
            }
        } catch (InterruptedException e) {
            synchronized (lock) {
                dropped += sending;
                sending = 0;
            }
        }
    }

    /** Whatever becomes of a batch, the next one is sent as well. */
    private boolean delivered(List<Span> batch) throws InterruptedException {
        try {
            return send(batch);
        } catch (RuntimeException e) {
            note("The spans could not be sent to " + endpoint + ": " + e);
            return false;
        }
    }

    /** Waits for spans that are due and takes them; none when it is over. */
    private List<Span> next() throws InterruptedException {
        synchronized (lock) {
            while (true) {
                long now = System.nanoTime();
                long nearest = Long.MAX_VALUE;
                List<Span> batch = new ArrayList<>();
                Iterator<Map.Entry<TraceId, Waiting>> traces =
                        waiting.entrySet().iterator();
                while (traces.hasNext() && batch.size() < BATCH) {
                    Map.Entry<TraceId, Waiting> entry = traces.next();
                    Waiting trace = entry.getValue();
                    long left = Math.min(
                            settings.quiet().toNanos() - (now - trace.changed),
                            settings.atMost().toNanos() - (now - trace.since));
                    if (left <= 0 || closing) {
                        take(entry.getKey(), trace, batch);
                        if (trace.spans.isEmpty()) {
                            traces.remove();
                        }
                    } else {
                        nearest = Math.min(nearest, left);
                    }
                }
                if (!batch.isEmpty()) {
                    waitingSpans -= batch.size();
                    sending = batch.size();
                    return batch;
                }
                if (closing) {
                    return List.of();
                }
                if (nearest == Long.MAX_VALUE) {
                    lock.wait();
                } else {
                    lock.wait(nearest / 1_000_000 + 1);
                }
            }
        }
    }

    private void take(TraceId id, Waiting trace, List<Span> batch) {
        Iterator<Span> spans = trace.spans.values().iterator();
        while (spans.hasNext() && batch.size() < BATCH) {
            Span span = spans.next();
            spans.remove();
            batch.add(span);
            if (taken.computeIfAbsent(id, ignored -> new HashSet<>()).add(span.spanId())) {
                takenSpans++;
            }
        }
        while (takenSpans > TraceStore.DEFAULT_MAXIMUM_SPANS && taken.size() > 1) {
            Iterator<Set<Long>> oldest = taken.values().iterator();
            takenSpans -= oldest.next().size();
            oldest.remove();
        }
    }

    private boolean send(List<Span> batch) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.traces())
                .timeout(settings.request())
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(
                        OtlpWriter.write(batch).toByteArray()));
        endpoint.headers().forEach(request::setHeader);
        for (int attempt = 1; ; attempt++) {
            String failure;
            boolean again = true;
            try {
                int status =
                        client.send(request.build(), BodyHandlers.discarding()).statusCode();
                if (status >= 200 && status < 300) {
                    note("");
                    return true;
                }
                failure = "it answered " + status;
                again = status == 429 || status >= 500;
            } catch (IOException e) {
                failure = e.toString();
            }
            note("The spans could not be sent to " + endpoint + ": " + failure);
            if (!again || attempt == ATTEMPTS || isClosing()) {
                return false;
            }
            Thread.sleep(Duration.ofMillis(200L << attempt).toMillis());
        }
    }

    private boolean isClosing() {
        synchronized (lock) {
            return closing;
        }
    }

    private void note(String failure) {
        synchronized (lock) {
            problem = failure;
        }
    }
}
