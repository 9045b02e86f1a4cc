package dev.tracedshop.local.mapping;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.delivery.DeliveryException;
import dev.tracedshop.local.delivery.Destinations;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.streams.StreamReader;
import dev.tracedshop.local.trouble.Trouble;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Reads a table's stream and invokes a function with what it finds, in order. */
final class StreamMapping implements Mapping {
    /*
     * One thread reads the stream's one shard, invokes the function and waits for it: nothing overtakes a batch that fails. It sleeps
     * until the table is written to, and looks once in a while for what the engine removes by itself when an item's time is over.
     *
     * What failed is tried again from the first record that failed, after 1 s, 2 s, 4 s … up to a minute, until it is handled, was tried
     * often enough or is too old. When a batch got further than before, the count begins anew. Splitting a batch does not count. Only
     * these waits are shortened by hurrying, and what was saved counts for a record's age; after a crash nobody knows what the function
     * had taken a lease on, so the next try is no earlier than the invocation's deadline.
     */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration SLEEP = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int EVENT_FRAME = 64;

    private final StreamSettings settings;
    private final StreamReader stream;
    private final Function function;
    private final Hurry hurry;
    private final Account account;
    private final Hops hops;
    private final Destinations destinations;
    private final Trouble trouble;
    private final Deque<ObjectNode> leftOver = new ArrayDeque<>();
    private final Thread poller;
    private volatile boolean closed;
    private volatile boolean held;

    StreamMapping(
            StreamSettings settings,
            StreamReader stream,
            Function function,
            Hurry hurry,
            Account account,
            Hops hops,
            Destinations destinations,
            Trouble trouble) {
        this.settings = settings;
        this.stream = stream;
        this.function = function;
        this.hurry = hurry;
        this.account = account;
        this.hops = hops;
        this.destinations = destinations;
        this.trouble = trouble;
        this.poller = new Thread(this::poll, "mapping-" + stream.table());
        poller.setDaemon(true);
    }

    @Override
    public void start() {
        poller.start();
    }

    @Override
    public Function function() {
        return function;
    }

    @Override
    public void hold(boolean wait) {
        held = wait;
        stream.wake();
    }

