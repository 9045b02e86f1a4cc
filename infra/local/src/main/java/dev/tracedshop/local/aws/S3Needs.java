package dev.tracedshop.local.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The rights that calls of S3 need; buckets are in the path. */
final class S3Needs {
    private static final String ARN = "arn:aws:s3:::";

    /** What is read or written instead of an object's content, by its name in the query. */
    private static final Map<String, String> ASPECTS =
            Map.of("acl", "Acl", "tagging", "Tagging", "retention", "Retention");

    private S3Needs() {}

    static List<Need> of(AwsCall call) {
        String path = call.uri().getPath();
        int slash = path.indexOf('/', 1);
        String bucket = slash < 0 ? path.substring(1) : path.substring(1, slash);
        String key = slash < 0 ? "" : path.substring(slash + 1);
        if (bucket.isEmpty()) {
            return List.of(new Need("s3:ListAllMyBuckets", "*"));
        }
        Set<String> query = query(call);
        String method = call.method().toUpperCase(Locale.ROOT);
        return key.isEmpty()
                ? ofBucket(method, query, ARN + bucket)
                : ofObject(call, method, query, ARN + bucket + "/" + key);
    }

    private static List<Need> ofBucket(String method, Set<String> query, String bucket) {
        if (method.equals("POST") && query.contains("delete")) {
            // The keys are in the body: who may not delete them all is refused.
            return List.of(new Need("s3:DeleteObject", bucket + "/*"));
        }
        String action = switch (method) {
            case "GET" -> {
                if (query.contains("uploads")) {
                    yield "ListBucketMultipartUploads";
                }
                yield query.contains("versions") ? "ListBucketVersions" : aspect(query, "ListBucket", "GetBucket");
            }
            case "HEAD" -> "ListBucket";
            case "DELETE" -> "DeleteBucket";
            default -> aspect(query, "CreateBucket", "PutBucket");
        };
        return List.of(new Need("s3:" + action, bucket));
    }

    private static List<Need> ofObject(AwsCall call, String method, Set<String> query, String object) {
        List<Need> needs = new ArrayList<>();
        String source = call.header("x-amz-copy-source");
        if (!source.isEmpty()) {
            needs.add(new Need("s3:GetObject", ARN + (source.startsWith("/") ? source.substring(1) : source)));
        }
        String action = switch (method) {
            case "GET" ->
                query.contains("uploadId") ? "ListMultipartUploadParts" : aspect(query, "GetObject", "GetObject");
            case "HEAD" -> "GetObject";
            case "DELETE" ->
                query.contains("uploadId") ? "AbortMultipartUpload" : aspect(query, "DeleteObject", "DeleteObject");
            default -> aspect(query, "PutObject", "PutObject");
        };
        needs.add(new Need("s3:" + action, object));
        return needs;
    }

    private static String aspect(Set<String> query, String plain, String prefix) {
        for (Map.Entry<String, String> aspect : ASPECTS.entrySet()) {
            if (query.contains(aspect.getKey())) {
                return prefix + aspect.getValue();
            }
        }
        return plain;
    }

    private static Set<String> query(AwsCall call) {
        Set<String> names = new TreeSet<>();
        String query = call.uri().getRawQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                names.add(equals < 0 ? pair : pair.substring(0, equals));
            }
        }
        return names;
    }
}
