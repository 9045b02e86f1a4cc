package dev.tracedshop.local.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.aws.Clients;
import dev.tracedshop.local.handlers.CannotStart;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sns.model.BatchRequestTooLongException;
import software.amazon.awssdk.services.sns.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sns.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sns.model.InvalidParameterException;
import software.amazon.awssdk.services.sns.model.InvalidParameterValueException;
import software.amazon.awssdk.services.sns.model.MessageAttributeValue;
import software.amazon.awssdk.services.sns.model.NotFoundException;
import software.amazon.awssdk.services.sns.model.PublishBatchRequestEntry;
import software.amazon.awssdk.services.sns.model.PublishBatchResponse;
import software.amazon.awssdk.services.sns.model.PublishBatchResultEntry;
import software.amazon.awssdk.services.sns.model.TooManyEntriesInBatchRequestException;

/** What is published with AWS's own SDK is delivered to every subscribed function as Lambda documents the event. */
class SnsTest {
    private static final String ARN = "arn:aws:sns:eu-north-1:123456789012:";

    private static TestRuntime shop;
    private static SnsClient sns;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("listener", Echo.class)
                .function("second", Echo.class)
                .function("broken", CannotStart.class)
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'sold'}")
                .resource("Failing", "AWS::SNS::Topic", "{'TopicName': 'failing'}")
                .resource("Lonely", "AWS::SNS::Topic", "{'TopicName': 'lonely'}");
        subscribe(template, "Topic", "listener");
        subscribe(template, "Topic", "second");
        subscribe(template, "Failing", "broken");
        shop = TestRuntime.start(directory, template);
        sns = Clients.client(shop, SnsClient.builder());
    }

    private static void subscribe(Templates template, String topic, String function) {
        template.resource("Sub" + topic + function, "AWS::SNS::Subscription", """
                {'TopicArn': {'Ref': '%s'}, 'Protocol': 'lambda', 'Endpoint': {'Fn::GetAtt': ['%s', 'Arn']}}
                """.formatted(topic, function));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static Account.Counts counts(String topic) {
        Account.Counts counts = shop.runtime().account().counts().get(topic);
        return java.util.Objects.requireNonNull(counts);
    }

    /** The records that a function has got so far; each of its invocations has one. */
    private static List<JsonNode> records(String function) {
        return shop.recorder().startsOf(function).stream()
                .map(start -> String.join("", shop.recorder().linesOf(start.requestId())))
                .map(event -> TestRuntime.json(event.getBytes(StandardCharsets.UTF_8)))
                .peek(event -> assertThat(event.path("Records")).hasSize(1))
                .map(event -> event.path("Records").path(0))
                .toList();
    }

    private static JsonNode record(String function, String messageId) {
        return records(function).stream()
                .filter(one -> one.path("Sns").path("MessageId").asText().equals(messageId))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void messageArrivesAsTheDocumentedEvent() {
        Account.Counts before = counts("sold");
        String id = sns.publish(request -> request.topicArn(ARN + "sold")
                        .subject("Sold & out")
                        .message("{\"wörd\": \"漢字 😀 a+b&c=d%20\"}")
                        .messageAttributes(Map.of(
                                "colour",
                                        MessageAttributeValue.builder()
                                                .dataType("String")
                                                .stringValue("blå & grön")
                                                .build(),
                                "_datadog",
                                        MessageAttributeValue.builder()
                                                .dataType("Binary")
                                                .binaryValue(SdkBytes.fromUtf8String("{\"a\":\"1\"}"))
                                                .build())))
                .messageId();
        shop.settle();
        ObjectNode record = (ObjectNode) record("listener", id);
        ObjectNode notification = (ObjectNode) record.path("Sns");
        assertThat(notification.remove("Timestamp").asText())
                .matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z");
        assertThat(record.remove("EventSubscriptionArn").asText())
                .matches(ARN + "sold:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
        assertThat(record).isEqualTo(Templates.json("""
                                {'EventSource': 'aws:sns', 'EventVersion': '1.0',
                                 'Sns': {'Type': 'Notification', 'MessageId': 'ID', 'TopicArn': 'arn:aws:sns:eu-north-1:123456789012:sold',
                                   'Subject': 'Sold & out', 'Message': '{\\"wörd\\": \\"漢字 😀 a+b&c=d%20\\"}',
                                   'SignatureVersion': '1', 'Signature': 'not-signed-on-this-machine', 'SigningCertUrl': '', 'UnsubscribeUrl': '',
                                   'MessageAttributes': {'colour': {'Type': 'String', 'Value': 'blå & grön'},
                                     '_datadog': {'Type': 'Binary', 'Value': 'eyJhIjoiMSJ9'}}}}
                                """.replace("ID", id)));
        assertThat(record("second", id).path("Sns").path("Message")).isEqualTo(notification.path("Message"));
        // One message, two who took it.
        assertThat(counts("sold"))
                .isEqualTo(new Account.Counts(before.published() + 1, before.delivered() + 2, before.failed(), 0));
        assertThat(shop.recorder().happened()).contains("published to sold: {\"wörd\": \"漢字 😀 a+b&c=d%20\"}");
    }

    @Test
    void messageWithoutSubjectAndAttributesHasNoneInItsEvent() {
        String id = sns.publish(request -> request.topicArn(ARN + "sold").message("plain"))
                .messageId();
        shop.settle();
        JsonNode notification = record("listener", id).path("Sns");
        assertThat(notification.path("Subject").isNull()).isTrue();
        assertThat(notification.path("MessageAttributes")).isEmpty();
        assertThat(notification.has("MessageAttributes")).isTrue();
    }

    private static PublishBatchRequestEntry entry(String id, String message) {
        return PublishBatchRequestEntry.builder()
                .id(id)
                .message(message)
                .messageAttributes(Map.of(
                        "number",
                        MessageAttributeValue.builder()
                                .dataType("Number")
                                .stringValue("7")
                                .build()))
                .build();
    }

    @Test
    void everyEntryOfABatchIsAMessageOfItsOwn() {
        PublishBatchResponse response = sns.publishBatch(request -> request.topicArn(ARN + "sold")
                .publishBatchRequestEntries(IntStream.rangeClosed(1, 10)
                        .mapToObj(i -> entry("e" + i, "message " + i))
                        .toList()));
        shop.settle();
        assertThat(response.failed()).isEmpty();
        assertThat(response.successful())
                .extracting(PublishBatchResultEntry::id)
                .containsExactly("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8", "e9", "e10");
        for (PublishBatchResultEntry result : response.successful()) {
            JsonNode notification = record("second", result.messageId()).path("Sns");
            assertThat(notification.path("Message").asText())
                    .isEqualTo("message " + result.id().substring(1));
            assertThat(notification.path("MessageAttributes"))
                    .isEqualTo(Templates.json("{'number': {'Type': 'Number', 'Value': '7'}}"));
        }
    }

    @Test
    void wrongBatchIsRefusedWhole() {
        Account.Counts before = counts("lonely");
        assertThatThrownBy(() -> sns.publishBatch(request -> request.topicArn(ARN + "lonely")
                        .publishBatchRequestEntries(IntStream.rangeClosed(1, 11)
                                .mapToObj(i -> entry("e" + i, "m"))
                                .toList())))
                .isInstanceOf(TooManyEntriesInBatchRequestException.class);
        assertThatThrownBy(() -> sns.publishBatch(request -> request.topicArn(ARN + "lonely")
                        .publishBatchRequestEntries(entry("same", "1"), entry("same", "2"))))
                .isInstanceOf(BatchEntryIdsNotDistinctException.class)
                .hasMessageContaining("Two entries have the id same");
        assertThatThrownBy(() -> sns.publishBatch(
                        request -> request.topicArn(ARN + "lonely").publishBatchRequestEntries(List.of())))
                .isInstanceOf(EmptyBatchRequestException.class);
        assertThatThrownBy(() -> sns.publishBatch(request -> request.topicArn(ARN + "lonely")
                        .publishBatchRequestEntries(entry("a", "x".repeat(140_000)), entry("b", "x".repeat(140_000)))))
                .isInstanceOf(BatchRequestTooLongException.class);
        assertThat(counts("lonely")).isEqualTo(before);
    }

    @Test
    void unknownTopicIsNotFound() {
        assertThatThrownBy(() ->
                        sns.publish(request -> request.topicArn(ARN + "nowhere").message("m")))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining(ARN + "nowhere");
    }

    @Test
    void messageWithItsAttributesHasALimitInBytes() {
        int limit = 256 * 1024;
        sns.publish(request -> request.topicArn(ARN + "lonely").message("x".repeat(limit)));
        assertThatThrownBy(() ->
                        sns.publish(request -> request.topicArn(ARN + "lonely").message("x".repeat(limit + 1))))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Message too long");
        assertThatThrownBy(() -> sns.publish(request -> request.topicArn(ARN + "lonely")
                        .message("é".repeat(limit / 2))
                        .messageAttributes(Map.of(
                                "a",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("b")
                                        .build()))))
                .isInstanceOf(InvalidParameterException.class);
        // An attribute counts in bytes too: here half a limit of two-byte letters meets another half.
        assertThatThrownBy(() -> sns.publish(request -> request.topicArn(ARN + "lonely")
                        .message("é".repeat(limit / 4))
                        .messageAttributes(Map.of(
                                "a",
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue("é".repeat(limit / 4))
                                        .build()))))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() ->
                        sns.publish(request -> request.topicArn(ARN + "lonely").message("")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("Empty message");
    }

    @Test
    void everyRefusalByTheConsumerIsCountedOnceQuietIsReached() {
        Account.Counts before = counts("failing");
        sns.publish(request -> request.topicArn(ARN + "failing").message("m"));
        shop.settle();
        assertThat(counts("failing"))
                .isEqualTo(new Account.Counts(before.published() + 1, before.delivered(), before.failed() + 3, 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            colour | String | -    | must contain non-empty message attribute value
            colour | Text   | blue | has an invalid message attribute type
            size   | Number | four | Could not cast message attribute 'size' value to number
            tags   | String.Array | [old | must have a JSON array
            tags   | String.Array | `"old"` | must have a JSON array
            a..b   | String | x    | single dots
            .a     | String | x    | single dots
            a b    | String | x    | alphanumeric
            AWS.a  | String | x    | cannot start with AWS.
            colour | Binary | blue | must use field 'Binary'
            """)
    void wrongAttributeIsRefused(String name, String type, @Nullable String value, String message) {
        assertThatThrownBy(() -> sns.publish(request -> request.topicArn(ARN + "lonely")
                        .message("m")
                        .messageAttributes(Map.of(
                                name,
                                MessageAttributeValue.builder()
                                        .dataType(type)
                                        .stringValue(value)
                                        .build()))))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining(message);
    }

    @Test
    void wrongSubjectTopicAndEntryIdAreRefused() {
        assertThatThrownBy(() -> sns.publish(
                        request -> request.topicArn(ARN + "lonely").message("m").subject("two\nlines")))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> sns.publish(
                        request -> request.topicArn(ARN + "lonely").message("m").subject("x".repeat(101))))
                .isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> sns.publish(request -> request.message("m")))
                .isInstanceOf(InvalidParameterException.class)
                .hasMessageContaining("TopicArn");
        assertThatThrownBy(() -> sns.publishBatch(
                        request -> request.topicArn(ARN + "lonely").publishBatchRequestEntries(entry("a b", "m"))))
                .isInstanceOf(InvalidBatchEntryIdException.class);
    }

    @Test
    void topicWithoutSubscribersTakesMessages() {
        Account.Counts before = counts("lonely");
        sns.publish(request -> request.topicArn(ARN + "lonely").message("m"));
        shop.settle();
        assertThat(counts("lonely")).isEqualTo(new Account.Counts(before.published() + 1, 0, 0, 0));
    }
}
