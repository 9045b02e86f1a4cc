package dev.tracedshop.local.s3;

import dev.tracedshop.local.aws.AwsCall;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a call asks of S3. Its requests do not name their operation: method, path, query and a header together do.
 *
 * @param name the operation as the SDK names it; for one that is not known here, the method and the part of the query that chooses it
 * @param bucket the bucket, or empty
 * @param key the object's key, or empty
 */
record S3Operation(String name, String bucket, String key) {
    /** Keys of a query that choose another operation than the method alone does. */
    private static final Set<String> CHOOSING = Set.of(
            "accelerate",
            "acl",
            "analytics",
            "attributes",
            "cors",
            "delete",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "legal-hold",
            "lifecycle",
            "location",
            "logging",
            "metadataTable",
            "metrics",
            "notification",
            "object-lock",
            "ownershipControls",
            "partNumber",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "rename",
            "replication",
            "requestPayment",
            "restore",
            "retention",
            "select",
            "session",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versioning",
            "versions",
            "website");

    private static final Map<String, String> OF_BUCKETS = Map.of(
            "GET", "ListObjects",
            "HEAD", "HeadBucket",
            "GET location", "GetBucketLocation",
            "GET uploads", "ListMultipartUploads",
            "POST delete", "DeleteObjects");

    private static final Map<String, String> OF_OBJECTS = Map.ofEntries(
            Map.entry("GET", "GetObject"),
            Map.entry("HEAD", "HeadObject"),
            Map.entry("PUT", "PutObject"),
            Map.entry("DELETE", "DeleteObject"),
            Map.entry("GET attributes", "GetObjectAttributes"),
            Map.entry("GET tagging", "GetObjectTagging"),
            Map.entry("PUT tagging", "PutObjectTagging"),
            Map.entry("DELETE tagging", "DeleteObjectTagging"),
            Map.entry("POST uploads", "CreateMultipartUpload"),
            Map.entry("PUT partNumber,uploadId", "UploadPart"),
            Map.entry("GET uploadId", "ListParts"),
            Map.entry("POST uploadId", "CompleteMultipartUpload"),
            Map.entry("DELETE uploadId", "AbortMultipartUpload"));

    static final List<String> NAMES = names();

    static S3Operation of(AwsCall call) {
        String path = call.uri().getRawPath().substring(1);
        int slash = path.indexOf('/');
        String bucket = decoded(slash < 0 ? path : path.substring(0, slash));
        String key = slash < 0 ? "" : decoded(path.substring(slash + 1));
        Map<String, String> query = query(call);
        Set<String> choosing = new TreeSet<>(query.keySet());
        choosing.retainAll(CHOOSING);
        String asked = (call.method() + " " + String.join(",", choosing)).strip();
        if (bucket.isEmpty()) {
            return new S3Operation(asked.equals("GET") ? "ListBuckets" : asked, bucket, key);
        }
        if (key.isEmpty()) {
            String name = OF_BUCKETS.getOrDefault(asked, asked + " of a bucket");
            boolean second = name.equals("ListObjects") && "2".equals(query.get("list-type"));
            return new S3Operation(second ? "ListObjectsV2" : name, bucket, key);
        }
        String name = OF_OBJECTS.getOrDefault(asked, asked + " of an object");
        if (!call.header("x-amz-copy-source").isEmpty()) {
            name = name.equals("PutObject") ? "CopyObject" : name.equals("UploadPart") ? "UploadPartCopy" : name;
        }
        return new S3Operation(name, bucket, key);
    }

    private static List<String> names() {
        Set<String> names = new TreeSet<>(OF_BUCKETS.values());
        names.addAll(OF_OBJECTS.values());
        names.addAll(Set.of("ListBuckets", "ListObjectsV2", "CopyObject", "UploadPartCopy"));
        return List.copyOf(names);
    }

    private static Map<String, String> query(AwsCall call) {
        Map<String, String> query = new HashMap<>();
        String raw = call.uri().getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        // In a path a plus sign is one.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
