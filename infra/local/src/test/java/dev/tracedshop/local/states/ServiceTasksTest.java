package dev.tracedshop.local.states;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** What a task asks of a service is done by that service, and what it answers comes back as Step Functions writes it. */
class ServiceTasksTest {
    private static final String MACHINES = "arn:aws:states:eu-north-1:123456789012:stateMachine:";
    private static final String QUEUE = "http://127.0.0.1/123456789012/";

    private static TestRuntime shop;
    private static SfnClient states;
    private static SqsClient sqs;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .resource("Bus", "AWS::Events::EventBus", "{'Name': 'news'}")
                .resource("Heard", "AWS::SQS::Queue", "{'QueueName': 'heard'}")
                .resource("Sent", "AWS::SQS::Queue", "{'QueueName': 'sent'}")
                .resource("Told", "AWS::SQS::Queue", "{'QueueName': 'told'}")
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'topic'}")
                .resource("Subscription", "AWS::SNS::Subscription", """
                        {'TopicArn': {'Ref': 'Topic'}, 'Protocol': 'sqs', 'Endpoint': {'Fn::GetAtt': ['Told', 'Arn']}, 'RawMessageDelivery': true}
                        """)
                .resource("Rule", "AWS::Events::Rule", """
                        {'EventBusName': {'Ref': 'Bus'}, 'EventPattern': {'source': ['machine']},
                         'Targets': [{'Id': 'q', 'Arn': {'Fn::GetAtt': ['Heard', 'Arn']}}]}
                        """)
                .resource("Table", "AWS::DynamoDB::Table", """
                        {'TableName': 'stock', 'BillingMode': 'PAY_PER_REQUEST', 'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                         'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': 'S'}]}
                        """);
        task(template, "put-events", "events:putEvents", """
                {'Entries': [{'Source': 'machine', 'DetailType': 'Heard', 'EventBusName': 'news', 'Detail': {'id.$': '$.id'}}]}""");
        task(template, "put-bad-events", "events:putEvents", """
                {'Entries': [{'Source': 'machine', 'DetailType': 'Heard', 'EventBusName': 'news', 'Detail': {'id': 'fine'}},
                  {'Source': 'machine', 'DetailType': 'Heard', 'EventBusName': 'news', 'Detail': 'no JSON'}]}""");
        task(template, "sdk-put-events", "aws-sdk:eventbridge:putEvents", """
                {'Entries': [{'Source': 'machine', 'DetailType': 'Heard', 'EventBusName': 'news', 'Detail.$': 'States.JsonToString($)'},
                  {'Source': 'machine', 'DetailType': 'Heard', 'EventBusName': 'news', 'Detail': 'no JSON'}]}""");
        task(template, "send", "sqs:sendMessage", """
                {'QueueUrl': '%ssent', 'MessageBody': {'id.$': '$.id'},
                 'MessageAttributes': {'colour': {'DataType': 'String', 'StringValue.$': '$.id'}}}""".formatted(QUEUE));
        task(template, "sdk-send", "aws-sdk:sqs:sendMessage", """
                {'QueueUrl': '%ssent', 'MessageBody.$': '$.id'}""".formatted(QUEUE));
        task(template, "send-nowhere", "sqs:sendMessage", """
                {'QueueUrl': '%snowhere', 'MessageBody': 'x'}""".formatted(QUEUE));
        task(template, "sdk-publish", "aws-sdk:sns:publish", "{'TopicArn': '${Topic}', 'Message.$': '$.id'}");
        task(
                template,
                "sdk-put-item",
                "aws-sdk:dynamodb:putItem",
                "{'TableName': 'stock', 'Item': {'id': {'S.$': '$.id'}}, 'ReturnValues': 'ALL_OLD'}");
        task(template, "sdk-query", "aws-sdk:dynamodb:query", """
                {'TableName': 'stock', 'KeyConditionExpression': 'id = :id', 'ExpressionAttributeValues': {':id': {'S.$': '$.id'}}}""");
        task(
                template,
                "sdk-conflict",
                "aws-sdk:dynamodb:putItem",
                "{'TableName': 'stock', 'Item': {'id': {'S': 'x'}}, 'ConditionExpression': 'attribute_exists(id)'}");
        task(
                template,
                "sdk-start",
                "aws-sdk:sfn:startExecution",
                "{'StateMachineArn': '" + MACHINES + "waits', 'Name.$': '$.id', 'Input': '{}'}");
        template.function("hangs", Behaves.class.getName(), "{'Timeout': 3}");
        for (String resource : List.of("arn:aws:states:::lambda:invoke", "${Hangs}")) {
            machine(
                    template,
                    resource.startsWith("$") ? "impatient" : "impatient-optimized",
                    """
                    {'StartAt': 'T', 'States': {'T': {'Type': 'Task', 'Resource': '%s', 'TimeoutSeconds': 1, 'End': true,
                      'Parameters': {'FunctionName': 'hangs', 'Payload': {'do': 'hang'}, 'do': 'hang'}}}}""".formatted(resource),
                    "");
        }
        machine(
                template,
                "waits",
                "{'StartAt': 'P', 'States': {'P': {'Type': 'Pass', 'End': true}}}",
                "'LoggingConfiguration': {'Level': 'ERROR', 'Destinations': []},");
        machine(
                template,
                "fatal",
                "{'StartAt': 'F', 'States': {'F': {'Type': 'Fail', 'Error': 'Mine'}}}",
                "'LoggingConfiguration': {'Level': 'FATAL', 'Destinations': []},");
        shop = TestRuntime.start(directory, template);
        states = Clients.client(shop, SfnClient.builder());
        sqs = Clients.client(shop, SqsClient.builder());
    }

    private static void task(Templates template, String name, String resource, String parameters) {
        machine(
                template,
                name,
                "{'StartAt': 'T', 'States': {'T': {'Type': 'Task', 'Resource': 'arn:aws:states:::" + resource
                        + "', 'Parameters': " + parameters + ", 'End': true}}}",
                "");
    }

    private static void machine(Templates template, String name, String definition, String more) {
        template.resource("Machine" + name.replace("-", ""), "AWS::StepFunctions::StateMachine", """
                {'StateMachineName': '%s', 'RoleArn': 'arn:aws:iam::123456789012:role/role-of-machine', %s 'DefinitionString': '%s',
                 'DefinitionSubstitutions': {'Topic': {'Ref': 'Topic'}, 'Hangs': {'Fn::GetAtt': ['hangs', 'Arn']}}}
                """.formatted(
                        name, more, Templates.json(definition).toString().replace("\"", "\\\"")));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static DescribeExecutionResponse run(String machine, String id) {
        String arn = begin(machine, id);
        shop.settle();
        return states.describeExecution(request -> request.executionArn(arn));
    }

    private static String begin(String machine, String id) {
        return states.startExecution(request ->
                        request.stateMachineArn(MACHINES + machine).name(id).input("{\"id\":\"" + id + "\"}"))
                .executionArn();
    }

    private static JsonNode output(String machine, String id) {
        DescribeExecutionResponse execution = run(machine, id);
        assertThat(execution.status())
                .as("%s: %s", execution.error(), execution.cause())
                .isEqualTo(ExecutionStatus.SUCCEEDED);
        return json(execution.output());
    }

    private static JsonNode json(String text) {
        return TestRuntime.json(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the messages of a queue in which a text stands. */
    private static List<Message> messages(String queue, String text) {
        String url = sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
        List<Message> found = new ArrayList<>();
        for (List<Message> some = receive(url); !some.isEmpty(); some = receive(url)) {
            some.stream().filter(message -> message.body().contains(text)).forEach(found::add);
        }
        return found;
    }

    private static List<Message> receive(String url) {
        return sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(600)
                        .messageAttributeNames("All"))
                .messages();
    }

    @Test
    void eventsAreOnTheBusAndNameTheExecution() {
        JsonNode output = output("put-events", "e1");
        assertThat(output.path("FailedEntryCount").asInt()).isZero();
        assertThat(output.path("Entries").path(0).path("EventId").asText()).isNotEmpty();
        assertThat(output.path("SdkHttpMetadata").path("HttpStatusCode").asInt())
                .isEqualTo(200);
        JsonNode event = json(messages("heard", "\"e1\"").get(0).body());
        assertThat(event.path("detail").path("id").asText()).isEqualTo("e1");
        assertThat(event.path("resources"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        MACHINES + "put-events", MACHINES.replace("stateMachine", "execution") + "put-events:e1");
    }

    @Test
    void oneRefusedEventFailsTheTask() {
        DescribeExecutionResponse execution = run("put-bad-events", "e2");
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(execution.error()).isEqualTo("EventBridge.FailedEntry");
        assertThat(execution.cause()).contains("\"FailedEntryCount\":1", "MalformedDetail");
        assertThat(messages("heard", "fine")).hasSize(1);
    }

    @Test
    void refusedEventOfASdkCallIsAnAnswer() {
        JsonNode output = output("sdk-put-events", "e3");
        assertThat(output.path("FailedEntryCount").asInt()).isEqualTo(1);
        assertThat(output.path("Entries").path(1).path("ErrorCode").asText()).isEqualTo("MalformedDetail");
        assertThat(output.has("SdkHttpMetadata")).isFalse();
        assertThat(messages("heard", "e3")).hasSize(1);
    }

    @Test
    void messagesAreInTheQueue() {
        JsonNode output = output("send", "m1");
        Message sent = messages("sent", "m1").get(0);
        assertThat(output.path("MessageId").asText()).isEqualTo(sent.messageId());
        assertThat(output.path("MD5OfMessageBody").asText()).isEqualTo(sent.md5OfBody());
        assertThat(sent.body()).isEqualTo("{\"id\":\"m1\"}");
        assertThat(sent.messageAttributes())
                .hasEntrySatisfying(
                        "colour", colour -> assertThat(colour.stringValue()).isEqualTo("m1"));
        output = output("sdk-send", "m2");
        sent = messages("sent", "m2").get(0);
        assertThat(output.path("MessageId").asText()).isEqualTo(sent.messageId());
        assertThat(sent.body()).isEqualTo("m2");
    }

    @Test
    void refusalHasTheServicesNameForIt() {
        assertThat(run("send-nowhere", "m3").error()).isEqualTo("SQS.QueueDoesNotExistException");
        assertThat(run("sdk-conflict", "c1").error()).isEqualTo("DynamoDb.ConditionalCheckFailedException");
    }

    @Test
    void sdkCallsReachTopicsTablesAndMachines() {
        assertThat(output("sdk-publish", "t1").path("MessageId").asText()).isNotEmpty();
        assertThat(messages("told", "t1")).hasSize(1);
        assertThat(output("sdk-put-item", "i1").has("Attributes")).isFalse();
        assertThat(output("sdk-query", "i1").path("Items"))
                .singleElement()
                .satisfies(
                        item -> assertThat(item.path("id").path("S").asText()).isEqualTo("i1"));
        assertThat(output("sdk-start", "s1").path("ExecutionArn").asText())
                .isEqualTo(MACHINES.replace("stateMachine", "execution") + "waits:s1");
        assertThat(shop.runtime().account().counts().get("waits")).isEqualTo(new Account.Counts(1, 1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fatal", "send-nowhere"})
    void onlyTheLevelAllIsLogged(String machine) {
        // The Datadog forwarder needs every event, so the lower levels and OFF are as good as nothing.
        DescribeExecutionResponse execution = run(machine, "logged-" + machine);
        assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(shop.recorder().executionLog(execution.executionArn())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"impatient", "impatient-optimized"})
    void functionIsNotHandedWhatItsStateHasGivenUp(String machine) {
        int before = shop.recorder().startsOf("hangs").size();
        String first = begin(machine, machine + "-1");
        DescribeExecutionResponse second = run(machine, machine + "-2");
        assertThat(second.error()).isEqualTo("States.Timeout");
        assertThat(states.describeExecution(request -> request.executionArn(first))
                        .error())
                .isEqualTo("States.Timeout");
        assertThat(shop.recorder().startsOf("hangs")).hasSize(before + 1);
    }
}
