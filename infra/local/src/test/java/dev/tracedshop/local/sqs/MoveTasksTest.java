package dev.tracedshop.local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.LocalRuntime;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.handlers.HandlesBatch;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Dead letters are moved as SQS moves them. What holds here holds for any engine behind it. */
class MoveTasksTest {
    private static final String ARN = "arn:aws:sqs:eu-north-1:123456789012:";
    private static final String HEADER = "Root=1-68029e8a-0000000035578e774943fd9d;Parent=76c040bdc454a7ac;Sampled=1";
    private static final URI NOBODY = URI.create("http://127.0.0.1:9");
    private static final List<String> QUEUES = List.of("work", "fragile", "other", "dead");

    private static TestRuntime shop;
    private static SqsClient sqs;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("worker", HandlesBatch.class)
                .resource("Dead", "AWS::SQS::Queue", "{'QueueName': 'dead'}")
                .resource("Other", "AWS::SQS::Queue", "{'QueueName': 'other'}")
                .resource("Work", "AWS::SQS::Queue", """
                        {'QueueName': 'work',
                         'RedrivePolicy': {'deadLetterTargetArn': {'Fn::GetAtt': ['Dead', 'Arn']}, 'maxReceiveCount': 3}}
                        """)
                .resource("Fragile", "AWS::SQS::Queue", """
                        {'QueueName': 'fragile', 'VisibilityTimeout': 0,
                         'RedrivePolicy': {'deadLetterTargetArn': {'Fn::GetAtt': ['Dead', 'Arn']}, 'maxReceiveCount': 1}}
                        """)
                .resource("Mapping", "AWS::Lambda::EventSourceMapping", """
                        {'EventSourceArn': {'Fn::GetAtt': ['Work', 'Arn']}, 'FunctionName': {'Ref': 'worker'},
                         'FunctionResponseTypes': ['ReportBatchItemFailures']}
                        """);
        LocalRuntime.Settings usual =
                TestRuntime.settings(directory, NOBODY, NOBODY, 1, Map.of(), InjectedFaults.none());
        // At AWS's own pace, so that a slow task is still there when it is looked at.
        shop = TestRuntime.start(
                directory,
                template,
                new LocalRuntime.Settings(
                        usual.files(),
                        usual.packages(),
                        usual.archives(),
                        usual.work(),
                        usual.dynamoDb(),
                        usual.port(),
                        usual.concurrency(),
                        new Hurry(1),
                        usual.faults(),
                        usual.trouble(),
                        usual.intake(),
                        usual.extensions(),
                        usual.classesInFront(),
                        usual.evaluatesPolicies()));
        sqs = Clients.client(shop, SqsClient.builder());
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @AfterEach
    void empty() throws InterruptedException {
        list("dead", 1).stream()
                .filter(task -> task.taskHandle() != null)
                .forEach(task -> sqs.cancelMessageMoveTask(request -> request.taskHandle(task.taskHandle())));
        settle();
        QUEUES.forEach(queue -> sqs.purgeQueue(request -> request.queueUrl(url(queue))));
    }

