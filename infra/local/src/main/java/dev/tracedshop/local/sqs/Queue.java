package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Quiet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One queue: the engine keeps its messages, and this knows what becomes of them. */
public final class Queue {
    /*
     * The engine moves a message that was received too often when it would be received once more, and tells nobody. So each message that
     * somebody has received is noted with its last receipt. Whenever somebody has received since, those that had no receive left and were
     * visible before are asked about: their receipt is used to make them visible, which they are already. If the engine does not know it
     * any more, the message is among the dead letters.
     *
     * A mapping takes messages for as long as SQS allows and gives them back itself. Thus the time until they come back is as exact as a
     * timer, can be shortened below a second, and never ends while the function still works on them.
     */
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long NEVER = Long.MAX_VALUE;

    private final QueueDefinition definition;
    private final String engineUrl;
    private final SqsEngine engine;
    private final Account account;
    private final Backlog backlog;
    private final @Nullable Queue deadLetters;
    private final ReentrantReadWriteLock purging = new ReentrantReadWriteLock();
    private final WaitingMessages waiting = new WaitingMessages();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Received> received = new HashMap<>();
    private long changes;
    private volatile boolean mapped;

    /**
     * A message that somebody has received.
     *
     * @param handle the last receipt
     * @param times how often it was received
     * @param visibleAt when it can be received again, as {@link System#nanoTime}; {@link #NEVER} while a mapping has it
     * @param message what was received, if it was for the last time
     */
    private record Received(
            String handle,
            int times,
            long visibleAt,
            @Nullable JsonNode message) {}

    Queue(
            QueueDefinition definition,
            String engineUrl,
            SqsEngine engine,
            Account account,
            Quiet quiet,
            @Nullable Queue deadLetters) {
        this.definition = definition;
        this.engineUrl = engineUrl;
        this.engine = engine;
        this.account = account;
        this.deadLetters = deadLetters;
        this.backlog = new Backlog(quiet, "a message in the queue " + definition.name());
    }

    /** Returns what the template says of it. */
    public QueueDefinition definition() {
        return definition;
    }

    /** Says that a mapping reads it: from now on the shop is not at rest while it has messages. */
    public void map() {
        mapped = true;
    }

    /** Returns whether a mapping reads it. */
    boolean isMapped() {
        return mapped;
    }

    /** Makes a request of the engine about this queue. */
    ObjectNode call(String operation, ObjectNode request) {
        request.put("QueueUrl", engineUrl);
        return engine.call(operation, request);
    }

    /**
     * Sends messages.
     *
     * @param count how many
     * @param send has the engine take them, and returns how many it took
     */
    void send(int count, Supplier<Integer> send) {
        purging.readLock().lock();
        try {
            // They count before they can be received: the receiver may be done before we have heard of them.
            owe(count);
            int taken = 0;
            try {
                taken = send.get();
            } finally {
                for (int i = taken; i < count; i++) {
                    paid();
                }
            }
            for (int i = 0; i < taken; i++) {
                account.published(definition.name());
            }
        } finally {
            purging.readLock().unlock();
        }
    }

    private void owe(int count) {
        for (int i = 0; mapped && i < count; i++) {
            backlog.add();
        }
    }

    private void paid() {
        if (mapped) {
            backlog.done();
        }
    }

