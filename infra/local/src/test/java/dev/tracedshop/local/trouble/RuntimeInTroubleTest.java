package dev.tracedshop.local.trouble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.HandlesBatch;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Trouble comes to what runs in an assembly, as it would on AWS. */
class RuntimeInTroubleTest {
    @TempDir
    private Path directory;

    @Test
    void messagesAndEventsComeTwice() {
        Templates template = new Templates()
                .function("told", Behaves.class)
                .function("reads", HandlesBatch.class)
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'topic'}")
                .resource(
                        "Told",
                        "AWS::SNS::Subscription",
                        "{'TopicArn': {'Ref': 'Topic'}, 'Protocol': 'lambda', 'Endpoint': {'Fn::GetAtt': ['told', 'Arn']}}")
                .resource("Queue", "AWS::SQS::Queue", "{'QueueName': 'queue'}")
                .resource("Unread", "AWS::SQS::Queue", "{'QueueName': 'unread'}")
                .resource(
                        "Mapping",
                        "AWS::Lambda::EventSourceMapping",
                        "{'EventSourceArn': {'Fn::GetAtt': ['Queue', 'Arn']}, 'FunctionName': {'Ref': 'reads'}, 'BatchSize': 1}");
        Trouble trouble = Trouble.everythingTwice();
        try (TestRuntime shop = TestRuntime.start(directory, template, trouble);
                SnsClient sns = Clients.client(shop, SnsClient.builder());
                SqsClient sqs = Clients.client(shop, SqsClient.builder())) {
            sns.publish(request -> request.topicArn("arn:aws:sns:eu-north-1:123456789012:topic")
                    .message("once"));
            String queue =
                    sqs.getQueueUrl(request -> request.queueName("queue")).queueUrl();
            sqs.sendMessage(request -> request.queueUrl(queue).messageBody("{}"));
            sqs.sendMessageBatch(request -> request.queueUrl(queue)
                    .entries(
                            SendMessageBatchRequestEntry.builder()
                                    .id("a")
                                    .messageBody("{}")
                                    .build(),
                            SendMessageBatchRequestEntry.builder()
                                    .id("b")
                                    .messageBody("{}")
                                    .build()));
            String unread =
                    sqs.getQueueUrl(request -> request.queueName("unread")).queueUrl();
            sqs.sendMessage(request -> request.queueUrl(unread).messageBody("nobody reads it"));
            shop.settle();

            List<Recorder.Start> told = shop.recorder().startsOf("told");
            assertThat(told).hasSize(2);
            assertThat(told.get(0).requestId()).isEqualTo(told.get(1).requestId());
            assertThat(shop.recorder().startsOf("reads")).hasSize(6);
            assertThat(trouble.counts().repeated()).isEqualTo(4);
        }
    }

    @Test
    void functionsAreThrottledAndThePersonWhoLooksIsNot() {
        Templates template =
                new Templates().function("caller", Behaves.class).resource("Table", "AWS::DynamoDB::Table", """
                        {'TableName': 'table', 'BillingMode': 'PAY_PER_REQUEST',
                         'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                         'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': 'S'}]}
                        """);
        try (TestRuntime shop = TestRuntime.start(directory, template, Trouble.throttling(1, 1));
                DynamoDbClient person = Clients.client(shop, DynamoDbClient.builder());
                DynamoDbClient function = Clients.client(
                        shop,
                        DynamoDbClient.builder(),
                        new Credentials()
                                .accessKeyOf(
                                        shop.function("caller").definition().role()))) {
            shop.invoke("caller", "{}"); // Its role gets a key when it starts.
            assertThatThrownBy(() -> function.describeTable(request -> request.tableName("table")))
                    .isInstanceOf(ProvisionedThroughputExceededException.class)
                    .hasMessageContaining("on purpose");
            assertThatCode(() -> person.describeTable(request -> request.tableName("table")))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aFunctionIsKilledAtItsWorkOnceItHasAnswered() {
        Templates template = new Templates().function("hangs", Behaves.class.getName(), "{'Timeout': 3}");
        Trouble trouble = Trouble.killing(1, 1, Duration.ofMillis(50));
        try (TestRuntime shop = TestRuntime.start(directory, template, trouble)) {
            assertThat(shop.invoke("hangs", "{'do': 'hang'}"))
                    .as("spared, for it has answered nothing")
                    .isInstanceOf(Outcome.TimedOut.class);
            assertThat(trouble.counts().killed()).isZero();

            // It may be hit between the two, and then a new one is spared again.
            await().atMost(TestRuntime.LIMIT).until(() -> {
                Outcome unused = shop.invoke("hangs", "{'do': 'count'}");
                return shop.invoke("hangs", "{'do': 'hang'}") instanceof Outcome.Exited;
            });
            assertThat(trouble.counts().killed()).isPositive();
        }
    }
}
