package dev.tracedshop.local.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.delivery.Hop;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** AWS's own client stores objects, and whoever the bucket names is told of them as S3 documents it. */
class S3Test {
    private static final String BUCKET = "catalogue-123456789012";
    private static final String PLAIN = "plain-123456789012";

    private static TestRuntime shop;
    private static S3Client s3;
    private static SqsClient sqs;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("echo", Echo.class)
                .resource("Told", "AWS::SQS::Queue", "{'QueueName': 'told'}")
                .resource("Fan", "AWS::SNS::Topic", "{'TopicName': 'fan'}")
                .resource("Fanned", "AWS::SQS::Queue", "{'QueueName': 'fanned'}")
                .resource("FanToFanned", "AWS::SNS::Subscription", """
                        {'TopicArn': {'Ref': 'Fan'}, 'Protocol': 'sqs', 'Endpoint': {'Fn::GetAtt': ['Fanned', 'Arn']},
                         'RawMessageDelivery': true}
                        """)
                .resource("Plain", "AWS::S3::Bucket", "{'BucketName': '%s'}".formatted(PLAIN))
                .resource("Catalogue", "AWS::S3::Bucket", """
                        {'BucketName': {'Fn::Sub': 'catalogue-${AWS::AccountId}'},
                         'NotificationConfiguration': {
                           'LambdaConfigurations': [{'Event': 's3:ObjectCreated:*', 'Function': {'Fn::GetAtt': ['echo', 'Arn']},
                             'Filter': {'S3Key': {'Rules': [{'Name': 'prefix', 'Value': 'in/'}, {'Name': 'suffix', 'Value': '.csv'}]}}}],
                           'QueueConfigurations': [{'Event': 's3:ObjectRemoved:Delete', 'Queue': {'Fn::GetAtt': ['Told', 'Arn']}}],
                           'TopicConfigurations': [{'Event': 's3:ObjectCreated:Copy', 'Topic': {'Ref': 'Fan'}}]}}
                        """);
        shop = TestRuntime.start(directory, template);
        // Nobody has called S3: an engine that takes seconds and memory is not there yet.
        assertThat(Files.exists(directory.resolve("work").resolve("s3mock.log")))
                .isFalse();
        s3 = Clients.client(shop, S3Client.builder());
        sqs = Clients.client(shop, SqsClient.builder());
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static String put(String bucket, String key, byte[] body) {
        return s3.putObject(
                        request -> request.bucket(bucket).key(key).contentType("text/csv"), RequestBody.fromBytes(body))
                .eTag();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> toldToFunction(String key) {
        return shop.recorder().linesOfFunction("echo").stream()
                .map(Recorder.Line::text)
                .filter(line -> line.startsWith("{\"Records\""))
                .map(line -> TestRuntime.json(bytes(line)).path("Records").path(0))
                .filter(record ->
                        record.path("s3").path("object").path("key").asText().equals(key))
                .toList();
    }

    private static long delivered() {
        Account.Counts counts = shop.runtime().account().counts().get(BUCKET);
        return counts == null ? 0 : counts.delivered();
    }

    private static List<JsonNode> inQueue(String queue) {
        String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        return sqs
                .receiveMessage(
                        request -> request.queueUrl(url).maxNumberOfMessages(10).visibilityTimeout(0))
                .messages()
                .stream()
                .map(Message::body)
                .map(body -> TestRuntime.json(bytes(body)).path("Records").path(0))
                .toList();
    }

    @Test
    void objectIsStoredFoundListedCopiedAndDeleted() {
        String eTag = s3.putObject(
                        request -> request.bucket(PLAIN)
                                .key("a/sönderzeichen & more+.txt")
                                .contentType("text/plain")
                                .metadata(Map.of("colour", "blue")),
                        RequestBody.fromString("hello wörld"))
                .eTag();
        ResponseBytes<GetObjectResponse> got =
                s3.getObjectAsBytes(request -> request.bucket(PLAIN).key("a/sönderzeichen & more+.txt"));
        assertThat(got.asUtf8String()).isEqualTo("hello wörld");
        assertThat(got.response().eTag()).isEqualTo(eTag);
        assertThat(got.response().metadata()).containsEntry("colour", "blue");
        assertThat(got.response().contentType()).startsWith("text/plain");
        ResponseBytes<GetObjectResponse> part = s3.getObjectAsBytes(request ->
                request.bucket(PLAIN).key("a/sönderzeichen & more+.txt").range("bytes=0-4"));
        assertThat(part.asUtf8String()).isEqualTo("hello");
        assertThat(part.response().contentRange()).isEqualTo("bytes 0-4/12");
        s3.copyObject(request -> request.sourceBucket(PLAIN)
                .sourceKey("a/sönderzeichen & more+.txt")
                .destinationBucket(PLAIN)
                .destinationKey("b/copy.txt"));
        assertThat(s3.listObjectsV2(request -> request.bucket(PLAIN).prefix("b/")).contents().stream()
                        .map(S3Object::key))
                .containsExactly("b/copy.txt");
        HeadObjectResponse head = s3.headObject(request -> request.bucket(PLAIN).key("b/copy.txt"));
        assertThat(head.contentLength()).isEqualTo(12);
        assertThat(head.eTag()).isEqualTo(eTag);
        s3.deleteObject(request -> request.bucket(PLAIN).key("b/copy.txt"));
        assertThatThrownBy(() ->
                        s3.getObjectAsBytes(request -> request.bucket(PLAIN).key("b/copy.txt")))
                .isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> s3.headObject(request -> request.bucket(PLAIN).key("b/copy.txt")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(404));
    }

    @Test
    void conditionIsHonoured() {
        put(PLAIN, "once", bytes("1"));
        assertThatThrownBy(() -> s3.putObject(
                        request -> request.bucket(PLAIN).key("once").ifNoneMatch("*"), RequestBody.fromString("2")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(412));
    }

    @Test
    void fiveMegabytesComeBackAsTheyWere() {
        byte[] body = new byte[5 * 1024 * 1024 + 17];
        new Random(3).nextBytes(body);
        put(PLAIN, "large", body);
        assertThat(s3.getObjectAsBytes(request -> request.bucket(PLAIN).key("large"))
                        .asByteArray())
                .isEqualTo(body);
    }

    @Test
    void functionIsToldOfTheObjectsThatItsFilterWants() {
        long before = delivered();
        String eTag = put(BUCKET, "in/new list+é.csv", bytes("sku,name,price"));
        put(BUCKET, "in/else.txt", bytes("no suffix"));
        put(BUCKET, "out/else.csv", bytes("no prefix"));
        shop.settle();
        List<JsonNode> told = toldToFunction("in/new+list%2B%C3%A9.csv");
        assertThat(told).hasSize(1);
        ObjectNode record = told.get(0).deepCopy();
        assertThat(record.remove("eventTime").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(((ObjectNode) record.path("responseElements"))
                        .remove("x-amz-request-id")
                        .asText())
                .isNotEmpty();
        assertThat(((ObjectNode) record.path("responseElements"))
                        .remove("x-amz-id-2")
                        .asText())
                .isNotEmpty();
        assertThat(((ObjectNode) record.path("s3")).remove("configurationId").asText())
                .isNotEmpty();
        assertThat(((ObjectNode) record.path("s3").path("object"))
                        .remove("sequencer")
                        .asText())
                .matches("[0-9A-F]{18}");
        assertThat(record).isEqualTo(Templates.json("""
                {'eventVersion': '2.1', 'eventSource': 'aws:s3', 'awsRegion': 'eu-north-1', 'eventName': 'ObjectCreated:Put',
                 'userIdentity': {'principalId': 'AWS:you'}, 'requestParameters': {'sourceIPAddress': '127.0.0.1'},
                 'responseElements': {},
                 's3': {'s3SchemaVersion': '1.0',
                   'bucket': {'name': '%s', 'ownerIdentity': {'principalId': '123456789012'}, 'arn': 'arn:aws:s3:::%s'},
                   'object': {'key': 'in/new+list%%2B%%C3%%A9.csv', 'size': 14, 'eTag': '%s'}}}
                """.formatted(BUCKET, BUCKET, eTag.replace("\"", ""))));
        assertThat(toldToFunction("in/else.txt")).isEmpty();
        assertThat(toldToFunction("out/else.csv")).isEmpty();
        assertThat(delivered()).isGreaterThan(before);
        assertThat(shop.recorder().hops().stream()
                        .filter(hop -> hop.from().equals(BUCKET))
                        .map(Hop::to))
                .contains("echo");
    }

    @Test
    void partsThatArePutTogetherAreToldOnceAsAWhole() {
        String upload = s3.createMultipartUpload(
                        request -> request.bucket(BUCKET).key("in/parts.csv"))
                .uploadId();
        byte[] first = new byte[5 * 1024 * 1024];
        List<CompletedPart> parts = List.of(part(upload, 1, first), part(upload, 2, bytes("end")));
        String eTag = s3.completeMultipartUpload(request -> request.bucket(BUCKET)
                        .key("in/parts.csv")
                        .uploadId(upload)
                        .multipartUpload(completed -> completed.parts(parts)))
                .eTag();
        shop.settle();
        assertThat(toldToFunction("in/parts.csv")).singleElement().satisfies(record -> {
            assertThat(record.path("eventName").asText()).isEqualTo("ObjectCreated:CompleteMultipartUpload");
            JsonNode object = record.path("s3").path("object");
            assertThat(object.path("size").asLong()).isEqualTo(first.length + 3L);
            assertThat(object.path("eTag").asText())
                    .isEqualTo(eTag.replace("\"", ""))
                    .endsWith("-2");
        });
    }

    private static CompletedPart part(String upload, int number, byte[] body) {
        String eTag = s3.uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("in/parts.csv")
                                .uploadId(upload)
                                .partNumber(number),
                        RequestBody.fromBytes(body))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(eTag).build();
    }

    @Test
    void queueIsToldOfWhatIsGoneAndTopicOfCopies() {
        for (String key : List.of("x/1", "x/2", "x/3")) {
            put(BUCKET, key, bytes(key));
        }
        s3.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey("x/1")
                .destinationBucket(BUCKET)
                .destinationKey("x/copy"));
        s3.deleteObject(request -> request.bucket(BUCKET).key("x/1"));
        s3.deleteObjects(request -> request.bucket(BUCKET)
                .delete(delete -> delete.quiet(true)
                        .objects(
                                ObjectIdentifier.builder().key("x/2").build(),
                                ObjectIdentifier.builder().key("x/3").build())));
        shop.settle();
        assertThat(inQueue("told").stream()
                        .map(record ->
                                record.path("s3").path("object").path("key").asText()))
                .containsExactlyInAnyOrder("x/1", "x/2", "x/3");
        assertThat(inQueue("fanned")).singleElement().satisfies(record -> {
            assertThat(record.path("eventName").asText()).isEqualTo("ObjectCreated:Copy");
            assertThat(record.path("s3").path("object").path("size").asInt()).isEqualTo(3);
        });
    }

    @Test
    void whatIsNotSupportedIsNamed() {
        assertThatThrownBy(() -> s3.createBucket(request -> request.bucket("another-one")))
                .isInstanceOfSatisfying(S3Exception.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(501);
                    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("NotImplemented");
                    assertThat(refused.awsErrorDetails().errorMessage()).contains("S3: PUT of a bucket");
                });
        assertThatThrownBy(() -> s3.getBucketAcl(request -> request.bucket(PLAIN)))
                .hasMessageContaining("S3: GET acl of a bucket");
    }
}
