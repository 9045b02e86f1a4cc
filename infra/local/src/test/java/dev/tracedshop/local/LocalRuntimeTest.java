package dev.tracedshop.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.function.Outcome;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.CannotStart;
import dev.tracedshop.local.http.LoopbackServer;
import dev.tracedshop.local.testing.FunctionPackage;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** An assembly starts as its settings say and ends with everything that it started. */
@Isolated("It looks for its own among the processes below this one.")
class LocalRuntimeTest {
    private static final URI NOBODY = URI.create("http://127.0.0.1:9");

    @TempDir
    Path directory;

    private TestRuntime start(Templates template, int concurrency, Map<String, Path> classesInFront) {
        return TestRuntime.start(
                directory,
                template,
                TestRuntime.settings(directory, NOBODY, NOBODY, concurrency, classesInFront, InjectedFaults.none()));
    }

    @Test
    void warmStartsEveryFunctionAndGetsPastOneThatCannotStart() throws Exception {
        try (TestRuntime shop = start(
                new Templates()
                        .function("one", Behaves.class)
                        .function("broken", CannotStart.class)
                        .function("other", Behaves.class),
                1,
                Map.of())) {
            shop.runtime().warm();
            assertThat(shop.recorder().happened()).contains("ready one-1", "ready other-1");
            shop.invoke("one", "{}");
            assertThat(shop.recorder().startsOf("one"))
                    .extracting(Recorder.Start::cold, Recorder.Start::early)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(true, true));
        }
    }

    @Test
    void concurrencyIsANumberOfProcesses() {
        try (TestRuntime shop = start(new Templates().function("f", Behaves.class), 2, Map.of())) {
            CompletableFuture<Outcome> hanging = shop.begin("f", "{'do': 'hang'}");
            // The second process answers while the first one hangs.
            for (int i = 1; i <= 3; i++) {
                JsonNode count = TestRuntime.answer(TestRuntime.await(shop.begin("f", "{'do': 'count'}")));
                assertThat(count.path("invocations").asInt()).isEqualTo(i);
            }
            assertThat(shop.recorder().processesOf("f")).hasSize(2);
            assertThat(hanging).isNotDone();
            // An answer may be told a moment before its output has been read to its end.
            await().atMost(TestRuntime.LIMIT)
                    .until(() -> shop.runtime().quiet().pending().size() <= 1);
            assertThat(shop.runtime().quiet().pending()).containsExactly("invocation of f");
        }
    }

    @Test
    void functionsStandBackForWhoseAnswerNobodyWaits() throws IOException {
        Templates template = new Templates()
                .resource("Queue", "AWS::SQS::Queue", "{'QueueName': 'q', 'VisibilityTimeout': 30}")
                .resource("Topic", "AWS::SNS::Topic", "{'TopicName': 't'}")
                .resource("Api", "AWS::ApiGatewayV2::Api", "{'Name': 'a', 'ProtocolType': 'HTTP'}")
                .function("asked", Behaves.class)
                .function("reading", Behaves.class)
                .function("subscribed", Behaves.class)
                .function("both", Behaves.class);
        for (String function : List.of("reading", "both")) {
            template.resource(function + "Mapping", "AWS::Lambda::EventSourceMapping", """
                    {'EventSourceArn': {'Fn::GetAtt': ['Queue', 'Arn']}, 'FunctionName': {'Fn::GetAtt': ['%s', 'Arn']}}
                    """.formatted(function));
        }
        template.resource("SubscribedPermission", "AWS::Lambda::Permission", """
                        {'Action': 'lambda:InvokeFunction', 'FunctionName': {'Ref': 'subscribed'}, 'Principal': 'sns.amazonaws.com',
                         'SourceArn': {'Ref': 'Topic'}}
                        """)
                .resource("BothPermission", "AWS::Lambda::Permission", """
                        {'Action': 'lambda:InvokeFunction', 'FunctionName': {'Ref': 'both'}, 'Principal': 'apigateway.amazonaws.com',
                         'SourceArn': {'Fn::Sub': 'arn:aws:execute-api:eu-north-1:123456789012:${Api}/*/*/both'}}
                        """);
        try (TestRuntime shop = start(template, 1, Map.of())) {
            assertThat(UnawaitedFunctions.of(shop.runtime().assembly())).containsExactly("reading", "subscribed");
            if (OS.WINDOWS.isCurrentOs()) {
                return; // It has no nice.
            }
            int asked = niceness(shop, "asked");
            assertThat(niceness(shop, "both")).isEqualTo(asked);
            assertThat(niceness(shop, "reading")).isGreaterThan(asked);
            assertThat(niceness(shop, "subscribed")).isGreaterThan(asked);
        }
    }

    private static int niceness(TestRuntime shop, String function) throws IOException {
        long pid = shop.answer(function, "{'do': 'count'}").path("pid").asLong();
        Process ps = new ProcessBuilder("ps", "-o", "nice=", "-p", Long.toString(pid)).start();
        try (BufferedReader output = ps.inputReader()) {
            return Integer.parseInt(output.readLine().strip());
        }
    }

    @Test
    void classesInFrontReplaceTheFunctionsOwn() throws Exception {
        // In front stand the same classes from a directory, and the process says where it found its own.
        Path front = FunctionPackage.testClasses();
        try (TestRuntime shop = start(new Templates().function("f", Behaves.class), 1, Map.of("f", front))) {
            assertThat(shop.function("f").definition().classPath().get(0)).isEqualTo(front);
            JsonNode environment = shop.answer("f", "{'do': 'environment'}");
            assertThat(environment.path("AWS_LAMBDA_FUNCTION_NAME").asText()).isEqualTo("f");
            assertThat(shop.answer("f", "{'do': 'where'}").asText())
                    .isEqualTo(front.toUri().toURL().toString());
        }
        try (TestRuntime shop = start(new Templates().function("f", Behaves.class), 1, Map.of())) {
            assertThat(shop.answer("f", "{'do': 'where'}").asText()).endsWith("/root.jar");
        }
    }

    @Test
    void closeAnswersWhoeverStillWaitsAndEndsTheProcesses() {
        TestRuntime shop = start(new Templates().function("f", Behaves.class), 1, Map.of());
        long pid = shop.answer("f", "{'do': 'count'}").path("pid").asLong();
        CompletableFuture<Outcome> running = shop.begin("f", "{'do': 'hang'}");
        CompletableFuture<Outcome> waiting = shop.begin("f", "{}");
        shop.close();
        assertThat(TestRuntime.await(running)).isInstanceOf(Outcome.Exited.class);
        assertThat(TestRuntime.await(waiting)).isInstanceOf(Outcome.Exited.class);
        ProcessHandle.of(pid).ifPresent(process -> TestRuntime.await(process.onExit()));
        assertThat(shop.runtime().quiet().pending()).isEmpty();
    }

    @Test
    void portThatIsTakenIsNamedAndNothingIsLeftRunning() throws Exception {
        try (LoopbackServer other =
                LoopbackServer.start("other", 0, exchange -> LoopbackServer.send(exchange, 200, new byte[0]))) {
            LocalRuntime.Settings usual =
                    TestRuntime.settings(directory, NOBODY, NOBODY, 1, Map.of(), InjectedFaults.none());
            LocalRuntime.Settings settings = new LocalRuntime.Settings(
                    usual.files(),
                    usual.packages(),
                    usual.archives(),
                    usual.work(),
                    usual.dynamoDb(),
                    api -> other.port(),
                    1,
                    usual.hurry(),
                    usual.faults(),
                    usual.trouble(),
                    NOBODY,
                    NOBODY,
                    Map.of(),
                    false);
            List<Long> before = children();
            assertThatThrownBy(() -> TestRuntime.start(
                            directory,
                            new Templates()
                                    .resource("Api", "AWS::ApiGatewayV2::Api", "{'Name': 'a', 'ProtocolType': 'HTTP'}"),
                            settings))
                    .isInstanceOf(LoopbackServer.PortUnavailableException.class);
            assertThat(children()).isEqualTo(before);
        }
    }

    private static List<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toList());
    }

    @Test
    void quietIsNotReachedWhileAnInvocationsOutputIsUnread() throws Exception {
        try (TestRuntime shop = start(new Templates().function("f", Behaves.class), 1, Map.of())) {
            for (int i = 0; i < 20; i++) {
                CompletableFuture<Outcome> call = shop.begin("f", "{'do': 'print many', 'count': 300}");
                assertThat(shop.runtime().quiet().await(Duration.ofMinutes(1))).isEmpty();
                assertThat(call).isDone();
                assertThat(shop.lastLines("f")).hasSize(300);
            }
        }
    }
}
