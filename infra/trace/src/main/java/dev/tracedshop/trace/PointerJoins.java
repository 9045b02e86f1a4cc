package dev.tracedshop.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Joins the spans that wrote stored state with the spans that read it, by their pointers, in both directions. */
public final class PointerJoins {
    /*
     * A pointer's hash names an item or an object, not a write of it: an item that is updated ten times has ten writers and ten
     * readers with one hash. Which reader belongs to which writer is told by what happened, by time and by order:
     *
     *   what   A record says REMOVE, or that an object was copied: only a call that does that can have caused it.
     *   time   A record is made while the write goes on. DynamoDB tells the time in whole seconds, rounded down, S3 in milliseconds;
     *          whatever it says, the write began before the record was handed to the reader. Clocks may differ by CLOCKS.
     *   order  The records of an item come in the order of its writes, and a write leaves one record at the most. So the readers are
     *          laid beside the writers twice, each taking the earliest writer that is left, then, from behind, each taking the latest.
     *          Where both agree, that is the writer. Where they do not, each writer between them may be it.
     *
     * A write without a record is one that changed nothing; one without a pointer is a put, or one that was refused: the tracer adds
     * pointers to calls that succeed. A record that came twice is one record: both of its readers have its writer. Writes that overlap
     * have no order; each of them may be meant. Each consumer of a stream has all records, so consumers are joined apart.
     *
     * The limits: while records are still on their way, the writer of an early one is not certain yet. A consumer that reads with
     * several batches per shard, or gets S3's notifications, which have no order, may see two writes of one hash within the precision
     * of the time turned round. A put and an update of one item within a second leave two records and one pointer: both records then
     * say that they may be the update's. If that update changed nothing, it is taken for the cause of the put's record: no span tells
     * that. In all other cases, what is not certain says so.
     */

    /** How far two machines' clocks may differ, in nanoseconds. */
    private static final long CLOCKS = 100_000_000;

    private static final long SECOND = 1_000_000_000;
    private static final long MILLISECOND = 1_000_000;

    /**
     * The other end of a pointer.
     *
     * @param certain whether it is known to be this one; otherwise it may be
     */
    public record Join(Span span, boolean certain) {}

    private record Id(TraceId traceId, long spanId) {
        static Id of(Span span) {
            return new Id(span.traceId(), span.spanId());
        }
    }

    private record Key(String kind, String hash) {}

    /** A record of a stream, or a notification: one change as one consumer got it, once or more often. */
    private record Change(Key key, List<Span> readers) {
        long created() {
            return readers.get(0).start();
        }

        /** Returns when it was first handed to the consumer. */
        long handedOver() {
            return readers.stream().mapToLong(Span::end).min().orElseThrow();
        }

        String what() {
            return readers.get(0).tag("event_name").orElse("");
        }
    }

    private final Map<Key, List<Span>> writers = new HashMap<>();
    private final Map<Key, List<Span>> readers = new HashMap<>();
    private final Map<Key, Map<Id, List<Join>>> joined = new HashMap<>();

    /** Reads the pointers of all spans of these traces. */
    public PointerJoins(Collection<Trace> traces) {
        for (Trace trace : traces) {
            for (Span span : trace.spans()) {
                for (SpanPointer pointer : span.pointers()) {
                    Key key = new Key(pointer.kind(), pointer.hash());
                    if (pointer.isReaders()) {
                        readers.computeIfAbsent(key, ignored -> new ArrayList<>())
                                .add(span);
                    } else if (pointer.isWriters() && !span.error()) {
                        writers.computeIfAbsent(key, ignored -> new ArrayList<>())
                                .add(span);
                    }
                }
            }
        }
    }

    /** Returns who read what a span wrote, or who wrote what it read, in order of their start; none where the other side is not here. */
    public List<Join> of(Span span, SpanPointer pointer) {
        return joined.computeIfAbsent(new Key(pointer.kind(), pointer.hash()), this::join)
                .getOrDefault(Id.of(span), List.of());
    }

    /** Tells whether a pointer of one span joins it with the other, for certain or perhaps. */
    public boolean areJoined(Span one, Span other) {
        return one.pointers().stream()
                .flatMap(pointer -> of(one, pointer).stream())
                .anyMatch(join -> Id.of(join.span()).equals(Id.of(other)));
    }

    private Map<Id, List<Join>> join(Key key) {
        Map<Id, List<Join>> joins = new HashMap<>();
        // In the order of their ends: what a call wrote is there when it ends.
        List<Span> inOrder = writers.getOrDefault(key, List.of()).stream()
                .sorted(Comparator.comparingLong(Span::end).thenComparingLong(Span::start))
                .toList();
        for (List<Change> changes : changesByConsumer(key)) {
            List<List<Span>> possible = possibleWriters(changes, inOrder);
            Map<Id, Integer> claims = new HashMap<>();
            possible.forEach(list -> list.forEach(writer -> claims.merge(Id.of(writer), 1, Integer::sum)));
            for (int i = 0; i < changes.size(); i++) {
                for (Span writer : possible.get(i)) {
                    boolean certain = possible.get(i).size() == 1 && claims.getOrDefault(Id.of(writer), 0) == 1;
                    for (Span reader : changes.get(i).readers()) {
                        add(joins, reader, new Join(writer, certain));
                        add(joins, writer, new Join(reader, certain));
                    }
                }
            }
        }
        joins.values()
                .forEach(list ->
                        list.sort(Comparator.comparingLong(join -> join.span().start())));
        return joins;
    }

