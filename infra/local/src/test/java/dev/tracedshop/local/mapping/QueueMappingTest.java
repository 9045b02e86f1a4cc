package dev.tracedshop.local.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.handlers.HandlesBatch;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** What lies in a queue comes to its function as Lambda documents it, until it is handled or a dead letter. */
class QueueMappingTest {
    private static final String ARN = "arn:aws:sqs:eu-north-1:123456789012:";

    private static TestRuntime shop;
    private static SqsClient sqs;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("echo", Echo.class)
                .function("reports", HandlesBatch.class)
                .function("careless", HandlesBatch.class)
                .function("dies", HandlesBatch.class.getName(), "{'Timeout': 3}")
                .function("many", HandlesBatch.class);
        queue(template, "Echoed", "{}", "echo", "{}");
        queue(template, "Reported", "{}", "reports", "{'FunctionResponseTypes': ['ReportBatchItemFailures']}");
        queue(template, "Careless", "{}", "careless", "{}");
        queue(template, "Deadly", "{'VisibilityTimeout': 3}", "dies", "{}");
        queue(
                template,
                "Many",
                "{'VisibilityTimeout': 20}",
                "many",
                "{'FunctionResponseTypes': ['ReportBatchItemFailures'], 'MaximumBatchingWindowInSeconds': 2}");
        shop = TestRuntime.start(directory, template);
        sqs = Clients.client(shop, SqsClient.builder());
    }

    private static void queue(Templates template, String id, String more, String function, String mapping) {
        ObjectNode queue = (ObjectNode) Templates.json("""
                {'QueueName': '%s', 'VisibilityTimeout': 40,
                 'RedrivePolicy': {'deadLetterTargetArn': {'Fn::GetAtt': ['%sDead', 'Arn']}, 'maxReceiveCount': 2}}
                """.formatted(id, id));
        queue.setAll((ObjectNode) Templates.json(more));
        template.resource(id, "AWS::SQS::Queue", queue.toString());
        template.resource(id + "Dead", "AWS::SQS::Queue", "{'QueueName': '%s-dead-letters'}".formatted(id));
        ObjectNode properties = (ObjectNode) Templates.json("""
                {'EventSourceArn': {'Fn::GetAtt': ['%s', 'Arn']}, 'FunctionName': {'Ref': '%s'}, 'BatchSize': 10}
                """.formatted(id, function));
        properties.setAll((ObjectNode) Templates.json(mapping));
        template.resource(id + "Mapping", "AWS::Lambda::EventSourceMapping", properties.toString());
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static String url(String queue) {
        return sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    private static SendMessageResponse send(String queue, String body) {
        return sqs.sendMessage(request -> request.queueUrl(url(queue)).messageBody(body));
    }

    private static Account.Counts counts(String queue) {
        return Objects.requireNonNull(shop.runtime().account().counts().get(queue));
    }

    private static List<String> lines(String function) {
        return shop.recorder().linesOfFunction(function).stream()
                .map(Recorder.Line::text)
                .toList();
    }

    private static List<Message> messages(String queue) {
        List<Message> all = new ArrayList<>();
        String url = url(queue);
        for (List<Message> some = List.of(); all.isEmpty() || !some.isEmpty(); all.addAll(some)) {
            some = sqs.receiveMessage(request ->
                            request.queueUrl(url).maxNumberOfMessages(10).messageSystemAttributeNamesWithStrings("All"))
                    .messages();
            if (some.isEmpty()) {
                break;
            }
        }
        return all;
    }

    @Test
    void messageArrivesAsTheDocumentedRecord() {
        Account.Counts before = counts("Echoed");
        SendMessageResponse sent = sqs.sendMessage(request -> request.queueUrl(url("Echoed"))
                .messageBody("wörd")
                .overrideConfiguration(override -> override.putHeader(
                        "X-Amzn-Trace-Id",
                        "Root=1-68029e8a-0000000035578e774943fd9d;Parent=76c040bdc454a7ac;Sampled=1"))
                .messageAttributes(Map.of(
                        "colour",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("blå")
                                        .build(),
                        "picture",
                                MessageAttributeValue.builder()
                                        .dataType("Binary.png")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1, 2}))
                                        .build())));
        shop.settle();
        String event = lines("echo").stream()
                .filter(line -> line.contains(sent.messageId()))
                .findFirst()
                .orElseThrow();
        JsonNode records =
                TestRuntime.json(event.getBytes(StandardCharsets.UTF_8)).path("Records");
        assertThat(records).hasSize(1);
        ObjectNode record = (ObjectNode) records.path(0);
        assertThat(record.remove("receiptHandle").asText()).isNotEmpty();
        ObjectNode attributes = (ObjectNode) record.path("attributes");
        assertThat(attributes.remove("SentTimestamp").asText()).matches("\\d{13}");
        assertThat(attributes.remove("ApproximateFirstReceiveTimestamp").asText())
                .matches("\\d{13}");
        assertThat(attributes.remove("SenderId").asText()).isNotEmpty();
        ObjectNode expected = (ObjectNode)
                Templates.json("""
                {'body': 'wörd', 'md5OfBody': '%s', 'md5OfMessageAttributes': '%s', 'messageId': '%s',
                 'attributes': {'ApproximateReceiveCount': '1',
                   'AWSTraceHeader': 'Root=1-68029e8a-0000000035578e774943fd9d;Parent=76c040bdc454a7ac;Sampled=1'},
                 'messageAttributes': {
                   'colour': {'stringValue': 'blå', 'stringListValues': [], 'binaryListValues': [], 'dataType': 'String'},
                   'picture': {'binaryValue': 'AAEC', 'stringListValues': [], 'binaryListValues': [], 'dataType': 'Binary.png'}},
                 'eventSource': 'aws:sqs', 'eventSourceARN': 'arn:aws:sqs:eu-north-1:123456789012:Echoed', 'awsRegion': 'eu-north-1'}
                """.formatted(sent.md5OfMessageBody(), sent.md5OfMessageAttributes(), sent.messageId()));
        assertThat(record).isEqualTo(expected);
        assertThat(counts("Echoed").delivered()).isEqualTo(before.delivered() + 1);
    }

    @Test
    void reportedMessagesAloneComeBackAndAreDeadLettersInTheEnd() {
        sqs.sendMessageBatch(request -> request.queueUrl(url("Reported"))
                .entries(entry("a", "reported fine"), entry("b", "fail 1 then fine"), entry("c", "fail 9 for ever")));
        shop.settle();
        assertThat(lines("reports"))
                .containsSubsequence("failed fail 1 then fine", "handled fail 1 then fine")
                .containsOnlyOnce("handled reported fine")
                .doesNotContain("handled fail 9 for ever");
        assertThat(lines("reports").stream().filter("failed fail 9 for ever"::equals))
                .hasSize(2);
        assertThat(counts("Reported")).isEqualTo(new Account.Counts(3, 2, 3, 1));
        assertThat(counts("Reported-dead-letters").published()).isEqualTo(1);
        assertThat(messages("Reported-dead-letters")).singleElement().satisfies(dead -> {
            assertThat(dead.body()).isEqualTo("fail 9 for ever");
            assertThat(dead.attributesAsStrings()).containsEntry("DeadLetterQueueSourceArn", ARN + "Reported");
        });
    }

    @Test
    void wholeBatchComesBackWhenTheFunctionThrows() {
        sqs.sendMessageBatch(request ->
                request.queueUrl(url("Careless")).entries(entry("a", "careless"), entry("b", "throw 1 time")));
        shop.settle();
        assertThat(lines("careless")).contains("handled careless", "handled throw 1 time");
        Account.Counts counts = counts("Careless");
        assertThat(counts.delivered()).isEqualTo(2);
        assertThat(counts.failed()).isBetween(1L, 2L);
        assertThat(counts.deadLettered()).isZero();
    }

    @Test
    void messageOfAnInvocationThatWasKilledComesBackNoEarlierThanItsTimeout() {
        for (String death : List.of("hang 1", "exit 1")) {
            long before = System.nanoTime();
            send("Deadly", death);
            shop.settle();
            assertThat(lines("dies")).containsOnlyOnce("handled " + death);
            assertThat(System.nanoTime() - before).isGreaterThan(3_000_000_000L);
        }
        assertThat(counts("Deadly")).isEqualTo(new Account.Counts(2, 2, 2, 0));
    }

    @Test
    void everyOneOfManyMessagesIsHandledOrADeadLetter() {
        Random random = new Random(7);
        List<String> bodies = IntStream.range(0, 500)
                .mapToObj(i -> switch (random.nextInt(10)) {
                    case 0 -> "fail 1 " + i;
                    case 1 -> "fail 9 " + i;
                    default -> "message " + i;
                })
                .toList();
        String url = url("Many");
        for (int from = 0; from < bodies.size(); from += 10) {
            List<String> ten = bodies.subList(from, from + 10);
            sqs.sendMessageBatch(request -> request.queueUrl(url)
                    .entries(IntStream.range(0, 10)
                            .mapToObj(i -> entry("e" + i, ten.get(i)))
                            .toList()));
        }
        shop.settle();
        TreeSet<String> hopeless = new TreeSet<>(
                bodies.stream().filter(body -> body.startsWith("fail 9")).toList());
        assertThat(hopeless).isNotEmpty();
        assertThat(lines("many").stream().filter(line -> line.startsWith("handled ")))
                .containsExactlyInAnyOrderElementsOf(bodies.stream()
                        .filter(body -> !hopeless.contains(body))
                        .map(body -> "handled " + body)
                        .toList());
        assertThat(counts("Many").delivered()).isEqualTo(500L - hopeless.size());
        assertThat(counts("Many").deadLettered()).isEqualTo(hopeless.size());
        assertThat(messages("Many-dead-letters").stream().map(Message::body))
                .containsExactlyInAnyOrderElementsOf(hopeless);
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }
}
