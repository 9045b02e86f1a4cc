package dev.tracedshop.local.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.handlers.GetsParameter;
import dev.tracedshop.local.iam.Denial;
import dev.tracedshop.local.iam.Request;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Each service lets a role do what its policies allow, and refuses the rest as AWS's own does. */
class AccessTest {
    private static final String HERE = ":eu-north-1:123456789012:";
    private static final String TOPICS = "arn:aws:sns" + HERE;
    private static final String FUNCTIONS = "arn:aws:lambda" + HERE + "function:";
    private static final String TABLE = "arn:aws:dynamodb" + HERE + "table/";
    private static final Map<String, AttributeValue> ITEM =
            Map.of("id", AttributeValue.builder().s("1").build());

    private static TestRuntime shop;

    @BeforeAll
    static void start(@TempDir Path directory) {
        shop = TestRuntime.startWithPolicies(
                directory,
                new Templates()
                        .function("echo", Echo.class)
                        .function("calls", GetsParameter.class)
                        .resource("Role", "AWS::IAM::Role", """
                                {'RoleName': 'role-of-echo', 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement': [
                                  {'Effect': 'Allow', 'Action': ['dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:Query'],
                                   'Resource': {'Fn::GetAtt': ['Items', 'Arn']}},
                                  {'Effect': 'Allow', 'Action': 'sns:Publish', 'Resource': {'Ref': 'Sold'}},
                                  {'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'Resource': {'Fn::GetAtt': ['Orders', 'Arn']}}]}}]}
                                """)
                        .resource("More", "AWS::IAM::Policy", """
                                {'PolicyName': 'more', 'Roles': [{'Ref': 'Role'}], 'PolicyDocument': {'Statement': [
                                  {'Effect': 'Allow', 'Action': 'ssm:GetParameter*', 'Resource': '*'},
                                  {'Effect': 'Deny', 'Action': 'ssm:GetParameter',
                                   'Resource': 'arn:aws:ssm:eu-north-1:123456789012:parameter/secret'},
                                  {'Effect': 'Allow', 'Action': 'events:PutEvents', 'Resource': {'Fn::GetAtt': ['Bus', 'Arn']}},
                                  {'Effect': 'Allow', 'Action': 'lambda:InvokeFunction', 'Resource': {'Fn::GetAtt': ['echo', 'Arn']}},
                                  {'Effect': 'Allow', 'Action': 'states:StartExecution', 'Resource': {'Ref': 'Machine'}}]}}
                                """)
                        .resource("Sold", "AWS::SNS::Topic", "{'TopicName': 'sold'}")
                        .resource("Bought", "AWS::SNS::Topic", "{'TopicName': 'bought'}")
                        .resource("Orders", "AWS::SQS::Queue", "{'QueueName': 'orders'}")
                        .resource("Bus", "AWS::Events::EventBus", "{'Name': 'news'}")
                        .resource("Open", "AWS::SSM::Parameter", "{'Name': '/open', 'Type': 'String', 'Value': 'v'}")
                        .resource(
                                "Secret", "AWS::SSM::Parameter", "{'Name': '/secret', 'Type': 'String', 'Value': 'v'}")
                        .resource("Machine", "AWS::StepFunctions::StateMachine", """
                                {'StateMachineName': 'waits', 'RoleArn': 'arn:aws:iam::123456789012:role/role-of-machine',
                                 'DefinitionString': {'Fn::ToJsonString':
                                   {'StartAt': 'P', 'States': {'P': {'Type': 'Pass', 'End': true}}}}}
                                """)
                        .resource("Items", "AWS::DynamoDB::Table", table("items"))
                        .resource("Others", "AWS::DynamoDB::Table", table("others")));
    }

