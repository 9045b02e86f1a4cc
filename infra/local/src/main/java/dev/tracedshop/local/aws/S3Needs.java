package dev.tracedshop.local.aws;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rights that calls of S3 need; buckets are in the path. */
final class S3Needs {
    private static final String ARN = "arn:aws:s3:::";

    /** Operations that need another right than one of their own name. */
    private static final Map<String, String> RIGHTS = Map.ofEntries(
            Map.entry("ListObjects", "ListBucket"),
            Map.entry("ListObjectsV2", "ListBucket"),
            Map.entry("HeadBucket", "ListBucket"),
            Map.entry("ListBuckets", "ListAllMyBuckets"),
            Map.entry("ListMultipartUploads", "ListBucketMultipartUploads"),
            Map.entry("ListParts", "ListMultipartUploadParts"),
            Map.entry("HeadObject", "GetObject"),
            Map.entry("CreateMultipartUpload", "PutObject"),
            Map.entry("UploadPart", "PutObject"),
            Map.entry("UploadPartCopy", "PutObject"),
            Map.entry("CompleteMultipartUpload", "PutObject"),
            Map.entry("CopyObject", "PutObject"),
            Map.entry("DeleteObjects", "DeleteObject"));

    private static final Set<String> COPYING = Set.of("CopyObject", "UploadPartCopy");

    private S3Needs() {}

    static List<Need> of(String operation, AwsCall call) {
        String place = call.uri().getPath().substring(1);
        String action = "s3:" + RIGHTS.getOrDefault(operation, operation);
        if (place.isEmpty()) {
            return List.of(new Need(action, "*"));
        }
        // The keys of a deletion of many are in its body: who may not delete all is refused.
        String resource = operation.equals("DeleteObjects") ? bucket(place) + "/*" : resource(place);
        Need need = new Need(action, ARN + resource);
        if (!COPYING.contains(operation)) {
            return List.of(need);
        }
        String source = call.header("x-amz-copy-source").replaceFirst("^/", "");
        return List.of(new Need("s3:GetObject", ARN + source), need);
    }

    /** Returns the object, or the bucket whose name a slash may follow. */
    private static String resource(String place) {
        return place.indexOf('/') == place.length() - 1 ? bucket(place) : place;
    }

    private static String bucket(String place) {
        int slash = place.indexOf('/');
        return slash < 0 ? place : place.substring(0, slash);
    }
}
