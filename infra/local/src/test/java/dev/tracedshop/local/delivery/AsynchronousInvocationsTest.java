package dev.tracedshop.local.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.ServicesUnderTest;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.RecordingQueues;
import dev.tracedshop.local.testing.Templates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;

/** An event whose invocation fails is tried again under the same id, and in the end it goes where the template says. */
class AsynchronousInvocationsTest {
    private static ServicesUnderTest shop;
    private static LambdaClient lambda;

    @BeforeAll
    static void start(@TempDir Path directory) {
        String queue = RecordingQueues.ARN;
        Templates template = new Templates()
                .function("usual", Behaves.class)
                .function(
                        "letters", Behaves.class.getName(), "{'DeadLetterConfig': {'TargetArn': '" + queue + "dead'}}")
                .function("to-topic", Behaves.class.getName(), "{'DeadLetterConfig': {'TargetArn': {'Ref': 'Topic'}}}")
                .function("recorded", Behaves.class)
                .function("once", Behaves.class)
                .function("young", Behaves.class)
                .function("chained", Behaves.class)
                .function("next", Echo.class)
                .function("bussed", Behaves.class)
                .function("crashing", Behaves.class.getName(), "{'Timeout': 6}")
                .function("slow", Behaves.class.getName(), "{'Timeout': 1}")
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'letters-topic'}")
                .resource(
                        "Sub",
                        "AWS::SNS::Subscription",
                        "{'TopicArn': {'Ref': 'Topic'}, 'Protocol': 'sqs', 'RawMessageDelivery': true, 'Endpoint': '"
                                + queue + "topic-dead'}")
                .resource("Bus", "AWS::Events::EventBus", "{'Name': 'records'}")
                .resource("Rule", "AWS::Events::Rule", """
                        {'EventBusName': {'Ref': 'Bus'}, 'EventPattern': {'source': ['lambda']},
                         'Targets': [{'Id': 'q', 'Arn': '%sfrom-bus'}]}
                        """.formatted(queue));
        configure(
                template,
                "recorded",
                "'DestinationConfig': {'OnSuccess': {'Destination': '%sgood'}, 'OnFailure': {'Destination': '%sbad'}}"
                        .formatted(queue, queue));
        configure(template, "once", "'MaximumRetryAttempts': 0");
        configure(
                template,
                "young",
                "'MaximumEventAgeInSeconds': 150, 'DestinationConfig': {'OnFailure': {'Destination': '%sold'}}"
                        .formatted(queue));
        configure(
                template,
                "chained",
                "'DestinationConfig': {'OnSuccess': {'Destination': {'Fn::GetAtt': ['next', 'Arn']}}}");
        configure(
                template,
                "bussed",
                "'DestinationConfig': {'OnSuccess': {'Destination': {'Fn::GetAtt': ['Bus', 'Arn']}}}");
        configure(template, "crashing", "'MaximumRetryAttempts': 1");
        configure(template, "slow", "'MaximumRetryAttempts': 1");
        shop = new ServicesUnderTest(
                directory, template, new RecordingQueues("dead", "topic-dead", "good", "bad", "old", "from-bus"));
        lambda = shop.client(LambdaClient.builder());
    }

    private static void configure(Templates template, String function, String more) {
        template.resource(
                "Async" + function.replace("-", ""), "AWS::Lambda::EventInvokeConfig", """
                {'FunctionName': {'Ref': '%s'}, 'Qualifier': '$LATEST', %s}""".formatted(function, more));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static String invoke(String function, String event) {
        InvokeResponse response = lambda.invoke(request -> request.functionName(function)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(event.replace('\'', '"'))));
        assertThat(response.statusCode()).isEqualTo(202);
        return response.responseMetadata().requestId();
    }

    private static List<String> attempts(String function) {
        return shop.recorder().startsOf(function).stream()
                .map(Recorder.Start::requestId)
                .toList();
    }

    @Test
    void failedEventIsTriedTwiceMoreUnderTheSameId() {
        String id = invoke("usual", "{'do': 'throw', 'message': 'no'}");
        shop.settle();
        assertThat(attempts("usual")).containsExactly(id, id, id);
        assertThat(shop.counts("usual")).isEqualTo(new Account.Counts(1, 0, 3, 1));
    }

    @Test
    void deadLetterIsTheEventWithTheReason() {
        String id = invoke("letters", "{'do': 'throw', 'message': 'not today'}");
        QueueMessage letter = shop.one("dead", "not today");
        assertThat(letter.body()).isEqualTo("{\"do\": \"throw\", \"message\": \"not today\"}");
        assertThat(letter.attributes())
                .containsOnly(
                        Map.entry("RequestID", new MessageAttribute("String", id)),
                        Map.entry("ErrorCode", new MessageAttribute("Number", "200")),
                        Map.entry("ErrorMessage", new MessageAttribute("String", "not today")));
        assertThat(letter.traceHeader()).isEqualTo(ServicesUnderTest.TRACE);
    }

    @Test
    void topicCanTakeDeadLetters() {
        invoke("to-topic", "{'do': 'throw', 'message': 'to the topic'}");
        assertThat(shop.one("topic-dead", "to the topic").attributes()).containsKey("ErrorMessage");
    }

    @Test
    void everyAttemptGetsTheTraceHeader() {
        invoke("usual", "{'do': 'context'}");
        shop.settle();
        // What the function answers is seen in the record of success.
        invoke("recorded", "{'do': 'context'}");
        assertThat(ServicesUnderTest.json(shop.one("good", "logGroup").body())
                        .path("responsePayload")
                        .path("trace")
                        .asText())
                .isEqualTo(ServicesUnderTest.TRACE);
    }

    @Test
    void successIsRecordedAsLambdaDocumentsIt() {
        String id = invoke("recorded", "{'do': 'echo', 'n': 1}");
        ObjectNode record =
                (ObjectNode) ServicesUnderTest.json(shop.one("good", "\"n\":1").body());
        assertThat(record.remove("timestamp").asText()).matches("\\d{4}-.*Z");
        assertThat(record).isEqualTo(Templates.json("""
                {'version': '1.0',
                 'requestContext': {'requestId': 'ID', 'functionArn': 'arn:aws:lambda:eu-north-1:123456789012:function:recorded:$LATEST',
                   'condition': 'Success', 'approximateInvokeCount': 1},
                 'requestPayload': {'do': 'echo', 'n': 1},
                 'responseContext': {'statusCode': 200, 'executedVersion': '$LATEST'},
                 'responsePayload': {'do': 'echo', 'n': 1}}
                """.replace("ID", id)));
    }

    @Test
    void failureIsRecordedWithTheLastError() {
        invoke("recorded", "{'do': 'throw', 'message': 'recorded failure'}");
        JsonNode record =
                ServicesUnderTest.json(shop.one("bad", "recorded failure").body());
        assertThat(record.path("requestContext").path("condition").asText()).isEqualTo("RetriesExhausted");
        assertThat(record.path("requestContext").path("approximateInvokeCount").asInt())
                .isEqualTo(3);
        assertThat(record.path("responseContext"))
                .isEqualTo(Templates.json(
                        "{'statusCode': 200, 'executedVersion': '$LATEST', 'functionError': 'Unhandled'}"));
        assertThat(record.path("responsePayload").path("errorMessage").asText()).isEqualTo("recorded failure");
    }

    @Test
    void retriesCanBeForbidden() {
        invoke("once", "{'do': 'throw', 'message': 'once'}");
        shop.settle();
        assertThat(attempts("once")).hasSize(1);
        assertThat(shop.counts("once")).isEqualTo(new Account.Counts(1, 0, 1, 1));
    }

    @Test
    void eventThatWouldBecomeTooOldIsGivenUpBeforeItsRetry() {
        invoke("young", "{'do': 'throw', 'message': 'aged'}");
        JsonNode record = ServicesUnderTest.json(shop.one("old", "aged").body());
        // One minute passed before the second attempt; two more would be beyond 150 seconds.
        assertThat(record.path("requestContext").path("condition").asText()).isEqualTo("EventAgeExceeded");
        assertThat(record.path("requestContext").path("approximateInvokeCount").asInt())
                .isEqualTo(2);
    }

    @Test
    void functionCanBeADestination() {
        String id = invoke("chained", "{'do': 'echo'}");
        assertThat(shop.events("next"))
                .singleElement()
                .satisfies(event -> assertThat(
                                event.path("requestContext").path("requestId").asText())
                        .isEqualTo(id));
    }

    @Test
    void busCanBeADestination() {
        invoke("bussed", "{'do': 'echo', 'via': 'bus'}");
        JsonNode event = ServicesUnderTest.json(shop.one("from-bus", "via").body());
        assertThat(event.path("detail-type").asText()).isEqualTo("Lambda Function Invocation Result - Success");
        assertThat(event.path("resources")).hasSize(2);
        assertThat(event.path("detail").path("requestPayload").path("via").asText())
                .isEqualTo("bus");
    }

    @Test
    void eventOfACrashedProcessComesBackOnlyWhenItsLeaseIsOver() {
        long before = System.nanoTime();
        invoke("crashing", "{'do': 'exit', 'status': 3}");
        shop.settle();
        assertThat(attempts("crashing")).hasSize(2);
        // The wait of one minute is shortened to less than a second, but not below the function's timeout of six.
        assertThat(System.nanoTime() - before).isGreaterThan(6_000_000_000L);
    }

    @Test
    void eventThatTimedOutIsTriedAgain() {
        invoke("slow", "{'do': 'hang'}");
        shop.settle();
        assertThat(attempts("slow")).hasSize(2);
        assertThat(shop.counts("slow")).isEqualTo(new Account.Counts(1, 0, 2, 1));
    }

    @Test
    void eventHasALimit() {
        int limit = AsynchronousInvocations.MAX_EVENT;
        assertThatThrownBy(() -> invoke("once", "'" + "x".repeat(limit - 1) + "'"))
                .isInstanceOf(RequestTooLargeException.class)
                .hasMessageContaining("1048576");
        assertThat(invoke("recorded", "'" + "x".repeat(limit - 2) + "'")).isNotEmpty();
    }
}
