package dev.tracedshop.local.eventbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.ServicesUnderTest;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.delivery.QueueMessage;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.RecordingQueues;
import dev.tracedshop.local.testing.Templates;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** What is put with AWS's own SDK goes where the rules say, as EventBridge writes it; what is wrong is refused entry by entry. */
class EventBridgeTest {
    private static ServicesUnderTest shop;
    private static EventBridgeClient events;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("listener", Echo.class)
                .resource("Shop", "AWS::Events::EventBus", "{'Name': 'shop'}")
                .resource("Second", "AWS::Events::EventBus", "{'Name': 'second'}")
                .resource("Third", "AWS::Events::EventBus", "{'Name': 'third'}")
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 'told'}")
                .resource(
                        "Policy",
                        "AWS::Events::EventBusPolicy",
                        "{'EventBusName': 'shop', 'StatementId': 's', 'Statement': {'Effect': 'Allow', 'Principal': '*',"
                                + "'Action': 'events:PutEvents', 'Resource': '*'}}")
                .resource(
                        "Sub",
                        "AWS::SNS::Subscription",
                        "{'TopicArn': {'Ref': 'Topic'}, 'Protocol': 'sqs', 'RawMessageDelivery': true, 'Endpoint': '"
                                + arn("from-topic") + "'}");
        rule(
                template,
                "Whole",
                "shop",
                "{'source': ['dev.products'], 'detail-type': ['created']}",
                target("whole", ""));
        rule(template, "Prefix", "shop", "{'source': [{'prefix': 'dev.'}]}", target("prefix", ""));
        rule(
                template,
                "Function",
                "shop",
                "{'source': ['to.function']}",
                "{'Id': 't', 'Arn': {'Fn::GetAtt': ['listener', 'Arn']}}");
        rule(template, "Topics", "shop", "{'source': ['to.topic']}", "{'Id': 't', 'Arn': {'Ref': 'Topic'}}");
        rule(
                template,
                "Hop",
                "shop",
                "{'source': ['to.bus']}",
                "{'Id': 't', 'Arn': {'Fn::GetAtt': ['Second', 'Arn']}}");
        rule(
                template,
                "Next",
                "second",
                "{'source': ['to.bus']}",
                target("second", "") + ", {'Id': 'n', 'Arn': {'Fn::GetAtt': ['Third', 'Arn']}}");
        rule(template, "Last", "third", "{'source': ['to.bus']}", target("third", ""));
        rule(
                template,
                "Inputs",
                "shop",
                "{'source': ['in']}",
                target("constant", ", 'Input': '{\\\"a\\\":1}'") + ","
                        + target("part", ", 'InputPath': '$.detail.items[1].name'") + ","
                        + target("every", ", 'InputPath': '$.detail.items[*].name'") + ","
                        + target("transformed", """
                            , 'InputTransformer': {
                              'InputPathsMap': {'type': '$.detail-type', 'count': '$.detail.count', 'first': '$.detail.items[0]', 'none': '$.detail.none'},
                              'InputTemplate': '{\\"type\\": <type>, \\"text\\": \\"<count> of <type>, <none><first>\\", \\"count\\": <count>, \\"first\\": <first>, \\"rule\\": <aws.events.rule-name>, \\"none\\": <none>, \\"event\\": <aws.events.event.json>}'}
                            """) + ","
                        + target(
                                "line",
                                ", 'InputTransformer': {'InputPathsMap': {'c': '$.detail.count', 'k': '$.detail.items[0].name'}, 'InputTemplate': '\\\"Of \\\\\\\"<k>\\\\\\\" there are <c>.\\\"'}"));
        rule(template, "Off", "shop", "{'source': [{'prefix': ''}]}", target("off", ""));
        rule(
                template,
                "Gone",
                "shop",
                "{'source': ['to.nowhere']}",
                "{'Id': 'g', 'Arn': '" + arn("nowhere") + "', 'DeadLetterConfig': {'Arn': '" + arn("dead")
                        + "'}, 'RetryPolicy': {'MaximumRetryAttempts': 3}}");
        template.resource(
                "OnDefault",
                "AWS::Events::Rule",
                "{'Name': 'on-default', 'EventPattern': {'source': ['plain']}, 'Targets': [" + target("default", "")
                        + "]}");
        shop = new ServicesUnderTest(
                directory,
                template,
                new RecordingQueues(
                        "whole",
                        "prefix",
                        "from-topic",
                        "second",
                        "third",
                        "constant",
                        "part",
                        "every",
                        "transformed",
                        "line",
                        "off",
                        "dead",
                        "default"));
        events = shop.client(EventBridgeClient.builder());
    }

    private static String arn(String queue) {
        return RecordingQueues.ARN + queue;
    }

    private static String target(String queue, String more) {
        return "{'Id': '" + queue + "', 'Arn': '" + arn(queue) + "'" + more + "}";
    }

    private static void rule(Templates template, String name, String bus, String pattern, String targets) {
        String state = name.equals("Off") ? "DISABLED" : "ENABLED";
        template.resource(
                "Rule" + name,
                "AWS::Events::Rule",
                "{'Name': '%s', 'EventBusName': '%s', 'State': '%s', 'EventPattern': %s, 'Targets': [%s]}"
                        .formatted(name, bus, state, pattern, targets));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    private static PutEventsRequestEntry.Builder entry(String source, String type, String detail) {
        return PutEventsRequestEntry.builder()
                .eventBusName("shop")
                .source(source)
                .detailType(type)
                .detail(detail);
    }

    private static PutEventsResponse put(PutEventsRequestEntry.Builder... entries) {
        return events.putEvents(request -> request.entries(List.of(entries).stream()
                .map(PutEventsRequestEntry.Builder::build)
                .toList()));
    }

    private static String id(PutEventsResponse response) {
        assertThat(response.failedEntryCount()).isZero();
        return response.entries().get(0).eventId();
    }

    @Test
    void queueGetsTheEventAsEventBridgeWritesIt() {
        Account.Counts before = shop.counts("shop");
        String id = id(put(
                entry("dev.products", "created", "{\"first\": \"whole\", \"n\": 1.10, \"_datadog\": {\"a\": \"1\"}}")
                        .resources("arn:a", "arn:b")
                        .time(Instant.parse("2026-02-03T04:05:06.789Z"))));
        QueueMessage message = shop.one("whole", id);
        assertThat(message.body())
                .isEqualTo("{\"version\":\"0\",\"id\":\"" + id
                        + "\",\"detail-type\":\"created\",\"source\":\"dev.products\",\"account\":\"123456789012\",\"time\":\"2026-02-03T04:05:06Z\","
                        + "\"region\":\"eu-north-1\",\"resources\":[\"arn:a\",\"arn:b\"],"
                        + "\"detail\":{\"first\":\"whole\",\"n\":1.10,\"_datadog\":{\"a\":\"1\"}}}");
        assertThat(message.traceHeader()).isEqualTo(ServicesUnderTest.TRACE);
        assertThat(message.attributes()).isEmpty();
        // Two rules of the bus chose it.
        assertThat(shop.one("prefix", id)).isEqualTo(message);
        assertThat(shop.counts("shop"))
                .isEqualTo(new Account.Counts(
                        before.published() + 1, before.delivered() + 2, before.failed(), before.deadLettered()));
        assertThat(shop.recorder().happened())
                .contains("published to shop: {\"first\":\"whole\",\"n\":1.10,\"_datadog\":{\"a\":\"1\"}}");
    }

    @Test
    void traceHeaderOfTheEntryCountsBeforeThatOfTheCall() {
        String id = id(put(entry("dev.products", "created", "{}").traceHeader("Root=1-1-1")));
        assertThat(shop.one("whole", id).traceHeader()).isEqualTo("Root=1-1-1");
    }

    @Test
    void ofAKeyThatIsThereTwiceTheLastCounts() {
        String id =
                id(put(entry("dev.products", "created", "{\"_datadog\": 1, \"a\": 2, \"_datadog\": {\"x\": \"3\"}}")));
        assertThat(ServicesUnderTest.json(shop.one("whole", id).body()).path("detail"))
                .isEqualTo(Templates.json("{'_datadog': {'x': '3'}, 'a': 2}"));
    }

    @Test
    void eventThatNoRuleChoosesIsAcceptedAndDropped() {
        Account.Counts before = shop.counts("shop");
        id(put(entry("nobody.listens", "t", "{}")));
        shop.settle();
        assertThat(shop.counts("shop").published()).isEqualTo(before.published() + 1);
        assertThat(shop.counts("shop").delivered()).isEqualTo(before.delivered());
    }

    @Test
    void busCanBeNamedByItsArnAndLeftOutForTheDefaultOne() {
        String onShop = id(put(entry("dev.products", "created", "{}")
                .eventBusName("arn:aws:events:eu-north-1:123456789012:event-bus/shop")));
        assertThat(shop.one("whole", onShop).body()).contains(onShop);
        String onDefault = id(put(entry("plain", "t", "{}").eventBusName(null)));
        assertThat(shop.one("default", onDefault).body()).contains(onDefault);
        assertThat(shop.counts("default").published()).isPositive();
    }

    @Test
    void functionAndTopicAreTargets() {
        String id = id(put(entry("to.function", "t", "{\"for\": \"function\"}")));
        assertThat(shop.events("listener"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("id").asText()).isEqualTo(id));
        String told = id(put(entry("to.topic", "t", "{}")));
        assertThat(shop.one("from-topic", told).traceHeader()).isEqualTo(ServicesUnderTest.TRACE);
    }

    @Test
    void eventGoesFromBusToBusOnceAndStaysTheSame() {
        String id = id(put(entry("to.bus", "t", "{}")));
        assertThat(ServicesUnderTest.json(shop.one("second", id).body())
                        .path("id")
                        .asText())
                .isEqualTo(id);
        assertThat(shop.settled("third")).isEmpty();
        assertThat(shop.counts("third").published()).isZero();
    }

    @Test
    void disabledRuleChoosesNothing() {
        put(entry("dev.products", "created", "{}"));
        assertThat(shop.settled("off")).isEmpty();
    }

    @Test
    void targetGetsTheInputThatItAskedFor() {
        String id = id(put(
                entry("in", "sold \"out\"", "{\"count\": 2, \"items\": [{\"name\": \"tea\"}, {\"name\": \"cup\"}]}")));
        shop.settle();
        assertThat(shop.settled("constant")).extracting(QueueMessage::body).containsExactly("{\"a\":1}");
        assertThat(shop.settled("part")).extracting(QueueMessage::body).containsExactly("\"cup\"");
        assertThat(shop.settled("every")).extracting(QueueMessage::body).containsExactly("[\"tea\",\"cup\"]");
        assertThat(shop.settled("line"))
                .extracting(QueueMessage::body)
                .containsExactly("\"Of \\\"tea\\\" there are 2.\"");
        ObjectNode transformed =
                (ObjectNode) ServicesUnderTest.json(shop.one("transformed", id).body());
        JsonNode whole = transformed.remove("event");
        assertThat(whole.path("id").asText()).isEqualTo(id);
        assertThat(transformed).isEqualTo(Templates.json("""
                {'type': 'sold \\"out\\"', 'text': '2 of sold \\"out\\", {name:tea}', 'count': 2, 'first': {'name': 'tea'},
                 'rule': 'Inputs', 'none': ''}"""));
    }

    @Test
    void eventForATargetThatIsNotThereIsADeadLetterWithTheReason() {
        Account.Counts before = shop.counts("shop");
        String id = id(put(entry("to.nowhere", "t", "{}")));
        QueueMessage letter = shop.one("dead", id);
        assertThat(letter.attributes())
                .containsEntry(
                        "RULE_ARN",
                        new MessageAttribute("String", "arn:aws:events:eu-north-1:123456789012:rule/shop/Gone"))
                .containsEntry("TARGET_ARN", new MessageAttribute("String", arn("nowhere")))
                .containsEntry("ERROR_CODE", new MessageAttribute("String", "NO_RESOURCE"))
                .containsEntry("RETRY_ATTEMPTS", new MessageAttribute("String", "0"))
                .containsKey("ERROR_MESSAGE");
        assertThat(letter.traceHeader()).isEqualTo(ServicesUnderTest.TRACE);
        assertThat(shop.counts("shop").failed()).isEqualTo(before.failed() + 1);
        assertThat(shop.counts("shop").deadLettered()).isEqualTo(before.deadLettered() + 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            -       | t | {}     | InvalidArgument        | Parameter Source is not valid. Reason: Source is a required argument.
            s       | - | {}     | InvalidArgument        | Parameter DetailType is not valid. Reason: DetailType is a required argument.
            s       | t | -      | InvalidArgument        | Parameter Detail is not valid. Reason: Detail is a required argument.
            s       | t | [1]    | MalformedDetail        | Detail is malformed.
            s       | t | "text" | MalformedDetail        | Detail is malformed.
            s       | t | {"a"   | MalformedDetail        | Detail is malformed.
            s       | t | {} {}  | MalformedDetail        | Detail is malformed.
            aws.ec2 | t | {}     | NotAuthorizedForSource | Not authorized for the source.
            """)
    void wrongEntryIsRefusedAloneAndInItsPlace(String source, String type, String detail, String code, String message) {
        PutEventsResponse response = put(
                entry("dev.products", "created", "{}"), entry(source, type, detail), entry("dev.products", "x", "{}"));
        assertThat(response.failedEntryCount()).isEqualTo(1);
        assertThat(response.entries())
                .extracting(PutEventsResultEntry::errorCode)
                .containsExactly(null, code, null);
        assertThat(response.entries().get(1).errorMessage()).isEqualTo(message);
        assertThat(response.entries().get(1).eventId()).isNull();
        assertThat(shop.one("whole", response.entries().get(0).eventId()).body())
                .isNotEmpty();
    }

    @Test
    void unknownBusIsTold() {
        PutEventsResponse response = put(entry("s", "t", "{}").eventBusName("shpo"));
        assertThat(response.entries())
                .extracting(PutEventsResultEntry::errorMessage)
                .containsExactly("Event bus shpo does not exist.");
    }

    @Test
    void requestHasALimitInEntriesAndInBytes() {
        PutEventsRequestEntry.Builder one = entry("dev.products", "created", "{}");
        assertThatThrownBy(() -> put(Collections.nCopies(11, one).toArray(PutEventsRequestEntry.Builder[]::new)))
                .isInstanceOf(EventBridgeException.class)
                .hasMessageContaining("Member must have length less than or equal to 10");
        assertThatThrownBy(() -> put())
                .isInstanceOf(EventBridgeException.class)
                .hasMessageContaining("greater than or equal to 1");
        // Source and type have two bytes, the detail's frame eight, the resource one, and a time counts as fourteen.
        int limit = EventBridge.MAX_REQUEST - 25;
        assertThat(put(sized(limit - 1)).failedEntryCount()).isZero();
        assertThatThrownBy(() -> put(sized(limit)))
                .isInstanceOf(EventBridgeException.class)
                .hasMessageContaining("Total size of the entries in the request is over the limit.");
    }

    private static PutEventsRequestEntry.Builder sized(int letters) {
        return entry("s", "t", "{\"a\":\"" + "x".repeat(letters) + "\"}")
                .resources("r")
                .time(Instant.parse("2026-02-03T04:05:06Z"));
    }

    @Test
    void otherOperationsAreNamed() {
        assertThatThrownBy(() -> events.listRules(request -> request.eventBusName("shop")))
                .isInstanceOf(EventBridgeException.class)
                .hasMessageContaining("EventBridge.ListRules is not supported");
    }
}