    private static String url(String queue) {
        return sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    private static void settle() throws InterruptedException {
        assertThat(shop.runtime().quiet().await(TestRuntime.LIMIT)).isEmpty();
    }

    private static void fill(int messages) {
        IntStream.range(0, messages)
                .forEach(i ->
                        sqs.sendMessage(request -> request.queueUrl(url("dead")).messageBody("message " + i)));
    }

    private static String move(String to, int perSecond) {
        return sqs.startMessageMoveTask(request -> {
                    request.sourceArn(ARN + "dead");
                    if (!to.isEmpty()) {
                        request.destinationArn(ARN + to);
                    }
                    if (perSecond > 0) {
                        request.maxNumberOfMessagesPerSecond(perSecond);
                    }
                })
                .taskHandle();
    }

    private static List<ListMessageMoveTasksResultEntry> list(String queue, int most) {
        return sqs.listMessageMoveTasks(
                        request -> request.sourceArn(ARN + queue).maxResults(most))
                .results();
    }

    private static ListMessageMoveTasksResultEntry newest() {
        return list("dead", 1).get(0);
    }

    private static List<Message> receive(String queue) {
        return sqs.receiveMessage(request -> request.queueUrl(url(queue))
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(0)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNamesWithStrings("All"))
                .messages();
    }

    @Test
    void movedMessageIsNewAndKeepsWhatItCarries() throws Exception {
        Instant before = Instant.now().minusSeconds(1);
        sqs.sendMessage(request -> request.queueUrl(url("dead"))
                .messageBody("broken")
                .messageAttributes(Map.of(
                        "traceparent",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("00-1-2-01")
                                .build()))
                .messageSystemAttributesWithStrings(Map.of(
                        "AWSTraceHeader",
                        MessageSystemAttributeValue.builder()
                                .dataType("String")
                                .stringValue(HEADER)
                                .build())));
        String id = receive("dead").get(0).messageId();
        move("other", 0);
        settle();
        ListMessageMoveTasksResultEntry task = newest();
        assertThat(task.status()).isEqualTo("COMPLETED");
        assertThat(task.taskHandle()).isNull();
        assertThat(task.sourceArn()).isEqualTo(ARN + "dead");
        assertThat(task.destinationArn()).isEqualTo(ARN + "other");
        assertThat(task.approximateNumberOfMessagesMoved()).isEqualTo(1);
        assertThat(task.approximateNumberOfMessagesToMove()).isEqualTo(1);
        assertThat(Instant.ofEpochMilli(task.startedTimestamp())).isBetween(before, Instant.now());
        assertThat(receive("dead")).isEmpty();
        assertThat(receive("other")).singleElement().satisfies(moved -> {
            assertThat(moved.body()).isEqualTo("broken");
            assertThat(moved.messageId()).isNotEqualTo(id);
            assertThat(moved.messageAttributes()).containsOnlyKeys("traceparent");
            assertThat(moved.attributesAsStrings())
                    .containsEntry("AWSTraceHeader", HEADER)
                    .containsEntry("ApproximateReceiveCount", "1");
        });
    }

    @Test
    void withoutDestinationEachGoesBackWhereItCameFrom() throws Exception {
        sqs.sendMessage(request -> request.queueUrl(url("fragile")).messageBody("broken"));
        assertThat(receive("fragile")).hasSize(1);
        assertThat(receive("fragile")).isEmpty();
        move("", 0);
        settle();
        assertThat(newest().status()).isEqualTo("COMPLETED");
        assertThat(receive("fragile")).hasSize(1);
    }

    @Test
    void whatWasSentToTheDeadLetterQueueItselfHasNowhereToGoBackTo() throws Exception {
        fill(1);
        move("", 0);
        settle();
        assertThat(newest().status()).isEqualTo("FAILED");
        assertThat(newest().failureReason()).isEqualTo("CouldNotDetermineMessageSource");
        assertThat(newest().approximateNumberOfMessagesMoved()).isZero();
        assertThat(receive("dead")).as("still there, and visible").hasSize(1);
    }

    @Test
    void movedMessagesAreHandledAndQuietWaitsForThem() throws Exception {
        fill(12);
        long before = counts("work");
        move("work", 0);
        settle();
        assertThat(newest().approximateNumberOfMessagesMoved()).isEqualTo(12);
        assertThat(counts("work") - before).isEqualTo(12);
    }

    private static long counts(String queue) {
        return Objects.requireNonNull(shop.runtime().account().counts().get(queue))
                .delivered();
    }

    @Test
    void secondTaskOnAQueueIsRefusedWhileOneRuns() {
        fill(20);
        String handle = move("other", 1);
        assertThatThrownBy(() -> move("other", 1))
                .isInstanceOfSatisfying(
                        SqsException.class,
                        error -> assertThat(error.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue"))
                .hasMessageContaining("already a task running");
        assertThat(newest().status()).isEqualTo("RUNNING");
        assertThat(newest().taskHandle()).isEqualTo(handle);
        assertThat(newest().maxNumberOfMessagesPerSecond()).isEqualTo(1);
        assertThat(shop.runtime().quiet().pending()).contains("a move task of the queue dead");
    }

    @Test
    void cancelledTaskIsListedAndLeavesTheRest() throws Exception {
        fill(20);
        String handle = move("other", 1);
        long moved =
                sqs.cancelMessageMoveTask(request -> request.taskHandle(handle)).approximateNumberOfMessagesMoved();
        assertThat(moved).isLessThan(20);
        settle();
        assertThat(newest().status()).isEqualTo("CANCELLED");
        assertThat(newest().taskHandle()).isNull();
        assertThat(shop.runtime().quiet().await(Duration.ZERO)).isEmpty();
        assertThat(receive("dead")).isNotEmpty();
        assertThatThrownBy(() -> sqs.cancelMessageMoveTask(request -> request.taskHandle(handle)))
                .isInstanceOf(SqsException.class)
                .hasMessageContaining("running");
        assertThatThrownBy(() -> sqs.cancelMessageMoveTask(request -> request.taskHandle("made up")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void failedCallsAreMadeAgain() throws Exception {
        fill(2);
        shop.runtime().failNext("Sqs.SendMessage", 2);
        shop.runtime().failNext("Sqs.DeleteMessage", 1);
        move("other", 0);
        settle();
        assertThat(newest().status()).isEqualTo("COMPLETED");
        assertThat(newest().approximateNumberOfMessagesMoved()).isEqualTo(2);
        assertThat(receive("dead")).isEmpty();
    }

    @Test
    void newestTasksAreListedFirst() throws Exception {
        move("other", 0);
        settle();
        move("work", 0);
        settle();
        assertThat(list("dead", 2))
                .extracting(ListMessageMoveTasksResultEntry::destinationArn)
                .containsExactly(ARN + "work", ARN + "other");
        assertThat(sqs.listMessageMoveTasks(request -> request.sourceArn(ARN + "dead"))
                        .results())
                .hasSize(1);
    }

    @Test
    void onlyDeadLetterQueuesAreSources() {
        Set<String> sources =
                sqs.listDeadLetterSourceQueues(request -> request.queueUrl(url("dead"))).queueUrls().stream()
                        .collect(Collectors.toSet());
        assertThat(sources).containsExactlyInAnyOrder(url("work"), url("fragile"));
        refused(
                "Dead Letter Queue",
                () -> sqs.startMessageMoveTask(
                        request -> request.sourceArn(ARN + "work").destinationArn(ARN + "other")));
        refused("cannot be the same", () -> move("dead", 0));
        refused("between 1 and 500", () -> move("other", 501));
        refused("SourceArn", () -> sqs.startMessageMoveTask(request -> request.sourceArn("dead")));
        refused("SourceArn", () -> sqs.startMessageMoveTask(request -> {}));
        assertThatThrownBy(() -> move("nowhere", 0))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("DestinationArn");
    }

    private static void refused(String why, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SqsException.class).hasMessageContaining(why);
    }
}
