package dev.tracedshop.local.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tracedshop.local.testing.AssemblyDirectory;
import dev.tracedshop.local.testing.Templates;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filter policies, rules and settings of asynchronous invocations that AWS would refuse, or that cannot run here, are reported before start. */
class EventRestrictionsTest {
    private static final String SUBSCRIPTION = "AWS::SNS::Subscription";

    @TempDir
    Path directory;

    private AssemblyDirectory files(String type, String properties) {
        return new AssemblyDirectory(directory)
                .stack("Shop", new Templates().resource("It", type, properties).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            AWS::SNS::Subscription | {'Protocol': 'lambda', 'RawMessageDelivery': true} | RawMessageDelivery | Only a queue can get messages without their envelope.
            AWS::SNS::Subscription | {'Protocol': 'sqs', 'FilterPolicyScope': 'Headers'} | FilterPolicyScope | The scope is MessageAttributes or MessageBody, not 'Headers'.
            AWS::SNS::Subscription | {'Protocol': 'sqs', 'FilterPolicy': 'a'} | FilterPolicy | A filter policy is a JSON object, not "a".
            AWS::SNS::Subscription | {'Protocol': 'sqs', 'FilterPolicy': {'a': {'b': ['c']}}} | FilterPolicy | A filter policy on message attributes has no nested keys.
            AWS::SNS::Subscription | {'Protocol': 'sqs', 'FilterPolicy': {'a':[1],'b':[1],'c':[1],'d':[1],'e':[1],'f':[1]}} | FilterPolicy | A filter policy has at most 5 keys; this one has 6.
            AWS::Events::Rule | {'ScheduleExpression': 'rate(1 hour)'} | ScheduleExpression | No schedule runs here; only patterns choose events.
            AWS::Events::Rule | {'EventPattern': {'source': ['a']}, 'Targets': [{'Id': 'a', 'Arn': 'arn:aws:kinesis:r:1:stream/a'}]} | Targets | A rule's targets are functions, queues, topics and buses here, not arn:aws:kinesis:r:1:stream/a.
            AWS::Events::Rule | {'EventPattern': {'source': ['a']}, 'Targets': [{'Id': 'a', 'Arn': 'arn:aws:sqs:r:1:a', 'SqsParameters': {}}]} | Targets | A target's SqsParameters is not supported here.
            AWS::Events::Rule | {'EventPattern': {'source': ['a']}, 'Targets': [{'Id': 'a', 'Arn': 'arn:aws:sqs:r:1:a', 'InputPath': '$.a[?(@.b)]'}]} | Targets | Not a path that EventBridge understands: "$.a[?(@.b)]"
            AWS::Scheduler::Schedule | {'ScheduleExpression': 'daily', 'FlexibleTimeWindow': {'Mode': 'OFF'}, 'Target': {'Arn': 'arn:aws:sqs:r:1:a', 'RoleArn': 'r', 'Input': '{}'}} | ScheduleExpression | A schedule is rate(…), cron(…) or at(…), unlike 'daily'.
            AWS::Scheduler::Schedule | {'ScheduleExpression': 'rate(1 day)', 'FlexibleTimeWindow': {'Mode': 'FLEXIBLE'}, 'Target': {'Arn': 'arn:aws:sqs:r:1:a', 'RoleArn': 'r', 'Input': '{}'}} | FlexibleTimeWindow | Schedules are punctual here: the Mode is OFF, not 'FLEXIBLE'.
            AWS::Scheduler::Schedule | {'ScheduleExpression': 'rate(1 day)', 'FlexibleTimeWindow': {'Mode': 'OFF'}, 'Target': {'Arn': 'arn:aws:ecs:r:1:a', 'RoleArn': 'r', 'Input': '{}'}} | Target | A schedule invokes a state machine, a function or a queue here, not 'arn:aws:ecs:r:1:a'.
            AWS::Scheduler::Schedule | {'ScheduleExpression': 'rate(1 day)', 'FlexibleTimeWindow': {'Mode': 'OFF'}, 'Target': {'Arn': 'arn:aws:sqs:r:1:a', 'RoleArn': 'r'}} | Target | A target needs an Input here: the event that Scheduler makes without one is not made.
            AWS::Lambda::EventInvokeConfig | {'FunctionName': 'f', 'Qualifier': '7'} | Qualifier | Only $LATEST runs here, not '7'.
            AWS::Lambda::EventInvokeConfig | {'FunctionName': 'f', 'MaximumRetryAttempts': 3} | MaximumRetryAttempts | Lambda allows 0 to 2, not 3.
            AWS::Lambda::EventInvokeConfig | {'FunctionName': 'f', 'MaximumEventAgeInSeconds': 59} | MaximumEventAgeInSeconds | Lambda allows 60 to 21600, not 59.
            AWS::Lambda::EventInvokeConfig | {'FunctionName': 'f', 'DestinationConfig': {'OnFailure': {'Destination': 'arn:aws:s3:::b'}}} | DestinationConfig | Destinations are functions, queues, topics and buses here, not arn:aws:s3:::b.
            """)
    void whatCannotRunIsReported(String type, String properties, String property, String detail) {
        AssemblyException failure = catchThrowableOfType(AssemblyException.class, files(type, properties)::load);
        assertThat(failure.problems()).containsExactly(new Problem("Shop", "Shop/It", type + ": " + property, detail));
    }

    @Test
    void patternThatIsNoneIsReportedWithItsPlace() {
        AssemblyException failure = catchThrowableOfType(
                AssemblyException.class, files("AWS::Events::Rule", "{'EventPattern': {'source': 'a'}}")::load);
        assertThat(failure.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.detail())
                        .startsWith("Not an event pattern: ")
                        .contains("line: 1"));
    }

    @Test
    void valuesOfAPolicyMultiply() {
        String policy =
                "{'FilterPolicyScope': 'MessageBody', 'Protocol': 'sqs', 'FilterPolicy': {'a': {'b': [%s]}, 'c': [1, 2, 3]}}";
        // Three values, and those of the nested key twice: 25 make 150, 26 are too many.
        assertThat(files(SUBSCRIPTION, policy.formatted(values(25))).load().stacks())
                .containsExactly("Shop");
        AssemblyException failure =
                catchThrowableOfType(AssemblyException.class, files(SUBSCRIPTION, policy.formatted(values(26)))::load);
        assertThat(failure.problems())
                .extracting(Problem::detail)
                .containsExactly("The values of a filter policy make at most 150 combinations; these make 156.");
    }

    private static String values(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    @Test
    void policyHasALimitInBytes() {
        AssemblyException failure = catchThrowableOfType(
                AssemblyException.class,
                files(SUBSCRIPTION, "{'Protocol': 'sqs', 'FilterPolicy': {'a': ['" + "x".repeat(256 * 1024) + "']}}")
                        ::load);
        assertThat(failure.problems())
                .extracting(Problem::detail)
                .containsExactly("A filter policy has at most 262144 bytes.");
    }
}