    private static String table(String name) {
        return """
                {'TableName': '%s', 'BillingMode': 'PAY_PER_REQUEST', 'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                 'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': 'S'}]}
                """.formatted(name);
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C as(B builder) {
        return Clients.client(shop, builder, new Credentials().accessKeyOf("role-of-echo"));
    }

    private static void refused(ThrowingCallable call, int status, String code, String action, String resource) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AwsServiceException.class, refusal -> {
            assertThat(refusal.statusCode()).isEqualTo(status);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(refusal.awsErrorDetails().errorMessage())
                    .isEqualTo(
                            "User: arn:aws:sts::123456789012:assumed-role/role-of-echo/echo is not authorized to perform: "
                                    + action + " on resource: " + resource
                                    + " because no identity-based policy allows the "
                                    + action + " action");
        });
    }

    @Test
    void dynamoDb() {
        DynamoDbClient client = as(DynamoDbClient.builder());
        client.putItem(request -> request.tableName("items").item(ITEM));
        refused(
                () -> client.getItem(request -> request.tableName("items").key(ITEM)),
                400,
                "AccessDeniedException",
                "dynamodb:GetItem",
                TABLE + "items");
        refused(
                () -> client.putItem(request -> request.tableName("others").item(ITEM)),
                400,
                "AccessDeniedException",
                "dynamodb:PutItem",
                TABLE + "others");
        refused(
                () -> client.query(
                        request -> request.tableName("items").indexName("by").keyConditionExpression("x")),
                400,
                "AccessDeniedException",
                "dynamodb:Query",
                TABLE + "items/index/by");
        refused(() -> client.listTables(), 400, "AccessDeniedException", "dynamodb:ListTables", "*");
    }

    private static TransactWriteItem put(String table, String id) {
        return TransactWriteItem.builder()
                .put(Put.builder()
                        .tableName(table)
                        .item(Map.of("id", AttributeValue.builder().s(id).build()))
                        .build())
                .build();
    }

    @Test
    void eachPartOfATransactionNeedsItsOwnRight() {
        DynamoDbClient client = as(DynamoDbClient.builder());
        assertThatCode(() -> client.transactWriteItems(
                        request -> request.transactItems(List.of(put("items", "2"), put("items", "3")))))
                .doesNotThrowAnyException();
        TransactWriteItem check = TransactWriteItem.builder()
                .conditionCheck(ConditionCheck.builder()
                        .tableName("others")
                        .key(ITEM)
                        .conditionExpression("attribute_exists(id)")
                        .build())
                .build();
        refused(
                () -> client.transactWriteItems(request -> request.transactItems(List.of(put("items", "4"), check))),
                400,
                "AccessDeniedException",
                "dynamodb:ConditionCheckItem",
                TABLE + "others");
        KeysAndAttributes keys = KeysAndAttributes.builder().keys(List.of(ITEM)).build();
        refused(
                () -> client.batchGetItem(request -> request.requestItems(Map.of("items", keys))),
                400,
                "AccessDeniedException",
                "dynamodb:BatchGetItem",
                TABLE + "items");
    }

    @Test
    void sns() {
        SnsClient client = as(SnsClient.builder());
        client.publish(request -> request.topicArn(TOPICS + "sold").message("m"));
        client.publishBatch(request -> request.topicArn(TOPICS + "sold")
                .publishBatchRequestEntries(List.of(
                        PublishBatchRequestEntry.builder().id("1").message("m").build())));
        refused(
                () -> client.publish(
                        request -> request.topicArn(TOPICS + "bought").message("m")),
                403,
                "AuthorizationError",
                "sns:Publish",
                TOPICS + "bought");
    }

    @Test
    void sqs() {
        SqsClient client = as(SqsClient.builder());
        String url = shop.runtime().aws() + "/123456789012/orders";
        String arn = "arn:aws:sqs" + HERE + "orders";
        client.sendMessage(request -> request.queueUrl(url).messageBody("m"));
        client.sendMessageBatch(request -> request.queueUrl(url)
                .entries(List.of(SendMessageBatchRequestEntry.builder()
                        .id("1")
                        .messageBody("m")
                        .build())));
        refused(
                () -> client.receiveMessage(request -> request.queueUrl(url)),
                403,
                "AccessDenied",
                "sqs:ReceiveMessage",
                arn);
        refused(
                () -> client.getQueueUrl(request -> request.queueName("orders")),
                403,
                "AccessDenied",
                "sqs:GetQueueUrl",
                arn);
        refused(() -> client.listQueues(), 403, "AccessDenied", "sqs:ListQueues", "*");
        refused(
                () -> client.startMessageMoveTask(request -> request.sourceArn(arn)),
                403,
                "AccessDenied",
                "sqs:StartMessageMoveTask",
                arn);
    }

    @Test
    void eventBridge() {
        EventBridgeClient client = as(EventBridgeClient.builder());
        PutEventsRequestEntry entry = PutEventsRequestEntry.builder()
                .source("s")
                .detailType("t")
                .detail("{}")
                .build();
        PutEventsRequestEntry news = entry.toBuilder().eventBusName("news").build();
        client.putEvents(request -> request.entries(List.of(news)));
        refused(
                () -> client.putEvents(request -> request.entries(List.of(entry))),
                400,
                "AccessDeniedException",
                "events:PutEvents",
                "arn:aws:events" + HERE + "event-bus/default");
    }

    @Test
    void ssmAndAnExplicitDeny() {
        SsmClient client = as(SsmClient.builder());
        client.getParameter(request -> request.name("/open"));
        assertThatThrownBy(() -> client.getParameter(request -> request.name("/secret")))
                .isInstanceOfSatisfying(AwsServiceException.class, refusal -> {
                    assertThat(refusal.statusCode()).isEqualTo(400);
                    assertThat(refusal.awsErrorDetails().errorMessage())
                            .endsWith("parameter/secret with an explicit deny in an identity-based policy");
                });
        refused(
                () -> client.putParameter(
                        request -> request.name("/open").value("w").overwrite(true)),
                400,
                "AccessDeniedException",
                "ssm:PutParameter",
                "arn:aws:ssm" + HERE + "parameter/open");
    }

    @Test
    void lambda() {
        LambdaClient client = as(LambdaClient.builder());
        client.invoke(request -> request.functionName("echo").payload(SdkBytes.fromUtf8String("{}")));
        client.invoke(request -> request.functionName(FUNCTIONS + "echo").payload(SdkBytes.fromUtf8String("{}")));
        refused(
                () -> client.invoke(request -> request.functionName("calls")),
                403,
                "AccessDeniedException",
                "lambda:InvokeFunction",
                FUNCTIONS + "calls");
    }

    @Test
    void stepFunctions() {
        SfnClient client = as(SfnClient.builder());
        String machine = "arn:aws:states" + HERE + "stateMachine:waits";
        String execution = client.startExecution(
                        request -> request.stateMachineArn(machine).input("{}"))
                .executionArn();
        refused(
                () -> client.describeExecution(request -> request.executionArn(execution)),
                400,
                "AccessDeniedException",
                "states:DescribeExecution",
                execution);
    }

    @Test
    void whatWasAskedAndWhatWasRefusedIsRemembered() {
        SsmClient client = as(SsmClient.builder());
        client.getParameter(request -> request.name("/open"));
        client.getParameter(request -> request.name("/open"));
        assertThatThrownBy(
                () -> client.putParameter(request -> request.name("/refused").value("w")));

        assertThat(shop.runtime().permissions().recorded())
                .filteredOn(request -> request.principal().toString().equals("role-of-echo")
                        && request.resource().endsWith("/open")
                        && request.action().equals("ssm:GetParameter"))
                .singleElement()
                .extracting(Request::action)
                .isEqualTo("ssm:GetParameter");
        assertThat(shop.runtime().permissions().denials())
                .extracting(Denial::who, denial -> denial.request().resource())
                .contains(tuple("echo", "arn:aws:ssm" + HERE + "parameter/refused"));
    }

    @Test
    void personMayEverything() {
        Clients.client(shop, DynamoDbClient.builder()).listTables();
        Clients.client(shop, SnsClient.builder())
                .publish(request -> request.topicArn(TOPICS + "bought").message("m"));
    }

    @Test
    void functionThatUsesTheKeyOfAnotherHasTheRightsOfThatOneAndIsNamed() {
        String parameter = "{'name': '/open', 'key': '%s'}";

        assertThat(shop.answer("calls", parameter.formatted("")).asText())
                .startsWith("400 ")
                .contains("AccessDenied");
        assertThat(shop.runtime().permissions().foreignKeys()).isEmpty();
        assertThat(shop.answer("calls", parameter.formatted(new Credentials().accessKeyOf("role-of-echo")))
                        .asText())
                .startsWith("200 ");
        assertThat(shop.runtime().permissions().foreignKeys()).isEqualTo(Map.of("calls", Set.of("role-of-echo")));
        assertThat(shop.recorder().happened()).contains("calls uses the key of role-of-echo");
    }
}
