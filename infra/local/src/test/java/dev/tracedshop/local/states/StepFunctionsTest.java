package dev.tracedshop.local.states;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.InvalidExecutionInputException;
import software.amazon.awssdk.services.sfn.model.InvalidNameException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;

/** Machines of a template, started with AWS's own SDK, whose tasks call functions and services of the same assembly. */
class StepFunctionsTest {
    private static final String ARN = "arn:aws:states:eu-north-1:123456789012:stateMachine:";

    private static TestRuntime shop;
    private static SfnClient states;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("echo", Echo.class)
                .function("behaves", Behaves.class)
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'told'}")
                .resource("Table", "AWS::DynamoDB::Table", """
                        {'TableName': 'stock', 'BillingMode': 'PAY_PER_REQUEST', 'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                         'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': 'S'}]}
                        """);
        machine(
                template,
                "order",
                """
                {'StartAt': 'Ask', 'States': {
                  'Ask': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'Parameters': {'FunctionName': '${Echo}',
                      'Payload': {'id.$': '$.id', '_datadog': {'State.$': '$$.State'}}}, 'ResultSelector': {'answer.$': '$.Payload'}, 'ResultPath': '$.ask',
                      'Next': 'Rest'},
                  'Rest': {'Type': 'Wait', 'Seconds': 2, 'Next': 'Write'},
                  'Write': {'Type': 'Task', 'Resource': 'arn:aws:states:::dynamodb:putItem', 'Parameters': {'TableName': 'stock',
                      'Item': {'id': {'S.$': '$.id'}}, 'ConditionExpression': 'attribute_not_exists(id)'}, 'ResultPath': null, 'Next': 'Tell',
                      'Catch': [{'ErrorEquals': ['DynamoDB.ConditionalCheckFailedException'], 'ResultPath': '$.error', 'Next': 'Twice'}]},
                  'Tell': {'Type': 'Task', 'Resource': 'arn:aws:states:::sns:publish', 'Parameters': {'TopicArn': '${Topic}', 'Message': {'id.$': '$.id'}},
                      'ResultPath': null, 'End': true},
                  'Twice': {'Type': 'Fail', 'Error': 'Twice', 'CausePath': '$.error.Error'}}}
                """,
                "'Tags': [{'Key': 'service', 'Value': 'ordering'}],"
                        + " 'LoggingConfiguration': {'Level': 'ALL', 'IncludeExecutionData': true, 'Destinations': []},");
        machine(
                template,
                "waits",
                "{'StartAt': 'W', 'States': {'W': {'Type': 'Wait', 'Seconds': 40, 'End': true}}}",
                "");
        machine(
                template,
                "long-wait",
                "{'StartAt': 'W', 'States': {'W': {'Type': 'Wait', 'Seconds': 90000, 'End': true}}}",
                "");
        machine(template, "brief", "{'StartAt': 'B', 'States': {'B': {'Type': 'Pass', 'End': true}}}", "");
        machine(template, "throws", """
                {'StartAt': 'T', 'States': {'T': {'Type': 'Task', 'Resource': '${Behaves}', 'End': true}}}
                """, "");
        machine(template, "nested", """
                {'StartAt': 'N', 'States': {'N': {'Type': 'Task', 'Resource': 'arn:aws:states:::states:startExecution', 'End': true,
                  'Parameters': {'StateMachineArn': '${Inner}', 'Name': 'inner', 'Input': {'in.$': '$.x'}}}}}
                """, "");
        shop = TestRuntime.start(directory, template);
        states = Clients.client(shop, SfnClient.builder());
    }

    private static void machine(Templates template, String name, String definition, String more) {
        template.resource("Machine" + name.replace("-", ""), "AWS::StepFunctions::StateMachine", """
                {'StateMachineName': '%s', 'RoleArn': 'arn:aws:iam::123456789012:role/role-of-machine', %s 'DefinitionString': '%s',
                 'DefinitionSubstitutions': {'Echo': {'Fn::GetAtt': ['echo', 'Arn']}, 'Behaves': {'Fn::GetAtt': ['behaves', 'Arn']},
                    'Topic': {'Ref': 'Topic'}, 'Inner': '%swaits'}}
                """.formatted(
                        name, more, Templates.json(definition).toString().replace("\"", "\\\""), ARN));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static String start(String machine, String name, String input) {
        return states.startExecution(request ->
                        request.stateMachineArn(ARN + machine).name(name).input(input.replace('\'', '"')))
                .executionArn();
    }

    private static DescribeExecutionResponse ended(String arn) {
        shop.settle();
        return states.describeExecution(request -> request.executionArn(arn));
    }

    @Test
    void tasksCallFunctionsAndServices() {
        String arn = start("order", "first", "{'id': 'p1'}");
        // Long waits of other tests would keep the shop busy, so this one asks for its own end.
        DescribeExecutionResponse execution = awaitEnd(arn);
        assertThat(execution.status())
                .as("%s: %s", execution.error(), execution.cause())
                .isEqualTo(ExecutionStatus.SUCCEEDED);
        JsonNode answer = TestRuntime.json(execution.output().getBytes(StandardCharsets.UTF_8))
                .path("ask")
                .path("answer");
        assertThat(answer.path("id").asText()).isEqualTo("p1");
        assertThat(answer.path("_datadog").path("State").path("Name").asText()).isEqualTo("Ask");
        try (DynamoDbClient tables = Clients.client(shop, DynamoDbClient.builder())) {
            assertThat(tables.getItem(
                                    request -> request.tableName("stock").key(Map.of("id", AttributeValue.fromS("p1"))))
                            .hasItem())
                    .isTrue();
        }
        assertThat(shop.runtime().account().counts()).containsEntry("told", new Account.Counts(1, 0, 0, 0));
        DescribeExecutionResponse second = awaitEnd(start("order", "second", "{'id': 'p1'}"));
        assertThat(second.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(second.error()).isEqualTo("Twice");
        assertThat(second.cause()).isEqualTo("DynamoDB.ConditionalCheckFailedException");

        List<ObjectNode> log = shop.recorder().executionLog(arn);
        assertThat(log.get(0).toString())
                .contains("\"id\":\"1\"", "\"type\":\"ExecutionStarted\"", "\"previous_event_id\":\"0\"", "roleArn");
        assertThat(log)
                .extracting(line -> line.path("type").asText())
                .endsWith("TaskStateExited", "ExecutionSucceeded");
        StateMachine machine = shop.runtime().stepFunctions().machines().get(0);
        assertThat(machine.tags()).containsEntry("service", "ordering");

        List<HistoryEvent> history =
                states
                        .getExecutionHistoryPaginator(
                                request -> request.executionArn(arn).maxResults(3))
                        .events()
                        .stream()
                        .toList();
        assertThat(history).hasSameSizeAs(log);
        assertThat(history)
                .filteredOn(event -> event.taskScheduledEventDetails() != null)
                .extracting(event -> event.taskScheduledEventDetails().resourceType())
                .containsExactly("lambda", "dynamodb", "sns");
    }

    @Test
    void onlyTheNewestHistoriesAreKeptAndEveryName() {
        String oldest = start("brief", "0", "{}");
        DescribeExecutionResponse unused = awaitEnd(oldest);
        assertThat(states.getExecutionHistory(request -> request.executionArn(oldest))
                        .events())
                .isNotEmpty();
        String newest = oldest;
        for (int i = 1; i <= StepFunctions.HISTORIES_KEPT; i++) {
            newest = start("brief", Integer.toString(i), "{}");
        }
        DescribeExecutionResponse last = awaitEnd(newest);
        await().atMost(TestRuntime.LIMIT)
                .untilAsserted(() -> assertThatExceptionOfType(ExecutionDoesNotExistException.class)
                        .isThrownBy(() -> states.getExecutionHistory(request -> request.executionArn(oldest)))
                        .withMessageContaining("is not kept any more: this runtime has those of the 1000 newest"));
        assertThat(states.getExecutionHistory(request -> request.executionArn(last.executionArn()))
                        .events())
                .isNotEmpty();
        assertThat(awaitEnd(oldest).status()).isEqualTo(ExecutionStatus.SUCCEEDED);
        assertThatExceptionOfType(ExecutionAlreadyExistsException.class)
                .isThrownBy(() -> start("brief", "0", "{'other': true}"));
    }

    private static DescribeExecutionResponse awaitEnd(String arn) {
        return await().atMost(TestRuntime.LIMIT)
                .until(
                        () -> states.describeExecution(request -> request.executionArn(arn)),
                        execution -> execution.status() != ExecutionStatus.RUNNING);
    }

    @Test
    void functionThatThrowsFailsTheExecutionWithItsErrorType() {
        DescribeExecutionResponse execution =
                awaitEnd(start("throws", "throws", "{'do': 'throw', 'message': 'no stock'}"));
        assertThat(execution.error()).isEqualTo("java.lang.IllegalStateException");
        assertThat(execution.cause()).contains("\"errorMessage\":\"no stock\"");
    }

    @Test
    void nameIsTakenByARunningExecutionOfTheSameInputOnly() {
        String arn = start("long-wait", "same", "{'a': 1}");
        assertThat(start("long-wait", "same", "{'a': 1}")).isEqualTo(arn);
        assertThatThrownBy(() -> start("long-wait", "same", "{'a': 2}"))
                .isInstanceOf(ExecutionAlreadyExistsException.class);
        states.stopExecution(request -> request.executionArn(arn).error("Mine"));
        DescribeExecutionResponse stopped = awaitEnd(arn);
        assertThat(stopped.status()).isEqualTo(ExecutionStatus.ABORTED);
        assertThat(stopped.error()).isEqualTo("Mine");
        assertThatThrownBy(() -> start("long-wait", "same", "{'a': 1}"))
                .isInstanceOf(ExecutionAlreadyExistsException.class);
    }

    @Test
    void wrongRequestsAreRefusedAsStepFunctionsDoes() {
        assertThatThrownBy(() -> start("waits", "a b", "{}")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> start("waits", "x".repeat(81), "{}")).isInstanceOf(InvalidNameException.class);
        assertThatThrownBy(() -> start("waits", "fine", "{oops")).isInstanceOf(InvalidExecutionInputException.class);
        assertThatThrownBy(() -> start("waits", "fine", "'" + "x".repeat(256 * 1024) + "'"))
                .isInstanceOf(InvalidExecutionInputException.class);
        assertThatThrownBy(() -> start("nobody", "fine", "{}")).isInstanceOf(StateMachineDoesNotExistException.class);
    }

    @Test
    void aThousandExecutionsWaitAtOnceAndTheShopIsNotQuietUntilTheyEnd() throws InterruptedException {
        StepFunctions machines = shop.runtime().stepFunctions();
        Machine machine = machines.machine(ARN + "waits").orElseThrow();
        // Other shops in this process have threads of their own.
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        IntStream.range(0, 1000)
                .forEach(i -> machines.start(
                        machine,
                        "many-" + i,
                        ARN.replace("stateMachine", "execution") + "waits:many-" + i,
                        Templates.json("{}")));
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("execution") && !before.contains(thread))
                .hasSizeLessThan(10);
        assertThat(shop.runtime().quiet().await(TestRuntime.LIMIT)).isEmpty();
        assertThat(machines.executions())
                .filteredOn(execution -> execution.name().startsWith("many-"))
                .hasSize(1000)
                .allMatch(execution -> execution.status().name().equals("SUCCEEDED"));
    }

    @Test
    void machineStartsAnotherAndDoesNotWaitForIt() {
        DescribeExecutionResponse execution = ended(start("nested", "outer", "{'x': 5}"));
        assertThat(execution.output())
                .contains("\"ExecutionArn\":\"" + ARN.replace("stateMachine", "execution") + "waits:inner\"");
        assertThat(shop.runtime().stepFunctions().executions())
                .contains(new StepFunctions.Summary(
                        "waits", "inner", dev.tracedshop.local.asl.Execution.Status.SUCCEEDED, "{\"in\":5}"));
    }

    @Test
    void definitionCanBeReplacedAndPutBackAndABadOneIsRefused() {
        StepFunctions machines = shop.runtime().stepFunctions();
        String before = machines.definition("throws");
        machines.replaceDefinition(
                "throws",
                Templates.json("{'StartAt': 'P', 'States': {'P': {'Type': 'Pass', 'Result': '${Topic}', 'End': true}}}")
                        .toString());
        DescribeExecutionResponse execution = awaitEnd(start("throws", "replaced", "{}"));
        assertThat(execution.output()).isEqualTo("\"arn:aws:sns:eu-north-1:123456789012:told\"");
        assertThatThrownBy(() -> machines.replaceDefinition("throws", "{}")).hasMessageContaining("$.States");
        machines.replaceDefinition("throws", before);
        assertThat(machines.definition("throws")).isEqualTo(before);
    }
}
