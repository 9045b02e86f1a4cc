package dev.tracedshop.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of S3 need the rights that AWS lists for them, on the bucket or on the object. */
class S3NeedsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GetObject        | /files/a/b%20c.csv | s3:GetObject files/a/b c.csv
            HeadObject       | /files/a           | s3:GetObject files/a
            PutObject        | /files/a           | s3:PutObject files/a
            UploadPart       | /files/a           | s3:PutObject files/a
            CopyObject       | /files/a           | s3:GetObject others/from, s3:PutObject files/a
            DeleteObject     | /files/a           | s3:DeleteObject files/a
            DeleteObjects    | /files             | s3:DeleteObject files/*
            ListObjectsV2    | /files/            | s3:ListBucket files
            HeadBucket       | /files             | s3:ListBucket files
            GetObjectTagging | /files/a           | s3:GetObjectTagging files/a
            ListBuckets      | /                  | s3:ListAllMyBuckets *
            """)
    void needs(String operation, String path, String expected) {
        Headers headers = new Headers();
        headers.set("x-amz-copy-source", "/others/from");
        AwsCall call = new AwsCall("role", "s3", "GET", URI.create(path), headers, new byte[0]);

        assertThat(S3Needs.of(operation, call).stream()
                        .map(need -> need.action() + " " + need.resource().replace("arn:aws:s3:::", ""))
                        .collect(Collectors.joining(", ")))
                .isEqualTo(expected);
    }
}
