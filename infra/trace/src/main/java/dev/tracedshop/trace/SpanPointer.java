package dev.tracedshop.trace;

/**
 * Joins two traces through a piece of stored state: writer and reader hash what both know of it, and no context is carried.
 *
 * @param kind {@code aws.s3.object} or {@code aws.dynamodb.item}
 * @param direction {@code d} (downstream, the writer's) or {@code u} (upstream, the reader's)
 * @param hash 32 hex digits, equal on both sides
 */
public record SpanPointer(String kind, String direction, String hash) {}
