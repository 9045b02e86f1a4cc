package dev.tracedshop.trace;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hashes what writer and reader both know of a piece of stored state, so that their spans can be joined though nothing is carried.
 *
 * <p>The hash is the first 32 hex digits of SHA-256 over the parts in UTF-8, joined by {@code |}, as Datadog's tracers and its extension
 * compute it.
 */
public final class PointerHash {
    /** The kind of an object in a bucket. */
    public static final String S3_OBJECT = "aws.s3.object";

    /** The kind of an item in a table. */
    public static final String DYNAMODB_ITEM = "aws.dynamodb.item";

    private static final int DIGITS = 32;

    private PointerHash() {}

    /**
     * Hashes an object of S3.
     *
     * @param key as the side that hashes knows it: a notification's is URL-encoded, a writer's is not, and nobody decodes it
     * @param etag with or without the quotes around it; the suffix of a multipart upload counts
     */
    public static String ofObject(String bucket, String key, String etag) {
        return of(List.of(bucket, key, withoutQuotes(etag)));
    }

    /**
     * Hashes an item of DynamoDB by its table and its primary key, not by what is in it: every write of an item has the same hash.
     *
     * @param keys one or two of the item's key attributes, by their names, numbers as their text and bytes as UTF-8
     */
    public static String ofItem(String table, Map<String, String> keys) {
        List<String> parts = new ArrayList<>(List.of(table));
        new TreeMap<>(keys).forEach((name, value) -> parts.addAll(List.of(name, value)));
        while (parts.size() < 5) {
            parts.add("");
        }
        return of(parts.subList(0, 5));
    }

    /** Hashes parts as they are: for an object without care for the quotes around its ETag, this is the usual mistake. */
    public static String ofText(String... parts) {
        return of(List.of(parts));
    }

    private static String of(List<String> parts) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("|", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256", e);
        }
    }

    private static String withoutQuotes(String etag) {
        int from = 0;
        int to = etag.length();
        while (from < to && etag.charAt(from) == '"') {
            from++;
        }
        while (to > from && etag.charAt(to - 1) == '"') {
            to--;
        }
        return etag.substring(from, to);
    }
}
