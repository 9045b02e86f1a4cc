package dev.tracedshop.local.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.local.Account;
import dev.tracedshop.local.assembly.AssemblyException;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.handlers.Meets;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** A mapping reads as many batches at once as its template allows, and none when it is switched off. */
class MappingSettingsTest {
    private static TestRuntime shop;
    private static SqsClient sqs;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("meets", Meets.class.getName(), "{'Timeout': 120}")
                .function("echo", Echo.class)
                .resource("Meeting", "AWS::SQS::Queue", "{'QueueName': 'meeting', 'VisibilityTimeout': 720}")
                .resource("Unread", "AWS::SQS::Queue", "{'QueueName': 'unread'}")
                .resource("MeetingMapping", "AWS::Lambda::EventSourceMapping", """
                        {'EventSourceArn': {'Fn::GetAtt': ['Meeting', 'Arn']}, 'FunctionName': {'Ref': 'meets'}, 'BatchSize': 1,
                         'ScalingConfig': {'MaximumConcurrency': 2}}
                        """)
                .resource("UnreadMapping", "AWS::Lambda::EventSourceMapping", """
                        {'EventSourceArn': {'Fn::GetAtt': ['Unread', 'Arn']}, 'FunctionName': {'Ref': 'echo'}, 'Enabled': false}
                        """);
        URI nobody = URI.create("http://127.0.0.1:9");
        shop = TestRuntime.start(
                directory,
                template,
                TestRuntime.settings(directory, nobody, nobody, 4, Map.of(), InjectedFaults.none()));
        sqs = Clients.client(shop, SqsClient.builder());
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static String url(String queue) {
        return sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    @Test
    void asManyBatchesAreHandledAtOnceAsAllowedAndNoMore(@TempDir Path directory) throws IOException {
        String url = url("meeting");
        for (int pair = 0; pair < 3; pair++) {
            String meeting =
                    Files.createDirectory(directory.resolve("pair-" + pair)).toString();
            // One at a time, neither of the two would ever leave.
            sqs.sendMessage(request -> request.queueUrl(url).messageBody(meeting));
            sqs.sendMessage(request -> request.queueUrl(url).messageBody(meeting));
            shop.settle();
        }
        assertThat(shop.runtime().account().counts()).containsEntry("meeting", new Account.Counts(6, 6, 0, 0));
        assertThat(shop.recorder().processesOf("meets")).hasSize(2);
    }

    @Test
    void aQueueThatHidesMessagesShorterThanItsFunctionMayTakeIsNotRead(@TempDir Path directory) {
        Templates template = new Templates()
                .function("echo", Echo.class.getName(), "{'Timeout': 31}")
                .resource("Hasty", "AWS::SQS::Queue", "{'QueueName': 'hasty', 'VisibilityTimeout': 30}")
                .resource("HastyMapping", "AWS::Lambda::EventSourceMapping", """
                        {'EventSourceArn': {'Fn::GetAtt': ['Hasty', 'Arn']}, 'FunctionName': {'Ref': 'echo'}}
                        """);
        assertThatThrownBy(() -> TestRuntime.start(directory, template))
                .isInstanceOf(AssemblyException.class)
                .hasMessageEndingWith(
                        "The queue hasty hides a message for 30 seconds, and the function echo may take 31: Lambda refuses"
                                + " that. Give the queue a VisibilityTimeout of six times the function's Timeout.");
    }

    @Test
    void mappingThatIsSwitchedOffLeavesTheQueueAlone() {
        String url = url("unread");
        sqs.sendMessage(request -> request.queueUrl(url).messageBody("for later"));
        // Nobody will read it, so the shop is at rest all the same.
        shop.settle();
        List<Message> messages = sqs.receiveMessage(
                        request -> request.queueUrl(url).waitTimeSeconds(20))
                .messages();
        assertThat(messages).extracting(Message::body).containsExactly("for later");
        assertThat(shop.recorder().startsOf("echo")).isEmpty();
    }
}
