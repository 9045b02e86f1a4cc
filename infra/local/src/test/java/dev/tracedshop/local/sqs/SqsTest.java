package dev.tracedshop.local.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.InvalidMessageContentsException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/** The queues of an assembly answer AWS's own SDK as SQS would. What holds here holds for any engine behind it. */
class SqsTest {
    private static final String ARN = "arn:aws:sqs:eu-north-1:123456789012:";
    private static final String HEADER = "Root=1-68029e8a-0000000035578e774943fd9d;Parent=76c040bdc454a7ac;Sampled=1";

    private static TestRuntime shop;
    private static SqsClient sqs;
    private static String plain;

    @BeforeAll
    static void start(@TempDir Path directory) {
        shop = TestRuntime.start(
                directory,
                new Templates()
                        .function("told", Behaves.class.getName(), """
                                {'Environment': {'Variables': {'QUEUE_URL': {'Ref': 'Plain'}, 'QUEUE_ARN': {'Fn::GetAtt': ['Plain', 'Arn']}}}}
                                """)
                        .resource("Plain", "AWS::SQS::Queue", "{'QueueName': 'plain'}")
                        .resource("Late", "AWS::SQS::Queue", "{'QueueName': 'late', 'DelaySeconds': 40}")
                        .resource("Fragile", "AWS::SQS::Queue", """
                                {'QueueName': 'fragile', 'VisibilityTimeout': 0,
                                 'RedrivePolicy': {'deadLetterTargetArn': {'Fn::GetAtt': ['Dead', 'Arn']}, 'maxReceiveCount': 1}}
                                """)
                        .resource("Brittle", "AWS::SQS::Queue", """
                                {'QueueName': 'brittle', 'VisibilityTimeout': 0,
                                 'RedrivePolicy': {'deadLetterTargetArn': {'Fn::GetAtt': ['Lying', 'Arn']}, 'maxReceiveCount': 1}}
                                """)
                        .resource("Lying", "AWS::SQS::Queue", "{'QueueName': 'lying'}")
                        .resource(
                                "Dead", "AWS::SQS::Queue", "{'QueueName': 'dead', 'MessageRetentionPeriod': 1209600}"));
        sqs = Clients.client(shop, SqsClient.builder());
        plain = url("plain");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @AfterEach
    void empty() {
        sqs.purgeQueue(request -> request.queueUrl(plain));
    }

    private static String url(String queue) {
        return sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    private static Account.Counts counts(String queue) {
        return Objects.requireNonNull(shop.runtime().account().counts().get(queue));
    }

    private static SendMessageResponse send(String body) {
        return sqs.sendMessage(request -> request.queueUrl(plain).messageBody(body));
    }

    private static List<Message> receive(String url, int visibility) {
        return sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(visibility)
                        .waitTimeSeconds(5)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNamesWithStrings("All"))
                .messages();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private static DeleteMessageBatchRequestEntry deletion(String receipt) {
        return DeleteMessageBatchRequestEntry.builder()
                .id("a")
                .receiptHandle(receipt)
                .build();
    }

    @Test
    void functionsAreToldTheQueuesAddressAndArn() {
        JsonNode environment = shop.answer("told", "{'do': 'environment'}");
        assertThat(environment.path("QUEUE_URL").asText())
                .isEqualTo(plain)
                .isEqualTo(shop.runtime().aws() + "/123456789012/plain");
        assertThat(environment.path("QUEUE_ARN").asText()).isEqualTo(ARN + "plain");
        assertThat(sqs.listQueues(request -> request.queueNamePrefix("p")).queueUrls())
                .containsExactly(plain);
        assertThat(sqs.getQueueAttributes(request -> request.queueUrl(url("dead"))
                                .attributeNames(
                                        QueueAttributeName.QUEUE_ARN, QueueAttributeName.MESSAGE_RETENTION_PERIOD))
                        .attributesAsStrings())
                .isEqualTo(Map.of("QueueArn", ARN + "dead", "MessageRetentionPeriod", "1209600"));
    }

    @Test
    void messageKeepsItsAttributesAndGetsTheHeaderOfTheCall() {
        Account.Counts before = counts("plain");
        // The client itself compares the digests.
        sqs.sendMessage(request -> request.queueUrl(plain)
                .messageBody("wörd")
                .overrideConfiguration(override -> override.putHeader("X-Amzn-Trace-Id", HEADER))
                .messageAttributes(Map.of(
                        "b", text("blå"),
                        "a",
                                MessageAttributeValue.builder()
                                        .dataType("Binary.png")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 1, 2}))
                                        .build())));
        Message message = receive(plain, 30).get(0);
        assertThat(message.body()).isEqualTo("wörd");
        assertThat(message.messageAttributes()).containsOnlyKeys("a", "b");
        assertThat(message.attributesAsStrings())
                .containsEntry("AWSTraceHeader", HEADER)
                .containsEntry("ApproximateReceiveCount", "1");
        sqs.deleteMessage(request -> request.queueUrl(plain).receiptHandle(message.receiptHandle()));
        Account.Counts after = counts("plain");
        assertThat(after.published()).isEqualTo(before.published() + 1);
        assertThat(after.delivered()).isEqualTo(before.delivered() + 1);
    }

    @Test
    void headerThatTheRequestItselfNamesWinsAndIsDigested() {
        SendMessageResponse digest = sqs.sendMessage(request ->
                request.queueUrl(plain).messageBody("x").messageAttributes(Map.of("AWSTraceHeader", text("Root=own"))));
        SendMessageBatchResponse sent = sqs.sendMessageBatch(request -> request.queueUrl(plain)
                .overrideConfiguration(override -> override.putHeader("X-Amzn-Trace-Id", HEADER))
                .entries(
                        SendMessageBatchRequestEntry.builder()
                                .id("own")
                                .messageBody("own")
                                .messageSystemAttributesWithStrings(Map.of(
                                        "AWSTraceHeader",
                                        MessageSystemAttributeValue.builder()
                                                .dataType("String")
                                                .stringValue("Root=own")
                                                .build()))
                                .build(),
                        entry("call", "call")));
        assertThat(sent.successful().stream()
                        .filter(one -> one.id().equals("own"))
                        .findFirst()
                        .orElseThrow()
                        .md5OfMessageSystemAttributes())
                .isEqualTo(digest.md5OfMessageAttributes());
        List<Message> messages = receive(plain, 30);
        assertThat(messages)
                .filteredOn(message -> message.body().equals("own"))
                .allSatisfy(message ->
                        assertThat(message.attributesAsStrings()).containsEntry("AWSTraceHeader", "Root=own"));
        assertThat(messages)
                .filteredOn(message -> message.body().equals("call"))
                .allSatisfy(
                        message -> assertThat(message.attributesAsStrings()).containsEntry("AWSTraceHeader", HEADER));
    }

    @Test
    void olderReceiptIsAcceptedAndDeletesNothing() {
        send("again");
        String first = receive(plain, 0).get(0).receiptHandle();
        String second = receive(plain, 0).get(0).receiptHandle();
        sqs.deleteMessage(request -> request.queueUrl(plain).receiptHandle(first));
        assertThat(sqs.deleteMessageBatch(request -> request.queueUrl(plain).entries(deletion(first)))
                        .failed())
                .isEmpty();
        String third = receive(plain, 30).get(0).receiptHandle();
        sqs.deleteMessage(request -> request.queueUrl(plain).receiptHandle(third));
        sqs.deleteMessage(request -> request.queueUrl(plain).receiptHandle(third));
        sqs.deleteMessage(request -> request.queueUrl(plain).receiptHandle(second));
        assertThatThrownBy(() ->
                        sqs.deleteMessage(request -> request.queueUrl(plain).receiptHandle("made up")))
                .isInstanceOf(ReceiptHandleIsInvalidException.class);
        assertThat(sqs.deleteMessageBatch(request -> request.queueUrl(plain).entries(deletion("made up")))
                        .failed())
                .singleElement()
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("ReceiptHandleIsInvalid"));
    }

    @Test
    void visibilityIsChanged() {
        send("hidden");
        Message message = receive(plain, 600).get(0);
        sqs.changeMessageVisibility(request ->
                request.queueUrl(plain).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
        Message again = receive(plain, 600).get(0);
        assertThat(sqs.changeMessageVisibilityBatch(request -> request.queueUrl(plain)
                                .entries(ChangeMessageVisibilityBatchRequestEntry.builder()
                                        .id("a")
                                        .receiptHandle(again.receiptHandle())
                                        .visibilityTimeout(0)
                                        .build()))
                        .successful())
                .hasSize(1);
        assertThat(receive(plain, 600).get(0).attributesAsStrings()).containsEntry("ApproximateReceiveCount", "3");
    }

    @Test
    void delayIsShortenedAndKept() {
        sqs.sendMessage(request -> request.queueUrl(url("late")).messageBody("late"));
        // 40 seconds, of which a twentieth is waited for here.
        assertThat(sqs.receiveMessage(request -> request.queueUrl(url("late"))).messages())
                .isEmpty();
        assertThat(receive(url("late"), 30)).hasSize(1);
    }

    @Test
    void whatIsReceivedTooOftenIsADeadLetter() {
        sqs.sendMessage(request -> request.queueUrl(url("fragile")).messageBody("broken"));
        assertThat(receive(url("fragile"), 0)).hasSize(1);
        assertThat(sqs.receiveMessage(request -> request.queueUrl(url("fragile")))
                        .messages())
                .isEmpty();
        assertThat(counts("fragile")).isEqualTo(new Account.Counts(1, 0, 0, 1));
        assertThat(receive(url("dead"), 30))
                .singleElement()
                .satisfies(dead -> assertThat(dead.attributesAsStrings())
                        .containsEntry("DeadLetterQueueSourceArn", ARN + "fragile"));
    }

    @Test
    void deadLettersAreLookedAtWithoutBeingReceived() {
        String dead = url("lying");
        sqs.purgeQueue(request -> request.queueUrl(dead));
        sqs.sendMessage(request -> request.queueUrl(dead)
                .messageBody("sent")
                .messageAttributes(Map.of("reason", text("because")))
                .overrideConfiguration(override -> override.putHeader("X-Amzn-Trace-Id", HEADER)));
        sqs.sendMessageBatch(request -> request.queueUrl(dead).entries(entry("a", "sent with others")));
        sqs.sendMessage(request -> request.queueUrl(url("brittle")).messageBody("given up"));
        assertThat(receive(url("brittle"), 0)).hasSize(1);
        assertThat(sqs.receiveMessage(request -> request.queueUrl(url("brittle")))
                        .messages())
                .isEmpty();

        List<WaitingMessage> waiting = waiting("lying");
        assertThat(waiting).extracting(WaitingMessage::body).containsExactly("sent", "sent with others", "given up");
        assertThat(waiting).extracting(WaitingMessage::receives).containsExactly(0, 0, 1);
        assertThat(waiting).extracting(WaitingMessage::source).containsExactly("", "", ARN + "brittle");
        assertThat(waiting.get(0).attributes()).containsEntry("reason", new MessageAttribute("String", "because"));
        assertThat(waiting.get(0).traceHeader()).isEqualTo(HEADER);
        assertThat(queue("lying").size()).isEqualTo(3);

        Message taken = receive(dead, 30).stream()
                .filter(message -> message.body().equals("sent"))
                .findFirst()
                .orElseThrow();
        assertThat(taken.attributesAsStrings()).containsEntry("ApproximateReceiveCount", "1");
        sqs.deleteMessage(request -> request.queueUrl(dead).receiptHandle(taken.receiptHandle()));
        assertThat(waiting("lying")).extracting(WaitingMessage::body).doesNotContain("sent");
        sqs.purgeQueue(request -> request.queueUrl(dead));
        assertThat(waiting("lying")).isEmpty();
    }

    private static Queue queue(String name) {
        return shop.runtime().queues().stream()
                .filter(queue -> queue.definition().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<WaitingMessage> waiting(String queue) {
        return queue(queue).waiting();
    }

    @Test
    void waitingForMessagesIsNoActivity() throws Exception {
        CompletableFuture<List<Message>> waiting = CompletableFuture.supplyAsync(() -> receive(plain, 30));
        for (int i = 0; i < 20; i++) {
            assertThat(shop.runtime().quiet().await(Duration.ofMillis(10))).isEmpty();
        }
        send("there");
        assertThat(TestRuntime.await(waiting)).hasSize(1);
    }

    @Test
    void limitsBite() {
        refused("InvalidParameterValue", () -> send("x".repeat(SqsLimits.MESSAGE_BYTES + 1)));
        send("x".repeat(SqsLimits.MESSAGE_BYTES));
        assertThatThrownBy(() -> send("bell \u0007")).isInstanceOf(InvalidMessageContentsException.class);
        refused("MissingParameter", () -> send(""));
        refused(
                "InvalidParameterValue",
                () -> sqs.sendMessage(request -> request.queueUrl(plain)
                        .messageBody("x")
                        .messageAttributes(IntStream.range(0, 11)
                                .boxed()
                                .collect(java.util.stream.Collectors.toMap(i -> "a" + i, i -> text("x"))))));
        refused(
                "InvalidParameterValue",
                () -> sqs.sendMessage(request ->
                        request.queueUrl(plain).messageBody("x").messageAttributes(Map.of("a..b", text("x")))));
        refused(
                "InvalidParameterValue",
                () -> sqs.sendMessage(request ->
                        request.queueUrl(plain).messageBody("x").messageAttributes(Map.of("aws.b", text("x")))));
        refused(
                "InvalidParameterValue",
                () -> sqs.sendMessage(request -> request.queueUrl(plain)
                        .messageBody("x")
                        .messageAttributes(Map.of(
                                "n", text("many").toBuilder().dataType("Number").build()))));
        refused(
                "InvalidParameterValue",
                () -> sqs.sendMessage(
                        request -> request.queueUrl(plain).messageBody("x").delaySeconds(901)));
        refused(
                "InvalidParameterValue",
                () -> sqs.receiveMessage(request -> request.queueUrl(plain).maxNumberOfMessages(11)));
        refused(
                "InvalidParameterValue",
                () -> sqs.receiveMessage(request -> request.queueUrl(plain).visibilityTimeout(43_201)));
        refused(
                "InvalidParameterValue",
                () -> sqs.receiveMessage(request -> request.queueUrl(plain).waitTimeSeconds(21)));
    }

    private static void refused(String code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SqsException.class,
                        error -> assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code));
    }

    @Test
    void batchesAreChecked() {
        assertThatThrownBy(() -> batch(List.of())).isInstanceOf(EmptyBatchRequestException.class);
        assertThatThrownBy(() -> batch(IntStream.range(0, 11)
                        .mapToObj(i -> entry("e" + i, "x"))
                        .toList()))
                .isInstanceOf(TooManyEntriesInBatchRequestException.class);
        assertThatThrownBy(() -> batch(List.of(entry("a", "x"), entry("a", "y"))))
                .isInstanceOf(BatchEntryIdsNotDistinctException.class);
        assertThatThrownBy(() -> batch(List.of(entry("not so", "x")))).isInstanceOf(InvalidBatchEntryIdException.class);
        assertThatThrownBy(() -> batch(List.of(entry("a", "x".repeat(600_000)), entry("b", "x".repeat(600_000)))))
                .isInstanceOf(BatchRequestTooLongException.class);
        SendMessageBatchResponse response = batch(List.of(entry("good", "x"), entry("bad", "\u0001")));
        assertThat(response.successful())
                .singleElement()
                .satisfies(one -> assertThat(one.id()).isEqualTo("good"));
        assertThat(response.failed()).singleElement().satisfies(one -> {
            assertThat(one.id()).isEqualTo("bad");
            assertThat(one.code()).isEqualTo("InvalidMessageContents");
        });
    }

    private static SendMessageBatchResponse batch(List<SendMessageBatchRequestEntry> entries) {
        return sqs.sendMessageBatch(request -> request.queueUrl(plain).entries(entries));
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThatThrownBy(() -> url("nowhere"))
                .isInstanceOf(QueueDoesNotExistException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() ->
                        sqs.sendMessage(request -> request.queueUrl(plain + "x").messageBody("x")))
                .isInstanceOf(QueueDoesNotExistException.class);
        assertThatThrownBy(() -> sqs.createQueue(request -> request.queueName("new")))
                .isInstanceOf(SqsException.class)
                .hasMessageContaining("CreateQueue");
    }

    @Test
    void purgeThrowsEverythingAway() {
        send("gone");
        sqs.purgeQueue(request -> request.queueUrl(plain));
        assertThat(sqs.receiveMessage(request -> request.queueUrl(plain)).messages())
                .isEmpty();
    }
}
