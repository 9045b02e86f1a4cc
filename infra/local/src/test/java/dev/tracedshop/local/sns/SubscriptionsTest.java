package dev.tracedshop.local.sns;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.ServicesUnderTest;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.RecordingQueues;
import dev.tracedshop.local.testing.Templates;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;

/** Each subscription gets the messages that it asked for, in the form that it asked for; what cannot be delivered is a dead letter. */
class SubscriptionsTest {
    private static final String ARN = "arn:aws:sns:eu-north-1:123456789012:";

    private static ServicesUnderTest shop;
    private static SnsClient sns;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("f", Behaves.class)
                .function("context", Echo.class)
                .resource("Fan", "AWS::SNS::Topic", "{'TopicName': 'fan'}")
                .resource("Filtered", "AWS::SNS::Topic", "{'TopicName': 'filtered'}")
                .resource("Lost", "AWS::SNS::Topic", "{'TopicName': 'lost'}")
                .resource("Gone", "AWS::SNS::Topic", "{'TopicName': 'gone'}")
                .resource("Traced", "AWS::SNS::Topic", "{'TopicName': 'traced'}");
        queue(template, "Fan", "wrapped", "{}");
        queue(
                template,
                "Fan",
                "raw",
                "{'RawMessageDelivery': true, 'RedrivePolicy': {'deadLetterTargetArn': '" + RecordingQueues.ARN
                        + "dead'}}");
        queue(
                template,
                "Filtered",
                "on-attributes",
                "{'FilterPolicy': {'colour': [{'prefix': 'bl'}], 'size': [{'numeric': ['>', 3]}]}}");
        queue(template, "Filtered", "on-absence", "{'FilterPolicy': {'colour': [{'exists': false}]}}");
        queue(template, "Filtered", "on-array", "{'FilterPolicy': {'tags': ['new']}}");
        queue(
                template,
                "Filtered",
                "on-body",
                "{'FilterPolicyScope': 'MessageBody', 'FilterPolicy': {'shop': {'city': ['Malmö']}}}");
        queue(template, "Filtered", "empty-policy", "{'FilterPolicy': {}}");
        queue(
                template,
                "Lost",
                "nowhere",
                "{'RedrivePolicy': {'deadLetterTargetArn': '" + RecordingQueues.ARN + "dead'}}");
        queue(template, "Gone", "nowhere", "{}");
        template.resource("TracedSub", "AWS::SNS::Subscription", """
                {'TopicArn': {'Ref': 'Traced'}, 'Protocol': 'lambda', 'Endpoint': {'Fn::GetAtt': ['context', 'Arn']}}
                """);
        shop = new ServicesUnderTest(
                directory,
                template,
                new RecordingQueues(
                        "wrapped",
                        "raw",
                        "dead",
                        "on-attributes",
                        "on-absence",
                        "on-array",
                        "on-body",
                        "empty-policy"));
        sns = shop.client(SnsClient.builder());
    }

    private static void queue(Templates template, String topic, String queue, String more) {
        ObjectNode properties =
                (ObjectNode) Templates.json("{'TopicArn': {'Ref': '%s'}, 'Protocol': 'sqs', 'Endpoint': '%s'}"
                        .formatted(topic, RecordingQueues.ARN + queue));
        properties.setAll((ObjectNode) Templates.json(more));
        template.resource(topic + queue, "AWS::SNS::Subscription", properties.toString());
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private static void publish(String topic, String message, Map<String, MessageAttributeValue> attributes) {
        sns.publish(request -> request.topicArn(ARN + topic).message(message).messageAttributes(attributes));
    }

    @Test
    void queueGetsTheEnvelopeAsSnsWritesIt() {
        String id = sns.publish(request -> request.topicArn(ARN + "fan")
                        .subject("Sold")
                        .message("{\"envelope\": \"whole\"}")
                        .messageAttributes(Map.of(
                                "_datadog",
                                MessageAttributeValue.builder()
                                        .dataType("Binary")
                                        .binaryValue(SdkBytes.fromUtf8String("{\"a\":\"1\"}"))
                                        .build())))
                .messageId();
        QueueMessage message = shop.one("wrapped", "envelope");
        assertThat(message.attributes()).isEmpty();
        assertThat(message.traceHeader()).isEqualTo(ServicesUnderTest.TRACE);
        ObjectNode body = (ObjectNode) ServicesUnderTest.json(message.body());
        assertThat(body.remove("Timestamp").asText()).matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z");
        assertThat(body.toString())
                .isEqualTo(Templates.json("""
                {'Type': 'Notification', 'MessageId': 'ID', 'TopicArn': 'arn:aws:sns:eu-north-1:123456789012:fan', 'Subject': 'Sold',
                 'Message': '{\\"envelope\\": \\"whole\\"}', 'SignatureVersion': '1', 'Signature': 'not-signed-on-this-machine',
                 'SigningCertURL': '', 'UnsubscribeURL': '',
                 'MessageAttributes': {'_datadog': {'Type': 'Binary', 'Value': 'eyJhIjoiMSJ9'}}}
                """.replace("ID", id)).toString());
    }

    @Test
    void envelopeOfABareMessageHasNeitherSubjectNorAttributes() {
        publish("fan", "bare words", Map.of());
        assertThat(ServicesUnderTest.json(shop.one("wrapped", "bare words").body())
                        .fieldNames())
                .toIterable()
                .containsExactly(
                        "Type",
                        "MessageId",
                        "TopicArn",
                        "Message",
                        "Timestamp",
                        "SignatureVersion",
                        "Signature",
                        "SigningCertURL",
                        "UnsubscribeURL");
    }

    @Test
    void rawDeliveryIsTheMessageWithItsAttributes() {
        publish("fan", "raw words", Map.of("colour", text("String", "blue"), "size", text("Number", "4")));
        QueueMessage message = shop.one("raw", "raw words");
        assertThat(message.body()).isEqualTo("raw words");
        assertThat(message.attributes())
                .containsOnly(
                        Map.entry("colour", new MessageAttribute("String", "blue")),
                        Map.entry("size", new MessageAttribute("Number", "4")));
        assertThat(message.traceHeader()).isEqualTo(ServicesUnderTest.TRACE);
    }

    @Test
    void moreThanTenAttributesAreTooManyForRawDeliveryAlone() {
        Map<String, MessageAttributeValue> eleven = new HashMap<>();
        for (int i = 0; i < 11; i++) {
            eleven.put("a" + i, text("String", "x"));
        }
        publish("fan", "eleven attributes", eleven);
        assertThat(shop.settled("raw")).noneMatch(message -> message.body().equals("eleven attributes"));
        assertThat(shop.one("dead", "eleven attributes").body()).isEqualTo("eleven attributes");
        assertThat(ServicesUnderTest.json(
                                shop.one("wrapped", "eleven attributes").body())
                        .path("MessageAttributes"))
                .hasSize(11);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            blue | 4 | on-attributes,empty-policy
            blue | 3 | empty-policy
            red  | 4 | empty-policy
            """)
    void policyOnAttributesChooses(String colour, String size, String expected) {
        String message = "attributes " + colour + size;
        publish("filtered", message, Map.of("colour", text("String", colour), "size", text("Number", size)));
        assertThat(whoGot(message)).containsExactlyInAnyOrder(expected.split(",", -1));
    }

    private static List<String> whoGot(String message) {
        shop.settle();
        return List.of("on-attributes", "on-absence", "on-array", "on-body", "empty-policy").stream()
                .filter(queue -> shop.settled(queue).stream()
                        .anyMatch(sent -> ServicesUnderTest.json(sent.body())
                                .path("Message")
                                .asText()
                                .equals(message)))
                .toList();
    }

    @Test
    void policyOnAnArrayLooksAtItsElements() {
        publish(
                "filtered",
                "tagged",
                Map.of("colour", text("String", "x"), "tags", text("String.Array", "[\"old\", \"new\"]")));
        assertThat(whoGot("tagged")).containsExactlyInAnyOrder("on-array", "empty-policy");
    }

    @Test
    void policyOnTheBodyChooses() {
        String inMalmo = "{\"shop\": {\"city\": \"Malmö\"}}";
        publish("filtered", inMalmo, Map.of());
        publish("filtered", "{\"shop\": {\"city\": \"Lund\"}}", Map.of());
        publish("filtered", "no JSON", Map.of());
        assertThat(whoGot(inMalmo)).containsExactlyInAnyOrder("on-body", "on-absence", "empty-policy");
        assertThat(whoGot("{\"shop\": {\"city\": \"Lund\"}}")).containsExactlyInAnyOrder("on-absence", "empty-policy");
        assertThat(whoGot("no JSON")).containsExactlyInAnyOrder("on-absence", "empty-policy");
    }

    @Test
    void messageForAQueueThatIsNotThereIsADeadLetter() {
        publish("lost", "lost words", Map.of());
        QueueMessage letter = shop.one("dead", "lost words");
        assertThat(ServicesUnderTest.json(letter.body()).path("Message").asText())
                .isEqualTo("lost words");
        assertThat(letter.traceHeader()).isEqualTo(ServicesUnderTest.TRACE);
        assertThat(shop.counts("lost")).isEqualTo(new Account.Counts(1, 0, 1, 1));
    }

    @Test
    void messageWithoutADeadLetterQueueIsCountedAsGivenUp() {
        publish("gone", "gone words", Map.of());
        shop.settle();
        assertThat(shop.counts("gone")).isEqualTo(new Account.Counts(1, 0, 1, 1));
    }

    @Test
    void functionGetsItsEventAndTheCountIsADelivery() {
        publish("traced", "to a function", Map.of());
        assertThat(shop.events("context"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("Records")
                                .path(0)
                                .path("Sns")
                                .path("Message")
                                .asText())
                        .isEqualTo("to a function"));
        assertThat(shop.counts("traced")).isEqualTo(new Account.Counts(1, 1, 0, 0));
    }
}