    private static void add(Map<Id, List<Join>> joins, Span span, Join join) {
        joins.computeIfAbsent(Id.of(span), ignored -> new ArrayList<>()).add(join);
    }

    /** Returns what each consumer got of an item or object, in the order in which it happened. */
    private List<List<Change>> changesByConsumer(Key key) {
        Map<String, Map<String, Change>> byConsumer = new LinkedHashMap<>();
        for (Span reader : readers.getOrDefault(key, List.of())) {
            String consumer = reader.tag("functionname").orElse(reader.service());
            // A stream's record has an id. A notification has none that reaches its span.
            String id = reader.tag("event_id").orElse(reader.start() + " " + reader.resource());
            byConsumer
                    .computeIfAbsent(consumer, ignored -> new LinkedHashMap<>())
                    .computeIfAbsent(id, ignored -> new Change(key, new ArrayList<>()))
                    .readers()
                    .add(reader);
        }
        return byConsumer.values().stream()
                .map(changes -> changes.values().stream()
                        .sorted(Comparator.comparingLong(Change::created).thenComparingLong(Change::handedOver))
                        .toList())
                .toList();
    }

    private static List<List<Span>> possibleWriters(List<Change> changes, List<Span> writers) {
        int[] earliest = new int[changes.size()];
        int next = 0;
        for (int c = 0; c < earliest.length; c++) {
            earliest[c] = firstFrom(next, changes.get(c), writers);
            next = earliest[c] < 0 ? next : earliest[c] + 1;
        }
        int[] latest = new int[changes.size()];
        next = writers.size() - 1;
        for (int c = latest.length - 1; c >= 0; c--) {
            latest[c] = lastUpTo(next, changes.get(c), writers);
            next = latest[c] < 0 ? next : latest[c] - 1;
        }
        List<List<Span>> possible = new ArrayList<>();
        for (int c = 0; c < earliest.length; c++) {
            int one = earliest[c] < 0 ? latest[c] : earliest[c];
            int other = latest[c] < 0 ? earliest[c] : latest[c];
            possible.add(
                    one < 0 ? List.of() : between(Math.min(one, other), Math.max(one, other), changes.get(c), writers));
        }
        return possible;
    }

    private static int firstFrom(int from, Change change, List<Span> writers) {
        for (int w = from; w < writers.size(); w++) {
            if (canHaveCaused(writers.get(w), change)) {
                return w;
            }
        }
        return -1;
    }

    private static int lastUpTo(int upTo, Change change, List<Span> writers) {
        for (int w = upTo; w >= 0; w--) {
            if (canHaveCaused(writers.get(w), change)) {
                return w;
            }
        }
        return -1;
    }

    /** Returns the writers of a range that fit, and those that overlap with one of them: which of those came first, nobody knows. */
    private static List<Span> between(int from, int to, Change change, List<Span> writers) {
        List<Span> within = writers.subList(from, to + 1);
        return writers.stream()
                .filter(writer -> canHaveCaused(writer, change))
                .filter(writer -> within.stream()
                        .anyMatch(one ->
                                one.equals(writer) || (one.start() < writer.end() && writer.start() < one.end())))
                .toList();
    }

    private static boolean canHaveCaused(Span writer, Change change) {
        long precision = change.key().kind().equals(PointerHash.DYNAMODB_ITEM) ? SECOND : MILLISECOND;
        long latest = change.created() + precision;
        if (change.handedOver() > change.created()) {
            latest = Math.min(latest, change.handedOver());
        }
        return writer.start() < latest + CLOCKS
                && writer.end() + CLOCKS >= change.created()
                && doesWhatHappened(operation(writer), change.what());
    }

    private static boolean doesWhatHappened(String operation, String happened) {
        return switch (operation) {
            case "UpdateItem", "PutItem" -> !happened.equals("REMOVE");
            case "DeleteItem" -> !happened.equals("INSERT") && !happened.equals("MODIFY");
            case "PutObject" -> !happened.endsWith(":Copy") && !happened.endsWith(":CompleteMultipartUpload");
            case "CopyObject" -> !happened.endsWith(":Put") && !happened.endsWith(":CompleteMultipartUpload");
            case "CompleteMultipartUpload" -> !happened.endsWith(":Put") && !happened.endsWith(":Copy");
            // A pointer that was added by hand may be on any span.
            default -> true;
        };
    }

    /** Returns the operation of an SDK's call, {@code UpdateItem} of {@code DynamoDb.UpdateItem}. */
    public static String operation(Span span) {
        return span.tag("aws.operation")
                .orElse(span.resource().substring(span.resource().lastIndexOf('.') + 1));
    }
}
