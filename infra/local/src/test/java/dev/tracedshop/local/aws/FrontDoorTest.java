package dev.tracedshop.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.SnsException;

/** Calls of AWS's own SDK reach the service that they name, and everything else is refused in words. */
class FrontDoorTest {
    private static TestRuntime shop;
    private static DynamoDbClient dynamoDb;
    private static LambdaClient lambda;

    @BeforeAll
    static void start(@TempDir Path directory) {
        shop = TestRuntime.start(
                directory,
                new Templates()
                        .function("echo", Echo.class)
                        .function("behaves", Behaves.class)
                        .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'sold'}")
                        .resource("Table", "AWS::DynamoDB::Table", """
                                {'TableName': 'items', 'BillingMode': 'PAY_PER_REQUEST',
                                 'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                                 'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': 'S'},
                                   {'AttributeName': 'colour', 'AttributeType': 'S'}],
                                 'GlobalSecondaryIndexes': [{'IndexName': 'by-colour', 'Projection': {'ProjectionType': 'ALL'},
                                   'KeySchema': [{'AttributeName': 'colour', 'KeyType': 'HASH'}]}],
                                 'StreamSpecification': {'StreamViewType': 'NEW_AND_OLD_IMAGES'},
                                 'TimeToLiveSpecification': {'AttributeName': 'until', 'Enabled': true}}
                                """),
                TestRuntime.settings(
                        directory,
                        URI.create("http://127.0.0.1:9"),
                        URI.create("http://127.0.0.1:9"),
                        1,
                        Map.of(),
                        InjectedFaults.parse(List.of("DynamoDb.DeleteItem"))));
        dynamoDb = Clients.client(shop, DynamoDbClient.builder());
        lambda = Clients.client(shop, LambdaClient.builder());
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static HttpResponse<byte[]> post(Map<String, String> headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(shop.runtime().aws()).POST(HttpRequest.BodyPublishers.ofString("{}"));
        headers.forEach(request::header);
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String signature(String key, String service) {
        return "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/eu-north-1/" + service
                + "/aws4_request, SignedHeaders=host, Signature=0";
    }

    @Test
    void unsignedCallIsRefused() throws Exception {
        HttpResponse<byte[]> response = post(Map.of());
        assertThat(response.statusCode()).isEqualTo(403);
        JsonNode body = TestRuntime.json(response.body());
        assertThat(body.path("__type").asText()).isEqualTo("MissingAuthenticationToken");
        assertThat(body.path("message").asText()).contains("not signed", "./workshop env");
        assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
    }

    @Test
    void unknownKeyIsRefusedByEveryService() {
        assertThatThrownBy(() -> Clients.client(shop, DynamoDbClient.builder(), "LKIANOBODY")
                        .listTables())
                .isInstanceOfSatisfying(DynamoDbException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(403);
                    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException");
                });
        assertThatThrownBy(() -> Clients.client(shop, SnsClient.builder(), "LKIANOBODY")
                        .publish(request -> request.topicArn("x").message("y")))
                .isInstanceOfSatisfying(SnsException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(403);
                    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException");
                });
    }

    @Test
    void unknownServiceIsNamedWithThoseThatThereAre() throws Exception {
        HttpResponse<byte[]> response =
                post(Map.of("Authorization", signature(shop.runtime().accessKey(), "kine\"sis")));
        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(TestRuntime.json(response.body()).path("message").asText())
                .isEqualTo("The service 'kine\"sis' is not supported by this machine's AWS endpoint. "
                        + "It has: dynamodb, events, lambda, secretsmanager, sns, ssm, states");
    }

    @Test
    void unknownOperationIsNamed() {
        assertThatThrownBy(() -> Clients.client(shop, SnsClient.builder()).listTopics())
                .isInstanceOfSatisfying(SnsException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(501);
                    assertThat(refused.awsErrorDetails().errorMessage()).startsWith("Sns.ListTopics is not supported");
                });
        assertThatThrownBy(() -> lambda.listFunctions()).isInstanceOfSatisfying(LambdaException.class, refused -> {
            assertThat(refused.statusCode()).isEqualTo(501);
            assertThat(refused.awsErrorDetails().errorMessage())
                    .startsWith("Lambda: GET /2015-03-31/functions is not supported");
        });
    }

    @Test
    void tableIsTheTemplates() {
        TableDescription table =
                dynamoDb.describeTable(request -> request.tableName("items")).table();
        assertThat(table.tableArn()).isEqualTo("arn:aws:dynamodb:eu-north-1:123456789012:table/items");
        assertThat(table.latestStreamArn()).startsWith(table.tableArn() + "/stream/");
        assertThat(table.streamSpecification().streamViewType()).isEqualTo(StreamViewType.NEW_AND_OLD_IMAGES);
        assertThat(table.keySchema())
                .singleElement()
                .satisfies(key -> assertThat(key.attributeName()).isEqualTo("id"));
        assertThat(table.attributeDefinitions())
                .extracting(AttributeDefinition::attributeName)
                .containsExactlyInAnyOrder("id", "colour");
        assertThat(table.globalSecondaryIndexes()).singleElement().satisfies(index -> {
            assertThat(index.indexName()).isEqualTo("by-colour");
            assertThat(index.indexArn()).isEqualTo(table.tableArn() + "/index/by-colour");
        });
        assertThat(dynamoDb.describeTimeToLive(request -> request.tableName("items"))
                        .timeToLiveDescription()
                        .attributeName())
                .isEqualTo("until");
    }

    private static Map<String, AttributeValue> item(String id, String colour) {
        return Map.of("id", AttributeValue.fromS(id), "colour", AttributeValue.fromS(colour));
    }

    @Test
    void itemsAreWrittenOnConditionsAndFoundByTheIndex() {
        dynamoDb.putItem(request -> request.tableName("items").item(item("one", "blå")));
        assertThatThrownBy(() -> dynamoDb.putItem(request -> request.tableName("items")
                        .item(item("one", "red"))
                        .conditionExpression("attribute_not_exists(id)")))
                .isInstanceOf(ConditionalCheckFailedException.class);
        assertThat(dynamoDb.query(request -> request.tableName("items")
                                .indexName("by-colour")
                                .keyConditionExpression("colour = :c")
                                .expressionAttributeValues(Map.of(":c", AttributeValue.fromS("blå"))))
                        .items())
                .containsExactly(item("one", "blå"));
        assertThatThrownBy(() -> dynamoDb.getItem(
                        request -> request.tableName("nowhere").key(Map.of("id", AttributeValue.fromS("one")))))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void streamIsReadByTheArnThatTheTableTells() {
        dynamoDb.putItem(request -> request.tableName("items").item(item("streamed", "green")));
        String arn = dynamoDb.describeTable(request -> request.tableName("items"))
                .table()
                .latestStreamArn();
        DynamoDbStreamsClient streams = Clients.client(shop, DynamoDbStreamsClient.builder());
        String shard = streams.describeStream(request -> request.streamArn(arn))
                .streamDescription()
                .shards()
                .get(0)
                .shardId();
        String iterator = streams.getShardIterator(request ->
                        request.streamArn(arn).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        assertThat(streams.getRecords(request -> request.shardIterator(iterator))
                        .records())
                .anySatisfy(change -> assertThat(change.dynamodb().newImage()).isEqualTo(item("streamed", "green")));
    }

    @Test
    void injectedFaultIsAServersError() {
        assertThatThrownBy(() -> dynamoDb.deleteItem(
                        request -> request.tableName("items").key(Map.of("id", AttributeValue.fromS("one")))))
                .isInstanceOfSatisfying(DynamoDbException.class, refused -> {
                    assertThat(refused.statusCode()).isEqualTo(500);
                    assertThat(refused.awsErrorDetails().errorMessage())
                            .isEqualTo("An injected fault of DynamoDb.DeleteItem");
                });
    }

    @Test
    void functionIsInvokedAndItsAnswerReturned() {
        InvokeResponse response =
                lambda.invoke(request -> request.functionName("echo").payload(SdkBytes.fromUtf8String("{\"é\":1}")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.executedVersion()).isEqualTo("$LATEST");
        assertThat(response.functionError()).isNull();
        assertThat(response.payload().asUtf8String()).isEqualTo("{\"é\":1}");
        assertThat(lambda.invoke(
                                request -> request.functionName("arn:aws:lambda:eu-north-1:123456789012:function:echo"))
                        .payload()
                        .asUtf8String())
                .isEqualTo("{}");
    }

    @Test
    void functionsErrorIsNotTheCalls() {
        InvokeResponse response = lambda.invoke(request -> request.functionName("behaves")
                .payload(SdkBytes.fromUtf8String("{\"do\":\"throw\",\"message\":\"not today\"}")));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.functionError()).isEqualTo("Unhandled");
        JsonNode error = TestRuntime.json(response.payload().asByteArray());
        assertThat(error.path("errorMessage").asText()).isEqualTo("not today");
        assertThat(error.path("errorType").asText()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void eventIsTakenBeforeTheFunctionHasAnswered() {
        int before = shop.recorder().startsOf("echo").size();
        InvokeResponse response = lambda.invoke(request -> request.functionName("echo")
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String("{\"later\":true}")));
        assertThat(response.statusCode()).isEqualTo(202);
        shop.settle();
        assertThat(shop.recorder().startsOf("echo")).hasSize(before + 1);
        assertThat(shop.lastLines("echo")).containsExactly("{\"later\":true}");
        assertThat(lambda.invoke(request -> request.functionName("echo").invocationType(InvocationType.DRY_RUN))
                        .statusCode())
                .isEqualTo(204);
        shop.settle();
        assertThat(shop.recorder().startsOf("echo")).hasSize(before + 1);
    }

    @Test
    void wrongInvocationsAreRefused() {
        assertThatThrownBy(() -> lambda.invoke(request -> request.functionName("nobody")))
                .isInstanceOf(software.amazon.awssdk.services.lambda.model.ResourceNotFoundException.class)
                .hasMessageContaining("Function not found: nobody");
        assertThatThrownBy(() -> lambda.invoke(request ->
                        request.functionName("echo").payload(SdkBytes.fromString("{oops", StandardCharsets.UTF_8))))
                .isInstanceOf(software.amazon.awssdk.services.lambda.model.InvalidRequestContentException.class)
                .hasMessageContaining("Could not parse request body into json");
        assertThatThrownBy(() -> lambda.invoke(request -> request.functionName("echo")
                        .payload(SdkBytes.fromUtf8String("\"" + "x".repeat(6 * 1024 * 1024) + "\""))))
                .isInstanceOf(software.amazon.awssdk.services.lambda.model.RequestTooLargeException.class);
    }
}