    /** Says that a message may have become visible: whoever waits for one should look. */
    public void signal() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns a mark for {@link #awaitChange}, taken before looking for messages. */
    public long mark() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there may be something that was not there at a mark. */
    public void awaitChange(long mark, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (changes == mark && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether somebody still has to deal with messages of a mapped queue. */
    public boolean hasBacklog() {
        return !backlog.isEmpty();
    }

    /**
     * Takes messages in the name of a mapping: they stay hidden until they are given back.
     *
     * @param most at most so many, up to ten
     * @return the messages as ReceiveMessage answers them, with all attributes
     */
    public List<JsonNode> take(int most) {
        ObjectNode request = JSON.createObjectNode()
                .put("MaxNumberOfMessages", most)
                .put("VisibilityTimeout", SqsLimits.VISIBILITY_SECONDS)
                .put("WaitTimeSeconds", 0);
        request.putArray("MessageAttributeNames").add("All");
        request.putArray("MessageSystemAttributeNames").add("All");
        List<JsonNode> messages = new ArrayList<>();
        receive(request, null).path("Messages").forEach(messages::add);
        return messages;
    }

    /**
     * Receives messages.
     *
     * @param hidden for how long they are hidden then, or null until they are given back
     */
    ObjectNode receive(ObjectNode request, @Nullable Duration hidden) {
        long asked = System.nanoTime();
        ObjectNode answer = call("ReceiveMessage", request);
        // From the answer on, so that it is never too early.
        long visibleAt = hidden == null ? NEVER : System.nanoTime() + hidden.toNanos();
        lock.lock();
        try {
            for (JsonNode message : answer.path("Messages")) {
                String handle = message.path("ReceiptHandle").asText();
                received.compute(message.path("MessageId").asText(), (id, old) -> {
                    int times = old == null ? 1 : old.times() + 1;
                    return new Received(handle, times, visibleAt, isLast(times) ? message : null);
                });
            }
        } finally {
            lock.unlock();
        }
        findDeadLetters(asked);
        return answer;
    }

    private boolean isLast(int times) {
        return definition
                .redrive()
                .filter(redrive -> times >= redrive.maxReceiveCount())
                .isPresent();
    }

    private void findDeadLetters(long asked) {
        Map<String, Received> suspects = new LinkedHashMap<>();
        definition.redrive().ifPresent(redrive -> {
            lock.lock();
            try {
                received.forEach((id, one) -> {
                    if (one.times() >= redrive.maxReceiveCount()
                            && one.visibleAt() != NEVER
                            && one.visibleAt() - asked <= 0) {
                        suspects.put(id, one);
                    }
                });
            } finally {
                lock.unlock();
            }
        });
        suspects.forEach((id, one) -> {
            if (!changeVisibility(List.of(one.handle())).isEmpty() && forget(id, one)) {
                account.deadLettered(definition.name());
                if (deadLetters != null) {
                    deadLetters.owe(1);
                    if (one.message() != null) {
                        deadLetters.arrived(WaitingMessage.givenUp(one.message(), one.times(), definition.arn()));
                    }
                    deadLetters.account.published(deadLetters.definition.name());
                    deadLetters.signal();
                }
                paid();
                signal(); // It took the place of another in the answer.
            }
        });
    }

    private boolean forget(String id, Received one) {
        lock.lock();
        try {
            return received.remove(id, one);
        } finally {
            lock.unlock();
        }
    }

    /** Notes a message that was sent here. */
    void arrived(WaitingMessage message) {
        if (!mapped) {
            waiting.add(message);
        }
    }

    /** Returns the first messages that lie here, if nothing reads this queue by itself; looking at them changes nothing. */
    public List<WaitingMessage> waiting() {
        Map<String, Integer> times = new HashMap<>();
        lock.lock();
        try {
            received.forEach((id, one) -> times.put(id, one.times()));
        } finally {
            lock.unlock();
        }
        return waiting.all().stream()
                .map(message -> message.receivedFurther(times.getOrDefault(message.id(), 0)))
                .toList();
    }

    /** Notes that the engine has deleted a message. */
    void deleted(String handle) {
        waiting.remove(messageId(handle));
        boolean known;
        lock.lock();
        try {
            known = received.remove(messageId(handle)) != null;
        } finally {
            lock.unlock();
        }
        if (known) {
            account.delivered(definition.name());
            paid();
        }
    }

    /** Notes that a client has changed when a message becomes visible. */
    void visibilityChanged(String handle, Duration hidden) {
        long visibleAt = System.nanoTime() + hidden.toNanos();
        lock.lock();
        try {
            // Whoever made it visible may hear of it only when it has been received again, and then it is hidden.
            received.computeIfPresent(
                    messageId(handle),
                    (id, old) -> old.handle().equals(handle)
                            ? new Received(old.handle(), old.times(), visibleAt, old.message())
                            : old);
        } finally {
            lock.unlock();
        }
        if (hidden.isZero()) {
            signal();
        }
    }

    /** The engine's receipts are the message's id and a random part. */
    static String messageId(String handle) {
        int end = handle.indexOf('#');
        return end < 0 ? handle : handle.substring(0, end);
    }

    /** Deletes messages that a mapping has taken. */
    public void delete(Collection<String> handles) {
        for (List<String> some : inBatches(handles)) {
            ObjectNode request = JSON.createObjectNode();
            entries(request, some);
            JsonNode answer = call("DeleteMessageBatch", request);
            answer.path("Successful")
                    .forEach(entry -> deleted(some.get(entry.path("Id").asInt())));
        }
    }

    /** Makes messages visible again that a mapping has taken and did not get rid of. */
    public void giveBack(Collection<String> handles) {
        List<String> held = new ArrayList<>();
        lock.lock();
        try {
            for (String handle : handles) {
                Received one = received.get(messageId(handle));
                // The function itself may have deleted it or have said when it is to come back.
                if (one != null && one.handle().equals(handle) && one.visibleAt() == NEVER) {
                    held.add(handle);
                }
            }
        } finally {
            lock.unlock();
        }
        for (List<String> some : inBatches(held)) {
            changeVisibility(some);
            some.forEach(handle -> visibilityChanged(handle, Duration.ZERO));
        }
    }

    /** Returns about how many messages there are, hidden ones included. */
    public long size() {
        return count("ApproximateNumberOfMessages") + count("ApproximateNumberOfMessagesNotVisible");
    }

    private long count(String attribute) {
        ObjectNode request = JSON.createObjectNode();
        request.putArray("AttributeNames").add(attribute);
        return call("GetQueueAttributes", request)
                .path("Attributes")
                .path(attribute)
                .asLong();
    }

    /** Makes a message visible again that was received for a while. */
    void show(String handle) {
        if (changeVisibility(List.of(handle)).isEmpty()) {
            visibilityChanged(handle, Duration.ZERO);
        }
    }

    /** Makes messages visible at once, and returns the receipts that the engine does not know. */
    private List<String> changeVisibility(List<String> handles) {
        ObjectNode request = JSON.createObjectNode();
        entries(request, handles).forEach(entry -> ((ObjectNode) entry).put("VisibilityTimeout", 0));
        List<String> unknown = new ArrayList<>();
        call("ChangeMessageVisibilityBatch", request)
                .path("Failed")
                .forEach(entry -> unknown.add(handles.get(entry.path("Id").asInt())));
        return unknown;
    }

    private static ArrayNode entries(ObjectNode request, List<String> handles) {
        ArrayNode entries = request.putArray("Entries");
        for (int i = 0; i < handles.size(); i++) {
            entries.addObject().put("Id", Integer.toString(i)).put("ReceiptHandle", handles.get(i));
        }
        return entries;
    }

    private static List<List<String>> inBatches(Collection<String> handles) {
        List<String> all = List.copyOf(handles);
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < all.size(); from += SqsLimits.BATCH_ENTRIES) {
            batches.add(all.subList(from, Math.min(all.size(), from + SqsLimits.BATCH_ENTRIES)));
        }
        return batches;
    }

    /** Throws all messages away. */
    void purge() {
        purging.writeLock().lock();
        try {
            call("PurgeQueue", JSON.createObjectNode());
            forgetAll();
        } finally {
            purging.writeLock().unlock();
        }
    }

    void forgetAll() {
        lock.lock();
        try {
            received.clear();
        } finally {
            lock.unlock();
        }
        waiting.clear();
        backlog.clear();
    }
}
