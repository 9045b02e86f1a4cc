package dev.tracedshop.local.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.delivery.Hop.Kind;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** Every hop of a message is told, with the carrier as it was then; one hop follows another by the message's id. */
class HopsTest {
    private static final String CARRIER = "{\"x-datadog-trace-id\":\"7\"}";
    private static final String ACCOUNT = ":eu-north-1:123456789012:";

    private static TestRuntime shop;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("reader", Echo.class)
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'topic'}")
                .resource("Bus", "AWS::Events::EventBus", "{'Name': 'bus'}")
                .resource("Raw", "AWS::SQS::Queue", "{'QueueName': 'raw'}")
                .resource("Wrapped", "AWS::SQS::Queue", "{'QueueName': 'wrapped'}")
                .resource("Filtered", "AWS::SQS::Queue", "{'QueueName': 'filtered'}")
                .resource("Whole", "AWS::SQS::Queue", "{'QueueName': 'whole'}")
                .resource("Rewritten", "AWS::SQS::Queue", "{'QueueName': 'rewritten'}")
                .resource("Mapping", "AWS::Lambda::EventSourceMapping", """
                        {'EventSourceArn': {'Fn::GetAtt': ['Raw', 'Arn']}, 'FunctionName': {'Ref': 'reader'}, 'BatchSize': 10}
                        """)
                .resource("Rule", "AWS::Events::Rule", """
                        {'EventBusName': {'Ref': 'Bus'}, 'EventPattern': {'source': ['here']}, 'Targets': [
                          {'Id': 'w', 'Arn': {'Fn::GetAtt': ['Whole', 'Arn']}},
                          {'Id': 'r', 'Arn': {'Fn::GetAtt': ['Rewritten', 'Arn']}, 'InputPath': '$.detail.number'}]}
                        """)
                .resource("Machine", "AWS::StepFunctions::StateMachine", """
                        {'StateMachineName': 'machine', 'RoleArn': 'arn:aws:iam::123456789012:role/role-of-machine',
                         'DefinitionString': '{\\"StartAt\\":\\"T\\",\\"States\\":{\\"T\\":{\\"Type\\":\\"Task\\",\\"Resource\\":\\"arn:aws:states:::lambda:invoke\\",\\"Parameters\\":{\\"FunctionName\\":\\"reader\\",\\"Payload\\":{\\"number\\":1}},\\"End\\":true}}}'}
                        """);
        subscription(template, "Raw", "'RawMessageDelivery': true");
        subscription(template, "Wrapped", "'RawMessageDelivery': false");
        subscription(template, "Filtered", "'FilterPolicy': {'colour': ['blue']}");
        shop = TestRuntime.start(directory, template);
    }

    private static void subscription(Templates template, String queue, String more) {
        template.resource("To" + queue, "AWS::SNS::Subscription", """
                {'TopicArn': {'Ref': 'Topic'}, 'Protocol': 'sqs', 'Endpoint': {'Fn::GetAtt': ['%s', 'Arn']}, %s}
                """.formatted(queue, more));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void messageOfATopicIsFollowedIntoTheInvocation() {
        String id = publish(1);
        shop.settle();

        Hop sent = sent(id);
        assertThat(sent.from()).isEqualTo("you");
        assertThat(sent.to()).isEqualTo("topic");
        assertThat(sent.how()).isEqualTo("Sns.Publish");
        assertThat(sent.carrier()).isEqualTo(new WireCarrier("MessageAttributes._datadog (Binary)", CARRIER, 1, ""));

        Hop raw = after(id, "raw");
        assertThat(raw.how()).isEqualTo("raw delivery");
        assertThat(raw.carrier().place()).isEqualTo("MessageAttributes._datadog (Binary)");
        Hop wrapped = after(id, "wrapped");
        assertThat(wrapped.how()).isEqualTo("envelope");
        assertThat(wrapped.carrier().place()).isEqualTo("body.MessageAttributes._datadog (Binary)");
        Hop filtered = after(id, "filtered");
        assertThat(filtered.kind()).isEqualTo(Kind.DROPPED);
        assertThat(filtered.how()).startsWith("filter policy").contains("blue");

        Hop read = after(raw.message(), "reader");
        assertThat(read.carrier()).isEqualTo(new WireCarrier("messageAttributes._datadog (Binary)", CARRIER, 1, ""));
        assertThat(shop.recorder().startsOf("reader"))
                .extracting(Recorder.Start::requestId)
                .contains(read.invocation());
    }

    @Test
    void messageWithTooManyAttributesIsDroppedOnlyWhereItIsRaw() {
        String id = publish(10);
        shop.settle();

        assertThat(after(id, "raw").kind()).isEqualTo(Kind.DROPPED);
        assertThat(after(id, "raw").how()).startsWith("raw delivery").contains("10");
        assertThat(after(id, "wrapped").kind()).isEqualTo(Kind.DELIVERED);
        assertThat(sent(id).carrier().attributes()).isEqualTo(10);
    }

    @Test
    void eventKeepsItsCarrierUnlessARuleRewritesIt() {
        String id = put("here");
        shop.settle();

        assertThat(sent(id).how()).isEqualTo("EventBridge.PutEvents");
        assertThat(sent(id).carrier()).isEqualTo(new WireCarrier("Detail._datadog", CARRIER, 0, ""));
        assertThat(after(id, "whole").carrier().place()).isEqualTo("body.detail._datadog");
        assertThat(after(id, "rewritten").how()).isEqualTo("input path");
        assertThat(after(id, "rewritten").carrier().place()).isEmpty();
    }

    @Test
    void eventThatNoRuleWantsIsDropped() {
        String id = put("elsewhere");
        shop.settle();

        assertThat(after(id, "").kind()).isEqualTo(Kind.DROPPED);
    }

    @Test
    void executionHandsItsTaskWhatTheDefinitionSays() {
        String arn;
        try (SfnClient states = Clients.client(shop, SfnClient.builder())) {
            arn = states.startExecution(
                            request -> request.stateMachineArn("arn:aws:states" + ACCOUNT + "stateMachine:machine")
                                    .input("{\"_datadog\":" + CARRIER + "}"))
                    .executionArn();
        }
        shop.settle();

        assertThat(sent(arn).to()).isEqualTo("machine");
        assertThat(sent(arn).carrier().place()).isEqualTo("input._datadog");
        Hop task = after(arn, "reader");
        assertThat(task.from()).isEqualTo("machine");
        assertThat(task.how()).isEqualTo("task");
        assertThat(task.carrier().place()).isEmpty();
        assertThat(task.invocation()).isNotEmpty();
    }

    private static String publish(int attributes) {
        Map<String, MessageAttributeValue> all = new HashMap<>();
        for (int number = 1; number <= attributes; number++) {
            all.put(
                    "a" + number,
                    MessageAttributeValue.builder()
                            .dataType("String")
                            .stringValue("x")
                            .build());
        }
        all.put(
                WireCarrier.NAME,
                MessageAttributeValue.builder()
                        .dataType("Binary")
                        .binaryValue(SdkBytes.fromUtf8String(CARRIER))
                        .build());
        try (SnsClient sns = Clients.client(shop, SnsClient.builder())) {
            return sns.publish(request -> request.topicArn("arn:aws:sns" + ACCOUNT + "topic")
                            .message("a message")
                            .messageAttributes(all))
                    .messageId();
        }
    }

    private static String put(String source) {
        try (EventBridgeClient events = Clients.client(shop, EventBridgeClient.builder())) {
            return events.putEvents(request -> request.entries(PutEventsRequestEntry.builder()
                            .eventBusName("bus")
                            .source(source)
                            .detailType("thing")
                            .detail("{\"number\":1,\"_datadog\":" + CARRIER + "}")
                            .build()))
                    .entries()
                    .get(0)
                    .eventId();
        }
    }

    private static Hop sent(String id) {
        return one(hop -> hop.kind() == Kind.SENT && hop.message().equals(id));
    }

    private static Hop after(String id, String to) {
        return one(hop -> hop.before().equals(id) && hop.to().equals(to));
    }

    private static Hop one(java.util.function.Predicate<Hop> which) {
        List<Hop> found = shop.recorder().hops().stream().filter(which).toList();
        assertThat(found).as("%s", shop.recorder().hops()).hasSize(1);
        return found.get(0);
    }
}
