package dev.tracedshop.local.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.Quiet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads a table's stream from beginning to end, for one consumer. Its stream has one shard, as the engine's have. */
public final class StreamReader {
    /*
     * Every write to the table is counted, and with the first one that nobody has looked for begins an activity. Its end comes when the
     * consumer says that it is done with all that was there at some count and no write has been counted since: a write is counted after
     * it is in the stream, so it was seen then.
     */
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StreamApi api;
    private final String table;
    private final String streamArn;
    private final String shardId;
    private final Quiet quiet;
    private final String channel;
    private final @Nullable Account account;
    private String iterator;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;
    private Quiet.@Nullable Activity unread;

    /** @param account counts what comes in; null where another reader of the stream does */
    StreamReader(
            StreamApi api,
            String table,
            String streamArn,
            boolean fromTheStart,
            Quiet quiet,
            @Nullable Account account) {
        this.api = api;
        this.table = table;
        this.streamArn = streamArn;
        this.quiet = quiet;
        this.account = account;
        this.channel = table + "/stream";
        if (account != null) {
            account.open(channel);
        }
        ObjectNode stream = JSON.createObjectNode().put("StreamArn", streamArn);
        shardId = api.call("DescribeStream", stream)
                .path("StreamDescription")
                .path("Shards")
                .path(0)
                .path("ShardId")
                .asText();
        iterator = api.call(
                        "GetShardIterator",
                        stream.deepCopy()
                                .put("ShardId", shardId)
                                .put("ShardIteratorType", fromTheStart ? "TRIM_HORIZON" : "LATEST"))
                .path("ShardIterator")
                .asText();
    }

    /** Returns the table's name. */
    public String table() {
        return table;
    }

    /** Returns the stream's ARN. */
    public String streamArn() {
        return streamArn;
    }

    /** Returns the id of the stream's shard. */
    public String shardId() {
        return shardId;
    }

    /** Returns the name under which the stream is counted. */
    public String channel() {
        return channel;
    }

    /** Says that the table may have been written to. */
    void written() {
        lock.lock();
        try {
            begin();
            wake();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes who waits, though nothing was written. */
    public void wake() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        if (unread == null) {
            unread = quiet.begin("a record in the stream of the table " + table);
        }
    }

    /** Returns a mark for {@link #awaitChange} and {@link #caughtUp}, taken before reading. */
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

    /** Says that all that there was at a mark has been read and dealt with. */
    public void caughtUp(long mark) {
        lock.lock();
        try {
            if (changes == mark && unread != null) {
                unread.close();
                unread = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Reads on.
     *
     * @param most at most so many records
     * @return the next records as GetRecords gives them; empty at the stream's end
     */
    public List<ObjectNode> read(int most) {
        List<ObjectNode> records = new ArrayList<>();
        while (true) {
            JsonNode answer = api.call(
                    "GetRecords",
                    JSON.createObjectNode().put("ShardIterator", iterator).put("Limit", Math.min(most, 1_000)));
            String next = answer.path("NextShardIterator").asText();
            answer.path("Records").forEach(record -> records.add((ObjectNode) record));
            boolean atEnd = next.equals(iterator);
            iterator = next;
            if (!records.isEmpty() || atEnd) {
                break;
            }
        }
        if (!records.isEmpty()) {
            lock.lock();
            try {
                begin(); // What the engine removes by itself, nobody has announced.
            } finally {
                lock.unlock();
            }
            if (account != null) {
                records.forEach(record -> account.published(channel));
            }
        }
        return records;
    }
}
