package dev.tracedshop.local.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.assembly.Place;
import dev.tracedshop.local.delivery.Hops;
import dev.tracedshop.local.delivery.WireCarrier;
import dev.tracedshop.local.function.Function;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.sqs.Queue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Reads a queue and invokes a function with what it finds. */
final class QueueMapping implements Mapping {
    /*
     * One thread collects batches, as long as the function has a process to work on them: a batch that only waits would be older than its
     * receipts say. Between messages it sleeps; every send through this runtime wakes it. While the queue has messages that are not
     * visible (delayed, or received by somebody else), it also looks once a second.
     *
     * What failed comes back when the rest of its visibility time-out is over, counted from when it was received; only that rest is
     * shortened. After a crash nobody knows whether the function had taken a lease on a message, and a lease ends at the latest with the
     * invocation's deadline: the function's timeout, counted from when it was handed the batch.
     */
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration SLEEP = Duration.ofSeconds(60);
    private static final int RECEIVED_AT_ONCE = 10;
    private static final int EVENT_FRAME = 64;

    private final Definition definition;
    private final Queue queue;
    private final Function function;
    private final QueueRecords records;
    private final Hurry hurry;
    private final Account account;
    private final Hops hops;
    private final ScheduledExecutorService workers;
    private final Semaphore free;
    private final Deque<Taken> leftOver = new ArrayDeque<>();
    private final Thread poller;
    private volatile boolean closed;
    private volatile boolean held;

    /**
     * What a template says of a mapping.
     *
     * @param batchSize at most so many messages in one event
     * @param window how long to wait for a batch to fill
     * @param partial whether the function's answer names the messages that failed
     * @param concurrency at most so many invocations at once
     */
    record Definition(int batchSize, Duration window, boolean partial, int concurrency) {}

    /** A message that was taken from the queue, as a record, with when it was taken and how long it is. */
    private record Taken(String id, String handle, ObjectNode record, long at, int bytes) {}

    QueueMapping(
            Definition definition,
            Queue queue,
            Function function,
            Place place,
            Hurry hurry,
            Account account,
            Hops hops,
            ScheduledExecutorService workers) {
        this.definition = definition;
        this.queue = queue;
        this.function = function;
        this.records = new QueueRecords(queue, place);
        this.hurry = hurry;
        this.account = account;
        this.hops = hops;
        this.workers = workers;
        this.free = new Semaphore(definition.concurrency());
        this.poller = new Thread(this::poll, "mapping-" + queue.definition().name());
        poller.setDaemon(true);
    }

    @Override
    public void start() {
        queue.map();
        poller.start();
    }

    @Override
    public Function function() {
        return function;
    }

    @Override
    public void hold(boolean wait) {
        held = wait;
        queue.signal();
    }

    private void poll() {
        try {
            while (!closed) {
                free.acquire();
                Map<String, Taken> batch = new LinkedHashMap<>();
                try {
                    collect(batch);
                } catch (RuntimeException e) {
                    if (closed) {
                        return;
                    }
                    System.err.println(
                            "Cannot read the queue " + queue.definition().name() + ": " + e.getMessage());
                    queue.awaitChange(queue.mark(), LOOK_AGAIN);
                }
                if (batch.isEmpty()) {
                    free.release();
                } else {
                    invoke(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for a first message, then until the batch is full or its window is over. */
    private void collect(Map<String, Taken> batch) throws InterruptedException {
        int bytes = EVENT_FRAME;
        long end = 0;
        while (!closed) {
            long mark = queue.mark();
            if (leftOver.isEmpty() && !held) {
                take(definition.batchSize() - batch.size());
            }
            boolean found = !leftOver.isEmpty();
            if (found && batch.isEmpty()) {
                end = System.nanoTime() + hurry.shorten(definition.window()).toNanos();
            }
            while (!leftOver.isEmpty() && batch.size() < definition.batchSize()) {
                Taken next = leftOver.peek();
                if (bytes + next.bytes() > Functions.MAX_PAYLOAD && !batch.isEmpty()) {
                    return;
                }
                bytes += next.bytes();
                batch.put(next.id(), leftOver.remove());
            }
            long left = end - System.nanoTime();
            if (batch.isEmpty()) {
                queue.awaitChange(mark, queue.hasBacklog() ? LOOK_AGAIN : SLEEP);
            } else if (batch.size() >= definition.batchSize() || left <= 0) {
                return;
            } else if (!found) {
                queue.awaitChange(mark, Duration.ofNanos(left));
            }
        }
    }

    private void take(int most) {
        long now = System.nanoTime();
        for (JsonNode message : queue.take(Math.min(RECEIVED_AT_ONCE, most))) {
            ObjectNode record = records.record(message);
            leftOver.add(new Taken(
                    message.path("MessageId").asText(),
                    message.path("ReceiptHandle").asText(),
                    record,
                    now,
                    record.toString().getBytes(StandardCharsets.UTF_8).length + 1));
        }
    }

    private void invoke(Map<String, Taken> batch) {
        ObjectNode event = JSON.createObjectNode();
        ArrayNode list = event.putArray("Records");
        batch.values().forEach(taken -> list.add(taken.record()));
        String invocation = UUID.randomUUID().toString();
        batch.values()
                .forEach(taken -> hops.invoked(
                        queue.definition().name(),
                        function.definition().name(),
                        "record",
                        taken.id(),
                        invocation,
                        WireCarrier.ofRecord(taken.record())));
        // No trace header: Lambda begins a trace of its own for a batch, which may come from many.
        var unused = function.invoke(invocation, event.toString().getBytes(StandardCharsets.UTF_8), "")
                .thenAccept(outcome -> {
                    free.release();
                    if (!closed) {
                        workers.execute(() -> settle(batch, outcome));
                    }
                });
    }

    private void settle(Map<String, Taken> batch, Outcome outcome) {
        Set<String> failed = failed(batch.keySet(), outcome);
        Set<String> succeeded = new LinkedHashSet<>();
        Set<String> refused = new LinkedHashSet<>();
        long oldest = Long.MAX_VALUE;
        for (Taken taken : batch.values()) {
            if (failed.contains(taken.id())) {
                refused.add(taken.handle());
                account.failed(queue.definition().name());
                oldest = Math.min(oldest, taken.at());
            } else {
                succeeded.add(taken.handle());
            }
        }
        if (!refused.isEmpty()) {
            Duration back = comesBack(Duration.ofNanos(System.nanoTime() - oldest), outcome);
            var unused =
                    workers.schedule(() -> tell(() -> queue.giveBack(refused)), back.toMillis(), TimeUnit.MILLISECONDS);
        }
        tell(() -> queue.delete(succeeded));
    }

    private Set<String> failed(Set<String> batch, Outcome outcome) {
        if (!outcome.succeeded()) {
            return batch;
        }
        return definition.partial() ? PartialBatchResponse.failed(outcome.payload(), batch) : Set.of();
    }

    private Duration comesBack(Duration age, Outcome outcome) {
        Duration rest = queue.definition().visibility().minus(age);
        Duration shortened = rest.isNegative() ? Duration.ZERO : hurry.shorten(rest);
        Duration lease = outcome.heldFor(function.definition().timeout());
        return shortened.compareTo(lease) < 0 ? lease : shortened;
    }

    /** Tells the queue what became of messages, until it takes it: nobody else knows, and they are hidden for hours. */
    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            if (!closed) {
                System.err.println("The queue " + queue.definition().name()
                        + " cannot be told what became of a batch, next try in 1 s: " + e.getMessage());
                var unused = workers.schedule(() -> tell(call), LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
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
