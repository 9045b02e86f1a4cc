package dev.tracedshop.trace;

/**
 * Joins two traces through a piece of stored state: writer and reader hash what both know of it, and no context is carried.
 *
 * @param kind {@code aws.s3.object} or {@code aws.dynamodb.item}
 * @param direction {@code d} (downstream, the writer's) or {@code u} (upstream, the reader's)
 * @param hash 32 hex digits, equal on both sides
 */
public record SpanPointer(String kind, String direction, String hash) {
    /** The direction of a writer's pointer. */
    public static final String WRITER = "d";

    /** The direction of a reader's pointer. */
    public static final String READER = "u";

    /** Tells whether the span that has it wrote what it points to. */
    public boolean isWriters() {
        return direction.equals(WRITER);
    }

    /** Tells whether the span that has it read what it points to. */
    public boolean isReaders() {
        return direction.equals(READER);
    }
}
