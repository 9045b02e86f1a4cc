package dev.tracedshop.local.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.Account;
import dev.tracedshop.local.assembly.AssemblyException;
import dev.tracedshop.local.assembly.Problem;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.Echo;
import dev.tracedshop.local.testing.AssemblyDirectory;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has subscribed to the log group of a function is given its lines, as CloudWatch Logs does it. */
class SubscriptionFilterTest {
    private static final String FILTER = "AWS::Logs::SubscriptionFilter";
    private static final String PERMISSION = "AWS::Lambda::Permission";

    private static TestRuntime shop;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Templates template = new Templates()
                .function("usual", Behaves.class)
                .function("quiet", Behaves.class)
                .resource("Group", "AWS::Logs::LogGroup", "{'LogGroupName': 'own-group'}")
                .function("own", Behaves.class.getName(), "{'LoggingConfig': {'LogGroup': {'Ref': 'Group'}}}")
                .function("taker", Echo.class);
        subscribe(template, "Usual", "'/aws/lambda/usual'", "taker", "usual-filter");
        subscribe(template, "Own", "{'Ref': 'Group'}", "taker", "own-filter");
        shop = TestRuntime.startWithPolicies(directory, template);
    }

    private static Templates subscribe(Templates template, String id, String group, String function, String name) {
        return template.resource(id + "Permission", PERMISSION, """
                        {'Action': 'lambda:InvokeFunction', 'FunctionName': {'Fn::GetAtt': ['%s', 'Arn']},
                         'Principal': 'logs.amazonaws.com',
                         'SourceArn': {'Fn::Join': ['', ['arn:aws:logs:eu-north-1:123456789012:log-group:', %s, ':*']]}}
                        """.formatted(function, group))
                .resource(id + "Filter", FILTER, """
                        {'FilterName': '%s', 'FilterPattern': '', 'LogGroupName': %s,
                         'DestinationArn': {'Fn::GetAtt': ['%s', 'Arn']}}
                        """.formatted(name, group, function))
                .after(id + "Filter", id + "Permission");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    /** Returns what was delivered since a number of earlier deliveries. */
    private static List<JsonNode> delivered() {
        return shop.recorder().linesOfFunction("taker").stream()
                .map(Recorder.Line::text)
                .filter(line -> line.startsWith("{\"awslogs\""))
                .map(line -> unzipped(TestRuntime.json(line.getBytes(StandardCharsets.UTF_8))
                        .path("awslogs")
                        .path("data")
                        .asText()))
                .toList();
    }

    private static JsonNode unzipped(String data) {
        try (GZIPInputStream zip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(data)))) {
            return TestRuntime.json(zip.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> eventsAbout(String requestId) {
        List<JsonNode> all = new ArrayList<>();
        delivered().forEach(message -> message.path("logEvents").forEach(all::add));
        int start = IntStream.range(0, all.size())
                .filter(i -> message(all.get(i)).startsWith("START RequestId: " + requestId))
                .findFirst()
                .orElseThrow();
        int report = IntStream.range(0, all.size())
                .filter(i -> message(all.get(i)).startsWith("REPORT RequestId: " + requestId))
                .findFirst()
                .orElseThrow();
        return all.subList(start, report + 1);
    }

    private static String message(JsonNode event) {
        return event.path("message").asText();
    }

    @Test
    void linesComeZippedWithThePlatformsLinesAroundThemAsFromCloudWatch() {
        int before = delivered().size();
        shop.invoke("own", "{'do': 'print', 'text': 'grüße'}");
        Recorder.Start start = shop.lastStart("own");
        List<JsonNode> own = delivered().subList(before, delivered().size()).stream()
                .filter(message -> message.path("logGroup").asText().equals("own-group"))
                .toList();
        assertThat(own).isNotEmpty().allSatisfy(message -> {
            assertThat(message.path("messageType").asText()).isEqualTo("DATA_MESSAGE");
            assertThat(message.path("owner").asText()).isEqualTo("123456789012");
            assertThat(message.path("logStream").asText()).isEqualTo("local/[$LATEST]" + start.instance());
            assertThat(message.path("subscriptionFilters")).isEqualTo(Templates.json("['own-filter']"));
        });
        List<JsonNode> events = eventsAbout(start.requestId());
        assertThat(events)
                .extracting(SubscriptionFilterTest::message)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("START RequestId: " + start.requestId() + " Version: $LATEST"),
                        line -> assertThat(line).isEqualTo("grüße"),
                        line -> assertThat(line).isEqualTo("END RequestId: " + start.requestId()),
                        line -> assertThat(line)
                                .matches("REPORT RequestId: " + start.requestId()
                                        + "\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\tMemory Size: 192 MB"
                                        + "\tInit Duration: \\d+\\.\\d\\d ms"));
        assertThat(events)
                .extracting(event -> event.path("id").asText())
                .isSorted()
                .allMatch(id -> id.length() == 56);
        assertThat(events)
                .extracting(event -> event.path("timestamp").asLong())
                .allMatch(at -> Math.abs(System.currentTimeMillis() - at) < TestRuntime.LIMIT.toMillis());
        // Nobody has subscribed to the taker's own group, or to that of a function without a filter.
        assertThat(shop.recorder().startsOf("taker").size())
                .isEqualTo(delivered().size());
    }

    @Test
    void manyLinesComeInBatchesWholeAndInTheirOrder() {
        shop.invoke("usual", "{'do': 'print long', 'length': 150000}");
        String longOne = shop.lastStart("usual").requestId();
        shop.invoke("usual", "{'do': 'print many', 'count': 5000}");
        assertThat(eventsAbout(longOne))
                .extracting(SubscriptionFilterTest::message)
                .contains("x".repeat(150_000));
        List<JsonNode> events = eventsAbout(shop.lastStart("usual").requestId());
        assertThat(events.subList(1, events.size() - 2))
                .extracting(SubscriptionFilterTest::message)
                .isEqualTo(IntStream.range(0, 5000).mapToObj(i -> "line " + i).toList());
        assertThat(delivered().size()).isLessThan(100);
    }

    @Test
    void whatACrashedFunctionWroteIsDeliveredToo() {
        shop.invoke("usual", "{'do': 'exit', 'status': 3}");
        String requestId = shop.lastStart("usual").requestId();
        assertThat(eventsAbout(requestId))
                .extracting(SubscriptionFilterTest::message)
                .contains("about to exit", "END RequestId: " + requestId);
    }

    @Test
    void linesOfAFunctionWithoutAFilterStayWhereTheyAre() {
        shop.invoke("quiet", "{'do': 'print', 'text': 'unheard'}");
        assertThat(delivered().toString()).doesNotContain("unheard", "/aws/lambda/quiet");
    }

    @Test
    void deliveriesAreCounted() {
        shop.invoke("usual", "{'do': 'print', 'text': 'counted'}");
        Account.Counts counts =
                Objects.requireNonNull(shop.runtime().account().counts().get("taker"));
        assertThat(counts.published()).isPositive().isEqualTo(counts.delivered());
        assertThat(counts.failed()).isZero();
    }

    private static List<Problem> problems(Path directory, Templates template) {
        AssemblyException failure =
                catchThrowableOfType(AssemblyException.class, () -> TestRuntime.startWithPolicies(directory, template));
        assertThat(failure).isNotNull();
        return failure.problems();
    }

    @Test
    void filterWithoutItsPermissionIsRefusedBeforeAnythingStarts(@TempDir Path directory) {
        Templates template = new Templates()
                .function("writer", Behaves.class)
                .function("taker", Echo.class)
                .resource("Filter", FILTER, """
                        {'FilterPattern': '', 'LogGroupName': '/aws/lambda/writer', 'DestinationArn': {'Fn::GetAtt': ['taker', 'Arn']}}
                        """);
        assertThat(problems(directory, template)).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("Test/Filter");
            assertThat(problem.detail())
                    .startsWith("On AWS this filter cannot be created. ")
                    .contains("logs.amazonaws.com")
                    .endsWith("Grant it with an AWS::Lambda::Permission for"
                            + " arn:aws:logs:eu-north-1:123456789012:log-group:/aws/lambda/writer:*.");
        });
    }

    @Test
    void filterThatMayComeBeforeItsPermissionIsRefused(@TempDir Path directory) {
        Templates template = new Templates().function("writer", Behaves.class).function("taker", Echo.class);
        subscribe(template, "It", "'/aws/lambda/writer'", "taker", "f");
        template.after("ItFilter", "taker");
        assertThat(problems(directory, template))
                .containsExactly(
                        new Problem(
                                "Test",
                                "Test/ItFilter",
                                FILTER + ": DependsOn",
                                "AWS may create this filter before the permission that it needs, and refuse it. Let it depend on ItPermission."));
    }

    @Test
    void destinationThatIsNotThereIsRefusedExceptForLogsThatNoFunctionWrites(@TempDir Path directory) {
        Templates template = new Templates().function("writer", Behaves.class);
        String elsewhere = "arn:aws:lambda:eu-north-1:123456789012:function:forwarder";
        for (String group : List.of("/aws/lambda/writer", "/aws/vendedlogs/states/machine")) {
            String id = group.substring(group.lastIndexOf('/') + 1);
            template.resource(
                            id + "Permission",
                            PERMISSION,
                            "{'Action': 'lambda:InvokeFunction', 'Principal': 'logs.amazonaws.com', 'FunctionName': '%s'}"
                                    .formatted(elsewhere))
                    .resource(
                            id + "Filter",
                            FILTER,
                            "{'FilterPattern': '', 'LogGroupName': '%s', 'DestinationArn': '%s'}"
                                    .formatted(group, elsewhere))
                    .after(id + "Filter", id + "Permission");
        }
        assertThat(problems(directory, template))
                .containsExactly(
                        new Problem(
                                "Test",
                                "Test/writerFilter",
                                FILTER + ": DestinationArn",
                                "The lines of /aws/lambda/writer go to " + elsewhere
                                        + ", which is not in this assembly. Only functions of the assembly are given lines here."));
    }

    @Test
    void loopsPatternsAndOtherDestinationsAreReportedAtOnce(@TempDir Path directory) {
        Templates template = new Templates()
                .function("one", Behaves.class)
                .function("two", Behaves.class)
                .function("self", Behaves.class)
                .function("end", Behaves.class);
        subscribe(template, "A", "'/aws/lambda/one'", "two", "a");
        subscribe(template, "B", "'/aws/lambda/two'", "one", "b");
        subscribe(template, "C", "'/aws/lambda/self'", "self", "c");
        subscribe(template, "D", "'/aws/lambda/one'", "end", "d");
        template.resource("E", FILTER, """
                {'FilterPattern': '{ $.error = * }', 'LogGroupName': '/aws/lambda/one',
                 'DestinationArn': 'arn:aws:kinesis:eu-north-1:123456789012:stream/s'}
                """);
        AssemblyException failure = catchThrowableOfType(
                AssemblyException.class,
                () -> new AssemblyDirectory(directory)
                        .stack("Test", template.toString())
                        .asset(Templates.CODE, directory.resolve("code.zip"))
                        .load());
        assertThat(failure.problems())
                .extracting(problem -> problem.path() + " | " + problem.what() + " | " + problem.detail())
                .containsExactlyInAnyOrder(
                        "Test/AFilter | " + FILTER
                                + ": DestinationArn | Every delivery to two would end in further lines of"
                                + " /aws/lambda/one, which this filter delivers to it again: an endless loop. Take out one of"
                                + " the filters between two and one, or let the function write into a log group without a filter.",
                        "Test/BFilter | " + FILTER
                                + ": DestinationArn | Every delivery to one would end in further lines of"
                                + " /aws/lambda/two, which this filter delivers to it again: an endless loop. Take out one of"
                                + " the filters between one and two, or let the function write into a log group without a filter.",
                        "Test/CFilter | " + FILTER
                                + ": DestinationArn | self would be given its own log lines, and write further"
                                + " ones for each delivery: an endless loop. Let it subscribe to other log groups than"
                                + " /aws/lambda/self.",
                        "Test/E | " + FILTER
                                + ": FilterPattern | Only the empty pattern, which takes every line, runs here, not"
                                + " '{ $.error = * }'. Leave it empty, and let the function skip the lines that it has no use for.",
                        "Test/E | " + FILTER + ": DestinationArn | Log lines are delivered to functions here, not to"
                                + " 'arn:aws:kinesis:eu-north-1:123456789012:stream/s'. Name a function's ARN.");
    }
}