    private void poll() {
        try {
            while (!closed) {
                long mark = stream.mark();
                try {
                    List<ObjectNode> records = collect();
                    if (records.isEmpty()) {
                        if (leftOver.isEmpty()) {
                            stream.caughtUp(mark);
                        }
                        stream.awaitChange(mark, SLEEP);
                    } else {
                        handle(records);
                    }
                } catch (RuntimeException e) {
                    if (closed) {
                        return;
                    }
                    System.err.println("Cannot read the stream of the table " + stream.table() + ": " + e.getMessage());
                    TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Returns what there is; where there is something, waits until it fills a batch or the window is over. While the function's records
     * are held back it returns none, but looks whether there are any.
     */
    private List<ObjectNode> collect() throws InterruptedException {
        List<ObjectNode> batch = new ArrayList<>();
        int bytes = EVENT_FRAME;
        long end = 0;
        while (!closed) {
            long mark = stream.mark();
            try {
                if (leftOver.isEmpty()) {
                    leftOver.addAll(read(settings.batchSize() - batch.size()));
                }
            } catch (RuntimeException e) {
                if (batch.isEmpty()) {
                    throw e;
                }
                return batch; // What was read is not to be lost with what was not.
            }
            if (held || (leftOver.isEmpty() && batch.isEmpty())) {
                return batch;
            }
            boolean found = !leftOver.isEmpty();
            if (batch.isEmpty()) {
                end = System.nanoTime() + hurry.shorten(settings.window()).toNanos();
            }
            while (!leftOver.isEmpty() && batch.size() < settings.batchSize()) {
                int size = leftOver.element().toString().getBytes(StandardCharsets.UTF_8).length + 1;
                if (bytes + size > Functions.MAX_PAYLOAD && !batch.isEmpty()) {
                    return batch;
                }
                bytes += size;
                batch.add(leftOver.remove());
            }
            long left = end - System.nanoTime();
            if (batch.size() >= settings.batchSize() || left <= 0) {
                return batch;
            }
            if (!found) {
                stream.awaitChange(mark, Duration.ofNanos(left));
            }
        }
        return batch;
    }

    private List<ObjectNode> read(int most) {
        List<ObjectNode> records = stream.read(most);
        records.forEach(record -> record.put("eventSourceARN", stream.streamArn()));
        return records;
    }

    private void handle(List<ObjectNode> records) throws InterruptedException {
        Deque<StreamBatch> ahead = new ArrayDeque<>();
        ahead.push(StreamBatch.fresh(records));
        while (!ahead.isEmpty() && !closed) {
            StreamBatch batch = ahead.pop();
            int tooOld = batch.tooOld(settings.maximumAge());
            if (tooOld > 0) {
                giveUp(batch.part(0, tooOld), "RecordAgeExceeded");
                batch = batch.part(tooOld, batch.size());
            }
            if (!batch.isEmpty()) {
                attempt(batch, ahead);
            }
        }
    }

    private void attempt(StreamBatch batch, Deque<StreamBatch> ahead) throws InterruptedException {
        String invocation = UUID.randomUUID().toString();
        Outcome outcome = invoke(batch, invocation);
        int handled = firstFailed(batch, outcome);
        for (int i = 0; i < batch.size(); i++) {
            if (i < handled) {
                account.delivered(stream.channel());
            } else {
                account.failed(stream.channel());
            }
        }
        if (handled == batch.size()) {
            if (trouble.repeats()) {
                // What has been handled stays handled, whatever becomes of the copy.
                Outcome unused = invoke(batch, UUID.randomUUID().toString());
            }
            return;
        }
        StreamBatch failed = batch.tried(invocation, outcome).part(handled, batch.size());
        int retries = handled > 0 ? 0 : batch.retries();
        if (settings.bisect() && handled == 0 && failed.size() > 1) {
            int half = failed.size() / 2;
            Duration saved = pause(retries, outcome);
            ahead.push(failed.part(half, failed.size()).again(retries, saved));
            ahead.push(failed.part(0, half).again(retries, saved));
        } else if (settings.retries() >= 0 && retries >= settings.retries()) {
            giveUp(failed, "RetryAttemptsExhausted");
        } else {
            ahead.push(failed.again(retries + 1, pause(retries, outcome)));
        }
    }

    private Outcome invoke(StreamBatch batch, String invocation) throws InterruptedException {
        batch.records()
                .forEach(record -> hops.invoked(
                        stream.channel(),
                        function.definition().name(),
                        "record",
                        record.path("eventID").asText(),
                        invocation,
                        WireCarrier.ofHeader("")));
        try {
            // No trace header: Lambda begins a trace of its own for a batch, which may come from many.
            return function.invoke(invocation, batch.event(), "").get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("An invocation ends with an outcome, whatever happens", e);
        }
    }

    /** Returns the index of the first record that was not handled. */
    private int firstFailed(StreamBatch batch, Outcome outcome) {
        if (!outcome.succeeded()) {
            return 0;
        }
        List<String> numbers = batch.sequenceNumbers();
        Set<String> failed =
                settings.partial() ? PartialBatchResponse.failed(outcome.payload(), new HashSet<>(numbers)) : Set.of();
        int first = 0;
        while (first < numbers.size() && !failed.contains(numbers.get(first))) {
            first++;
        }
        return first;
    }

    /** Waits before another try, and returns by how much the wait was shortened. */
    private Duration pause(int retries, Outcome outcome) throws InterruptedException {
        Duration onAws = FIRST_WAIT.multipliedBy(1L << Math.min(retries, 6));
        onAws = onAws.compareTo(LONGEST_WAIT) < 0 ? onAws : LONGEST_WAIT;
        Duration here = hurry.shorten(onAws);
        Duration lease = outcome.heldFor(function.definition().timeout());
        TimeUnit.NANOSECONDS.sleep((here.compareTo(lease) < 0 ? lease : here).toNanos());
        return onAws.minus(here);
    }

    private void giveUp(StreamBatch batch, String condition) throws InterruptedException {
        batch.records().forEach(record -> account.deadLettered(stream.channel()));
        String what = batch.size() + " record(s) of the table " + stream.table() + ", from sequence number "
                + batch.sequenceNumbers().get(0) + " on, given up by "
                + function.definition().name() + " (" + condition + ")";
        if (settings.onFailure().isEmpty()) {
            System.err.println(what + ", are lost: the mapping has no on-failure destination.");
            return;
        }
        String failure =
                batch.failure(stream, function.definition().arn(), condition).toString();
        while (!closed) {
            try {
                destinations.permit(function.definition().role(), settings.onFailure());
                destinations.send(settings.onFailure(), QueueMessage.of(failure));
                return;
            } catch (DeliveryException e) {
                System.err.println(
                        what + ", are lost: " + settings.onFailure() + " does not take them: " + e.getMessage());
                return;
            } catch (RuntimeException e) {
                // Nobody has refused; the destination's engine is away and may come back.
                System.err.println(
                        what + ": " + settings.onFailure() + " cannot be told, next try in 1 s: " + e.getMessage());
                TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        poller.interrupt();
        try {
            poller.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
