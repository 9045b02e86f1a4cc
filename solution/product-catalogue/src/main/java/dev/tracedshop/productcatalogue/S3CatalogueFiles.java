package dev.tracedshop.productcatalogue;

import java.io.InputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Keeps the files in an S3 bucket: {@code catalogue/NAME.csv}, and {@code catalogue-errors/NAME.csv} beside it.
 *
 * <p>The bucket tells of what is stored under the first prefix only, so the errors start no import.
 */
final class S3CatalogueFiles implements CatalogueFiles {

    private static final String CATALOGUES = "catalogue/";
    private static final String ERRORS = "catalogue-errors/";

    private final S3Client s3;
    private final String bucket;

    S3CatalogueFiles(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    @Override
    public void store(String name, byte[] csv) {
        put(CATALOGUES + name + ".csv", RequestBody.fromBytes(csv));
    }

    @Override
    public InputStream open(String key) {
        return s3.getObject(GetObjectRequest.builder().bucket(bucket).key(key).build());
    }

    @Override
    public void storeErrors(String key, String csv) {
        put(ERRORS + key.substring(CATALOGUES.length()), RequestBody.fromString(csv));
    }

    private void put(String key, RequestBody csv) {
        s3.putObject(
                PutObjectRequest.builder()
                        .bucket(bucket)
                        .key(key)
                        .contentType("text/csv")
                        .build(),
                csv);
    }
}
