package dev.tracedshop.local.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.delivery.Hop;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.handlers.HandlesRecords;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** What is written to a table comes to the function that reads its stream as Lambda documents it, in order, until it is handled or given up. */
class StreamMappingTest {
    private static final String PARTIAL = "'FunctionResponseTypes': ['ReportBatchItemFailures']";

    private static TestRuntime shop;
    private static DynamoDbClient dynamoDb;
    private static SqsClient sqs;
    private static Path notes;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        notes = Files.createDirectory(directory.resolve("notes"));
        Templates template = new Templates()
                .function("echo", Echo.class)
                .function("orderly", HandlesRecords.class)
                .function("reports", HandlesRecords.class)
                .function("careless", HandlesRecords.class)
                .function("splits", HandlesRecords.class)
                .function("waits", HandlesRecords.class)
                .function("dies", HandlesRecords.class.getName(), "{'Timeout': 3}")
                .resource("Lost", "AWS::SQS::Queue", "{'QueueName': 'lost'}");
        table(template, "echoed", "echo", "'BatchSize': 1");
        table(template, "ordered", "orderly", "'BatchSize': 7, 'MaximumBatchingWindowInSeconds': 2, " + PARTIAL);
        table(template, "reported", "reports", "'MaximumRetryAttempts': 5, " + PARTIAL);
        table(template, "given-up", "careless", "'MaximumRetryAttempts': 2, 'BatchSize': 1, " + destination());
        table(
                template,
                "split",
                "splits",
                "'MaximumRetryAttempts': 1, 'BisectBatchOnFunctionError': true, " + destination());
        table(template, "deadly", "dies", "'MaximumRetryAttempts': 2");
        table(template, "held", "waits", "'BatchSize': 1");
        template.section("Outputs", "{'Stream': {'Value': {'Fn::GetAtt': ['echoed', 'StreamArn']}}}");
        shop = TestRuntime.start(directory, template);
        dynamoDb = Clients.client(shop, DynamoDbClient.builder());
        sqs = Clients.client(shop, SqsClient.builder());
    }

    private static String destination() {
        return "'DestinationConfig': {'OnFailure': {'Destination': {'Fn::GetAtt': ['Lost', 'Arn']}}}";
    }

    private static void table(Templates template, String name, String function, String mapping) {
        template.resource(name, "AWS::DynamoDB::Table", """
                {'TableName': '%s', 'BillingMode': 'PAY_PER_REQUEST', 'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                 'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': 'S'}],
                 'StreamSpecification': {'StreamViewType': 'NEW_AND_OLD_IMAGES'}}
                """.formatted(name));
        template.resource(name + "Mapping", "AWS::Lambda::EventSourceMapping", """
                {'EventSourceArn': {'Fn::GetAtt': ['%s', 'StreamArn']}, 'FunctionName': {'Ref': '%s'},
                 'StartingPosition': 'TRIM_HORIZON', %s}
                """.formatted(name, function, mapping));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static Map<String, AttributeValue> item(String task) {
        return Map.of("id", text(task), "task", text(task), "notes", text(notes.toString()));
    }

    /** Writes items at once, so that they are read together. */
    private static void write(String table, String... tasks) {
        dynamoDb.transactWriteItems(request -> request.transactItems(Arrays.stream(tasks)
                .map(task -> TransactWriteItem.builder()
                        .put(Put.builder().tableName(table).item(item(task)).build())
                        .build())
                .toList()));
    }

    private static List<String> lines(String function) {
        return shop.recorder().linesOfFunction(function).stream()
                .map(Recorder.Line::text)
                .toList();
    }

    private static Account.Counts counts(String table) {
        return Objects.requireNonNull(shop.runtime().account().counts().get(table + "/stream"));
    }

    private static List<JsonNode> failuresOf(String table) {
        String url = sqs.getQueueUrl(request -> request.queueName("lost")).queueUrl();
        return sqs
                .receiveMessage(
                        request -> request.queueUrl(url).maxNumberOfMessages(10).visibilityTimeout(0))
                .messages()
                .stream()
                .map(Message::body)
                .map(body -> TestRuntime.json(body.getBytes(StandardCharsets.UTF_8)))
                .filter(body -> body.path("DDBStreamBatchInfo")
                        .path("streamArn")
                        .asText()
                        .contains("table/" + table + "/"))
                .toList();
    }

    @Test
    void changesArriveAsTheDocumentedRecords() {
        Map<String, AttributeValue> key = Map.of("id", text("a"));
        dynamoDb.putItem(request ->
                request.tableName("echoed").item(Map.of("id", text("a"), "count", AttributeValue.fromN("1"))));
        // Nothing changes, so there is no record.
        dynamoDb.putItem(request ->
                request.tableName("echoed").item(Map.of("id", text("a"), "count", AttributeValue.fromN("1"))));
        dynamoDb.updateItem(request -> request.tableName("echoed")
                .key(key)
                .updateExpression("SET #count = #count + :one")
                .expressionAttributeNames(Map.of("#count", "count"))
                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1"))));
        dynamoDb.deleteItem(request -> request.tableName("echoed").key(key));
        shop.settle();
        String stream =
                Objects.requireNonNull(shop.runtime().assembly().outputs().get("Test.Stream"));
        assertThat(stream).startsWith("arn:aws:dynamodb:eu-north-1:123456789012:table/echoed/stream/");
        List<JsonNode> events = lines("echo").stream()
                .filter(line -> line.startsWith("{\"Records\""))
                .map(line -> TestRuntime.json(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(events).hasSize(3);
        readWithAClient(stream, events);
        ObjectNode update = (ObjectNode) events.get(1).path("Records").path(0);
        assertThat(update.remove("eventID").asText()).matches("[0-9a-f]{32}");
        ObjectNode change = (ObjectNode) update.path("dynamodb");
        JsonNode created = change.remove("ApproximateCreationDateTime");
        assertThat(created.isIntegralNumber()).isTrue();
        assertThat(created.asLong()).isCloseTo(System.currentTimeMillis() / 1000, within(60L));
        assertThat(change.remove("SequenceNumber").asText()).matches("\\d+");
        assertThat(change.remove("SizeBytes").asInt()).isPositive();
        assertThat(update).isEqualTo(Templates.json("""
                {'eventName': 'MODIFY', 'eventVersion': '1.1', 'eventSource': 'aws:dynamodb', 'awsRegion': 'eu-north-1',
                 'dynamodb': {'Keys': {'id': {'S': 'a'}}, 'NewImage': {'id': {'S': 'a'}, 'count': {'N': '2'}},
                   'OldImage': {'id': {'S': 'a'}, 'count': {'N': '1'}}, 'StreamViewType': 'NEW_AND_OLD_IMAGES'},
                 'eventSourceARN': '%s'}
                """.formatted(stream)));
        assertThat(events.stream()
                        .map(event ->
                                event.path("Records").path(0).path("eventName").asText()))
                .containsExactly("INSERT", "MODIFY", "REMOVE");
        assertThat(events.get(0).path("Records").path(0).path("dynamodb").has("OldImage"))
                .isFalse();
        assertThat(events.get(2).path("Records").path(0).path("dynamodb").has("NewImage"))
                .isFalse();
        assertThat(counts("echoed")).isEqualTo(new Account.Counts(3, 3, 0, 0));
        assertThat(shop.recorder().hops().stream()
                        .filter(hop -> hop.from().equals("echoed/stream"))
                        .map(Hop::to))
                .containsExactly("echo", "echo", "echo");
    }

    private static void readWithAClient(String stream, List<JsonNode> events) {
        try (DynamoDbStreamsClient streams = Clients.client(shop, DynamoDbStreamsClient.builder())) {
            assertThat(streams.listStreams(request -> request.tableName("echoed"))
                            .streams()
                            .get(0)
                            .streamArn())
                    .isEqualTo(stream);
            String shard = streams.describeStream(request -> request.streamArn(stream))
                    .streamDescription()
                    .shards()
                    .get(0)
                    .shardId();
            String iterator = streams.getShardIterator(request ->
                            request.streamArn(stream).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .shardIterator();
            assertThat(streams.getRecords(request -> request.shardIterator(iterator)).records().stream()
                            .map(Record::eventID))
                    .containsExactlyElementsOf(events.stream()
                            .map(event -> event.path("Records")
                                    .path(0)
                                    .path("eventID")
                                    .asText())
                            .toList());
        }
    }

    @Test
    void everyKindOfWriteIsHandledOnceAndInOrder() {
        for (int i = 0; i < 20; i++) {
            int number = i;
            dynamoDb.putItem(request -> request.tableName("ordered").item(item("put " + number + " p")));
        }
        write("ordered", "transaction 1", "transaction 2");
        dynamoDb.batchWriteItem(request -> request.requestItems(Map.of(
                "ordered",
                List.of(WriteRequest.builder()
                        .putRequest(PutRequest.builder().item(item("batch")).build())
                        .build()))));
        shop.settle();
        dynamoDb.executeStatement(request ->
                request.statement("INSERT INTO ordered VALUE {'id': 's', 'task': 'statement', 'notes': '-'}"));
        shop.settle();
        assertThat(lines("orderly").stream().filter(line -> line.startsWith("handled ")))
                .startsWith(IntStream.range(0, 20)
                        .mapToObj(i -> "handled put " + i + " p")
                        .toArray(String[]::new))
                .endsWith("handled batch", "handled statement")
                .hasSize(24);
        assertThat(lines("orderly")).contains("batch of 7");
        assertThat(counts("ordered")).isEqualTo(new Account.Counts(24, 24, 0, 0));
    }

    @Test
    void batchIsTriedAgainFromItsFirstFailure() {
        write("reported", "one", "fail 2 two", "three");
        shop.settle();
        assertThat(lines("reports").stream().filter(line -> !line.startsWith("START")))
                .containsSubsequence(
                        "batch of 3",
                        "handled one",
                        "failed fail 2 two",
                        "batch of 2",
                        "failed fail 2 two",
                        "batch of 2",
                        "handled fail 2 two",
                        "handled three")
                .containsOnlyOnce("handled one");
        assertThat(counts("reported")).isEqualTo(new Account.Counts(3, 3, 4, 0));
    }

    @Test
    void recordThatIsNeverHandledIsGivenUpAndThoseBehindItAreHandled() {
        write("given-up", "throw 9 never", "behind it");
        shop.settle();
        assertThat(lines("careless").stream().filter("threw throw 9 never"::equals))
                .hasSize(3);
        assertThat(lines("careless")).containsSubsequence("threw throw 9 never", "handled behind it");
        assertThat(counts("given-up")).isEqualTo(new Account.Counts(2, 1, 3, 1));
        assertThat(failuresOf("given-up")).singleElement().satisfies(failure -> {
            ObjectNode copy = failure.deepCopy();
            assertThat(copy.remove("timestamp").asText()).matches("\\d{4}-.*T.*\\.?\\d*Z");
            assertThat(((ObjectNode) copy.path("requestContext"))
                            .remove("requestId")
                            .asText())
                    .isEqualTo(shop.recorder().startsOf("careless").get(2).requestId());
            ObjectNode info = (ObjectNode) copy.path("DDBStreamBatchInfo");
            assertThat(info.remove("approximateArrivalOfFirstRecord"))
                    .isEqualTo(info.remove("approximateArrivalOfLastRecord"));
            assertThat(info.remove("shardId").asText()).startsWith("shardId-");
            assertThat(info.remove("streamArn").asText()).contains(":table/given-up/stream/");
            assertThat(copy).isEqualTo(Templates.json("""
                    {'requestContext': {'functionArn': 'arn:aws:lambda:eu-north-1:123456789012:function:careless',
                       'condition': 'RetryAttemptsExhausted', 'approximateInvokeCount': 3},
                     'responseContext': {'statusCode': 200, 'executedVersion': '$LATEST', 'functionError': 'Unhandled'},
                     'version': '1.0',
                     'DDBStreamBatchInfo': {'startSequenceNumber': '1', 'endSequenceNumber': '1', 'batchSize': 1}}
                    """));
        });
    }

    @Test
    void failingBatchIsSplitUntilOnlyTheBadRecordIsLeft() {
        write("split", "a", "b", "throw 9 c", "d");
        shop.settle();
        assertThat(lines("splits").stream().filter(line -> line.startsWith("handled ")))
                .endsWith("handled a", "handled b", "handled d");
        assertThat(lines("splits")).containsOnlyOnce("handled d");
        assertThat(counts("split").delivered()).isEqualTo(3);
        assertThat(counts("split").deadLettered()).isEqualTo(1);
        assertThat(failuresOf("split"))
                .singleElement()
                .satisfies(failure -> assertThat(failure.path("DDBStreamBatchInfo")
                                .path("startSequenceNumber")
                                .asText())
                        .isEqualTo("3"));
    }

    @Test
    void batchOfAnInvocationThatWasKilledComesBackNoEarlierThanItsTimeout() {
        for (String death : List.of("hang 1 h", "exit 1 e")) {
            long before = System.nanoTime();
            write("deadly", death);
            shop.settle();
            assertThat(lines("dies")).containsOnlyOnce("handled " + death);
            assertThat(System.nanoTime() - before).isGreaterThan(3_000_000_000L);
        }
        assertThat(counts("deadly")).isEqualTo(new Account.Counts(2, 2, 2, 0));
    }

    @Test
    void recordThatWaitsKeepsTheShopFromRest() throws InterruptedException {
        assertThat(shop.runtime().hold(shop.function("waits"), true)).isTrue();
        try {
            // Holding back nothing is no reason not to rest, nor is a write that was refused.
            shop.settle();
            assertThatThrownBy(() -> dynamoDb.deleteItem(request -> request.tableName("held")
                            .key(Map.of("id", text("nobody")))
                            .conditionExpression("attribute_exists(id)")))
                    .isInstanceOf(ConditionalCheckFailedException.class);
            shop.settle();
            write("held", "patient");
            assertThat(shop.runtime().quiet().await(Duration.ofMillis(500)))
                    .containsExactly("a record in the stream of the table held");
        } finally {
            shop.runtime().hold(shop.function("waits"), false);
        }
        shop.settle();
        assertThat(lines("waits")).containsOnlyOnce("handled patient");
    }
}
