package dev.tracedshop.local.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracedshop.local.assembly.AssemblyException;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.function.Credentials;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** What services deliver of their own accord needs the permission of who gets it, and what is refused goes where AWS sends it. */
class DeliveryPermissionsTest {
    private static final String QUEUES = "arn:aws:sqs:eu-north-1:123456789012:";

    private static TestRuntime shop;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("invited", Echo.class)
                .function("uninvited", Echo.class)
                .function(
                        "fails",
                        Behaves.class.getName(),
                        "{'DeadLetterConfig': {'TargetArn': {'Fn::GetAtt': ['Failed', 'Arn']}}}")
                .resource("Sold", "AWS::SNS::Topic", "{'TopicName': 'sold'}")
                .resource("Bus", "AWS::Events::EventBus", "{'Name': 'news'}")
                .resource("Rule", "AWS::Events::Rule", """
                        {'Name': 'all', 'EventBusName': {'Ref': 'Bus'}, 'EventPattern': {'source': ['s']}, 'Targets': [
                          {'Id': 'a', 'Arn': {'Fn::GetAtt': ['Open', 'Arn']}},
                          {'Id': 'b', 'Arn': {'Fn::GetAtt': ['Shut', 'Arn']},
                           'DeadLetterConfig': {'Arn': {'Fn::GetAtt': ['RuleDead', 'Arn']}}},
                          {'Id': 'c', 'Arn': {'Fn::GetAtt': ['uninvited', 'Arn']}},
                          {'Id': 'd', 'Arn': {'Fn::GetAtt': ['InRole', 'Arn']},
                           'RoleArn': 'arn:aws:iam::123456789012:role/role-of-rule'}]}
                        """)
                .resource("RuleRole", "AWS::IAM::Role", """
                        {'RoleName': 'role-of-rule', 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement':
                          {'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'Resource': {'Fn::GetAtt': ['InRole', 'Arn']}}}}]}
                        """)
                .resource("Permission", "AWS::Lambda::Permission", """
                        {'Action': 'lambda:InvokeFunction', 'FunctionName': {'Fn::GetAtt': ['invited', 'Arn']},
                         'Principal': 'sns.amazonaws.com', 'SourceArn': {'Ref': 'Sold'}}
                        """)
                .resource("ApiPermission", "AWS::Lambda::Permission", """
                        {'Action': 'lambda:InvokeFunction', 'FunctionName': 'invited', 'Principal': 'apigateway.amazonaws.com',
                         'SourceArn': {'Fn::Sub': 'arn:aws:execute-api:eu-north-1:123456789012:${Api}/*/*/open/{id}'}}
                        """)
                .resource("Api", "AWS::ApiGatewayV2::Api", "{'Name': 'a', 'ProtocolType': 'HTTP'}");
        route(template, "GET /open/{id}", "invited", "");
        route(template, "GET /shut", "invited", "");
        route(template, "GET /signed/{id}", "invited", "'AuthorizationType': 'AWS_IAM',");
        template.resource("SignedPermission", "AWS::Lambda::Permission", """
                        {'Action': 'lambda:InvokeFunction', 'FunctionName': 'invited', 'Principal': 'apigateway.amazonaws.com',
                         'SourceArn': {'Fn::Sub': 'arn:aws:execute-api:eu-north-1:123456789012:${Api}/*/*/signed/{id}'}}
                        """)
                .resource("Caller", "AWS::IAM::Role", """
                        {'RoleName': 'role-of-uninvited', 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement':
                          {'Effect': 'Allow', 'Action': 'execute-api:Invoke', 'Resource':
                            {'Fn::Sub': 'arn:aws:execute-api:eu-north-1:123456789012:${Api}/$default/GET/signed/7'}}}}]}
                        """)
                .resource("Starter", "AWS::IAM::Role", """
                        {'RoleName': 'starter', 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement':
                          {'Effect': 'Allow', 'Action': 'states:StartExecution', 'Resource': {'Ref': 'Machine'}}}}]}
                        """)
                .resource("Machine", "AWS::StepFunctions::StateMachine", """
                        {'StateMachineName': 'waits', 'RoleArn': 'arn:aws:iam::123456789012:role/role-of-machine',
                         'DefinitionString': {'Fn::ToJsonString':
                           {'StartAt': 'P', 'States': {'P': {'Type': 'Pass', 'End': true}}}}}
                        """)
                .resource("Start", "AWS::ApiGatewayV2::Integration", """
                        {'ApiId': {'Ref': 'Api'}, 'IntegrationType': 'AWS_PROXY', 'IntegrationSubtype': 'StepFunctions-StartExecution',
                         'PayloadFormatVersion': '1.0', 'CredentialsArn': {'Fn::GetAtt': ['Starter', 'Arn']},
                         'RequestParameters': {'StateMachineArn': {'Ref': 'Machine'}, 'Input': '$request.body',
                           'Name': '$request.body.name'}}
                        """)
                .resource("StartRoute", "AWS::ApiGatewayV2::Route", """
                        {'ApiId': {'Ref': 'Api'}, 'RouteKey': 'POST /start', 'AuthorizationType': 'AWS_IAM',
                         'Target': {'Fn::Join': ['/', ['integrations', {'Ref': 'Start'}]]}}
                        """);
        for (String queue : List.of("Open", "Shut", "InRole", "Dead", "RuleDead", "Failed")) {
            template.resource(queue, "AWS::SQS::Queue", "{'QueueName': '" + queue + "'}");
        }
        lets(template, "Open", "sns.amazonaws.com", "{'Ref': 'Sold'}");
        lets(template, "Dead", "sns.amazonaws.com", "{'Ref': 'Sold'}");
        lets(template, "Shut", "sns.amazonaws.com", "'arn:aws:sns:eu-north-1:123456789012:other'");
        lets(template, "RuleDead", "events.amazonaws.com", "{'Fn::GetAtt': ['Rule', 'Arn']}");
        lets(template, "Open", "events.amazonaws.com", "{'Fn::GetAtt': ['Rule', 'Arn']}");
        for (String endpoint : List.of("Open", "Shut", "invited", "uninvited")) {
            template.resource("To" + endpoint, "AWS::SNS::Subscription", """
                    {'TopicArn': {'Ref': 'Sold'}, 'Protocol': '%s', 'Endpoint': {'Fn::GetAtt': ['%s', 'Arn']},
                     'RedrivePolicy': {'deadLetterTargetArn': {'Fn::GetAtt': ['Dead', 'Arn']}}}
                    """.formatted(
                            Character.isUpperCase(endpoint.charAt(0)) ? "sqs" : "lambda", endpoint));
        }
        shop = TestRuntime.startWithPolicies(directory, template);
    }

    private static void route(Templates template, String key, String function, String more) {
        String id = key.replaceAll("[^A-Za-z]", "");
        template.resource(
                        "IntegrationOf" + id,
                        "AWS::ApiGatewayV2::Integration",
                        "{'ApiId': {'Ref': 'Api'}, 'IntegrationType': 'AWS_PROXY', 'PayloadFormatVersion': '2.0',"
                                + "'IntegrationUri': {'Fn::GetAtt': ['" + function + "', 'Arn']}}")
                .resource(
                        "RouteOf" + id,
                        "AWS::ApiGatewayV2::Route",
                        "{'ApiId': {'Ref': 'Api'}, 'RouteKey': '" + key + "', " + more
                                + "'Target': {'Fn::Join': ['/', ['integrations', {'Ref': 'IntegrationOf" + id
                                + "'}]]}}");
    }

    private static void lets(Templates template, String queue, String service, String source) {
        template.resource("Policy" + queue + service.charAt(0), "AWS::SQS::QueuePolicy", """
                {'Queues': [{'Ref': '%s'}], 'PolicyDocument': {'Statement': [
                  {'Effect': 'Deny', 'Principal': {'AWS': '*'}, 'Action': 'sqs:*', 'Resource': '*',
                   'Condition': {'Bool': {'aws:SecureTransport': 'false'}}},
                  {'Effect': 'Allow', 'Principal': {'Service': '%s'}, 'Action': 'sqs:SendMessage',
                   'Resource': {'Fn::GetAtt': ['%s', 'Arn']}, 'Condition': {'ArnEquals': {'aws:SourceArn': %s}}}]}}
                """.formatted(
                        queue, service, queue, source));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static List<Message> in(String queue, String text) {
        shop.settle();
        SqsClient sqs = Clients.client(shop, SqsClient.builder());
        return Stream.generate(() -> sqs.receiveMessage(
                                request -> request.queueUrl(shop.runtime().aws() + "/123456789012/" + queue)
                                        .messageAttributeNames("All")
                                        .maxNumberOfMessages(10)
                                        .visibilityTimeout(30))
                        .messages())
                .takeWhile(messages -> !messages.isEmpty())
                .flatMap(List::stream)
                .filter(message -> message.body().contains(text))
                .toList();
    }

    @Test
    void topicDeliversWhereItMayAndTheRestIsDeadLetters() {
        Clients.client(shop, SnsClient.builder())
                .publish(request -> request.topicArn("arn:aws:sns:eu-north-1:123456789012:sold")
                        .message("tea"));

        assertThat(in("Open", "tea")).hasSize(1);
        assertThat(in("Shut", "tea")).isEmpty();
        assertThat(in("Dead", "tea"))
                .as("of the shut queue and the function that did not invite")
                .hasSize(2);
        assertThat(shop.recorder().startsOf("invited")).isNotEmpty();
        assertThat(shop.recorder().startsOf("uninvited")).isEmpty();
        assertThat(shop.recorder().hops())
                .filteredOn(hop -> hop.kind() == Hop.Kind.DROPPED && hop.from().equals("sold"))
                .extracting(Hop::to, Hop::how)
                .containsExactlyInAnyOrder(
                        tuple("Shut", refusal("sns", "sqs:SendMessage", QUEUES + "Shut")),
                        tuple(
                                "uninvited",
                                refusal(
                                        "sns",
                                        "lambda:InvokeFunction",
                                        "arn:aws:lambda:eu-north-1:123456789012:function:uninvited")));
    }

    private static String refusal(String service, String action, String resource) {
        return "User: " + service + ".amazonaws.com is not authorized to perform: " + action + " on resource: "
                + resource + " because no resource-based policy allows the " + action + " action";
    }

    @Test
    void ruleDeliversWhereItMayAndTheDeadLetterSaysWhy() {
        Clients.client(shop, EventBridgeClient.builder())
                .putEvents(request -> request.entries(List.of(PutEventsRequestEntry.builder()
                        .eventBusName("news")
                        .source("s")
                        .detailType("t")
                        .detail("{\"of\": \"milk\"}")
                        .build())));

        assertThat(in("Open", "milk")).hasSize(1);
        assertThat(in("InRole", "milk")).hasSize(1);
        assertThat(in("Shut", "milk")).isEmpty();
        assertThat(in("RuleDead", "milk")).singleElement().satisfies(message -> {
            assertThat(message.messageAttributes())
                    .extractingByKey("ERROR_MESSAGE")
                    .extracting(MessageAttributeValue::stringValue)
                    .isEqualTo(refusal("events", "sqs:SendMessage", QUEUES + "Shut"));
            assertThat(message.messageAttributes())
                    .extractingByKey("ERROR_CODE")
                    .extracting(MessageAttributeValue::stringValue)
                    .isEqualTo("NO_PERMISSIONS");
        });
        assertThat(shop.recorder().startsOf("uninvited")).isEmpty();
    }

    @Test
    void deadLettersOfAFunctionNeedTheRightOfItsRole() {
        Clients.client(shop, LambdaClient.builder())
                .invoke(request -> request.functionName("fails")
                        .invocationType("Event")
                        .payload(SdkBytes.fromUtf8String("{\"do\": \"throw\", \"message\": \"no\"}")));

        assertThat(in("Failed", "")).isEmpty();
        assertThat(shop.runtime().permissions().denials())
                .anyMatch(denial -> denial.who().equals("fails")
                        && denial.request().resource().equals(QUEUES + "Failed"));
    }

    private static HttpResponse<String> call(String method, String path, String key, String scope, String body)
            throws Exception {
        URI api = shop.runtime().apis().get(0);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/eu-north-1/" + scope
                            + "/aws4_request, SignedHeaders=host, Signature=0");
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void apiInvokesWhereItMay() throws Exception {
        assertThat(call("GET", "/open/1", "", "", "").statusCode()).isEqualTo(200);
        assertThat(call("GET", "/shut", "", "", "").statusCode()).isEqualTo(500);
    }

    @Test
    void routeThatWantsASignatureLetsInWhoMay() throws Exception {
        String mine = shop.runtime().accessKey();
        String theirs = new Credentials().accessKeyOf("role-of-uninvited");
        for (HttpResponse<String> refused : List.of(
                call("GET", "/signed/7", "", "", ""),
                call("GET", "/signed/7", "LKIANOBODY", "execute-api", ""),
                call("GET", "/signed/7", mine, "sns", ""),
                call("GET", "/signed/8", theirs, "execute-api", ""),
                call("POST", "/start", theirs, "execute-api", "{}"))) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).isEqualTo("{\"message\":\"Forbidden\"}");
        }
        assertThat(call("GET", "/signed/8", mine, "execute-api", "").body())
                .contains("\"userArn\":\"arn:aws:iam::123456789012:user/you\"");
        assertThat(call("GET", "/signed/7", theirs, "execute-api", "").body())
                .contains(
                        "\"authorizer\":{\"iam\":{\"accessKey\":\"" + theirs + "\"",
                        "\"accountId\":\"123456789012\"",
                        "\"cognitoIdentity\":null",
                        "\"userArn\":\"arn:aws:sts::123456789012:assumed-role/role-of-uninvited/uninvited\"");
    }

    @Test
    void apiStartsAnExecutionInTheNameOfARole() throws Exception {
        HttpResponse<String> started =
                call("POST", "/start", shop.runtime().accessKey(), "execute-api", "{\"name\": \"first\"}");

        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        assertThat(started.body())
                .contains("arn:aws:states:eu-north-1:123456789012:execution:waits:first", "startDate");
        shop.settle();
        assertThat(shop.runtime().stepFunctions().executions())
                .anyMatch(execution ->
                        execution.name().equals("first") && execution.input().equals("{\"name\":\"first\"}"));
        assertThat(shop.runtime().permissions().recorded())
                .anyMatch(request -> request.action().equals("states:StartExecution")
                        && request.principal().toString().equals("starter"));
        HttpResponse<String> again =
                call("POST", "/start", shop.runtime().accessKey(), "execute-api", "{\"name\": \"first\", \"n\": 2}");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(again.body()).contains("ExecutionAlreadyExists");
    }

    @Test
    void mappingWhoseFunctionMayNotReadItsQueueKeepsEverythingFromStarting(@TempDir Path directory) {
        Templates template = new Templates()
                .function("reads", Echo.class)
                .resource("Orders", "AWS::SQS::Queue", "{'QueueName': 'orders'}")
                .resource("Mapping", "AWS::Lambda::EventSourceMapping", """
                        {'EventSourceArn': {'Fn::GetAtt': ['Orders', 'Arn']}, 'FunctionName': {'Ref': 'reads'}}
                        """)
                .resource("Role", "AWS::IAM::Role", """
                        {'RoleName': 'role-of-reads', 'Policies': [{'PolicyName': 'p', 'PolicyDocument': {'Statement':
                          {'Effect': 'Allow', 'Action': 'sqs:ReceiveMessage', 'Resource': {'Fn::GetAtt': ['Orders', 'Arn']}}}}]}
                        """);
        assertThatThrownBy(() -> TestRuntime.startWithPolicies(directory, template))
                .isInstanceOf(AssemblyException.class)
                .hasMessageContaining("2 things")
                .hasMessageContaining("reads is not authorized to perform: sqs:DeleteMessage")
                .hasMessageContaining("sqs:GetQueueAttributes");
    }
}
