package dev.tracedshop.local.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.TracingLayers;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.CannotStart;
import dev.tracedshop.local.handlers.Greets;
import dev.tracedshop.local.handlers.NoHandler;
import dev.tracedshop.local.handlers.Upper;
import dev.tracedshop.local.testing.FunctionPackage;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions run as processes of their own, answer, fail, hang and end, and nobody who called them waits forever. */
class FunctionTest {
    private static TestRuntime shop;

    @BeforeAll
    static void start(@TempDir Path directory) {
        shop = TestRuntime.start(
                directory,
                new Templates()
                        .function(
                                "behaves",
                                Behaves.class.getName(),
                                "{'Environment': {'Variables': {'GREETING': 'hej', 'AWS_REGION': 'not-this-one'}}}")
                        .function("hurried", Behaves.class.getName(), "{'Timeout': 1}")
                        .function("withdrawn", Behaves.class.getName(), "{'Timeout': 1}")
                        .function("replaced", Behaves.class)
                        .function("early", Behaves.class)
                        .function("idle", Behaves.class)
                        .function("stream", Upper.class.getName() + "::handleRequest", "{}")
                        .function("pojo", Greets.class)
                        .function("cannot-start", CannotStart.class)
                        .function("missing-class", "com.example.Nowhere", "{}")
                        .function("wrong-method", Behaves.class.getName() + "::handle", "{}")
                        .function("no-handler", NoHandler.class));
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void processStartsAtTheFirstInvocationAndStaysWarm() {
        assertThat(shop.recorder().processesOf("stream")).isEmpty();
        shop.invoke("stream", "'a'");
        shop.invoke("stream", "'b'");
        assertThat(shop.recorder().processesOf("stream")).hasSize(1);
        assertThat(shop.recorder().startsOf("stream"))
                .extracting(Recorder.Start::cold, Recorder.Start::early)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(true, false),
                        org.assertj.core.groups.Tuple.tuple(false, false));
        assertThat(shop.recorder().processesOf("idle")).isEmpty();
    }

    @Test
    void processStartedBeforeAnyCallIsToldApart() throws InterruptedException {
        shop.function("early").warm();
        assertThat(shop.function("early").awaitReady(TestRuntime.LIMIT)).isTrue();
        shop.function("early").warm();
        shop.invoke("early", "{}");
        assertThat(shop.recorder().startsOf("early"))
                .singleElement()
                .satisfies(first -> assertThat(first.early()).isTrue());
        assertThat(shop.recorder().processesOf("early")).hasSize(1);
    }

    @Test
    void handlersOfStreamsAndOfObjectsAnswer() {
        assertThat(shop.answer("stream", "{'name': 'é'}").path("NAME").asText()).isEqualTo("É");
        assertThat(shop.answer("pojo", "{'name': 'Åsa', 'unknown': 1}"))
                .isEqualTo(Templates.json("{'text': 'Hello, Åsa'}"));
    }

    @Test
    void thrownMessageArrivesWholeWhateverIsInIt() {
        String message = "two\\nlines, é, 漢字 and \\\"quotes\\\"";
        Outcome outcome = shop.invoke("behaves", "{'do': 'throw', 'message': '%s'}".formatted(message));
        assertThat(outcome.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(outcome.message()).isEqualTo("two\nlines, é, 漢字 and \"quotes\"");
        JsonNode payload = TestRuntime.json(outcome.payload());
        assertThat(payload.fieldNames()).toIterable().containsExactly("errorMessage", "errorType", "stackTrace");
        assertThat(payload.path("errorMessage").asText()).isEqualTo(outcome.message());
        assertThat(payload.path("errorType").asText()).isEqualTo(outcome.type());
        assertThat(payload.path("stackTrace").path(0).asText()).startsWith(Behaves.class.getName() + ".handleRequest");
        assertThat(shop.lastLines("behaves"))
                .contains("java.lang.IllegalStateException: two", "lines, é, 漢字 and \"quotes\"");
        // The process lives on, as on Lambda.
        assertThat(shop.answer("behaves", "{'do': 'echo'}").path("do").asText()).isEqualTo("echo");
    }

    @Test
    void invocationThatTakesTooLongIsKilledAndTheNextOneIsServed() {
        shop.invoke("hurried", "{'do': 'echo'}");
        Outcome outcome = shop.invoke("hurried", "{'do': 'hang'}");
        String requestId = shop.lastStart("hurried").requestId();
        assertThat(outcome).isEqualTo(new Outcome.TimedOut(requestId, Duration.ofSeconds(1)));
        assertThat(TestRuntime.json(outcome.payload()))
                .isEqualTo(Templates.json(("{'errorType': 'Sandbox.Timedout', 'errorMessage': 'RequestId: %s Error: "
                                + "Task timed out after 1.00 seconds'}")
                        .formatted(requestId)));
        assertThat(shop.lastLines("hurried"))
                .containsExactly("hanging", requestId + " Task timed out after 1.00 seconds");
        assertThat(shop.answer("hurried", "{'do': 'count'}").path("invocations").asInt())
                .isEqualTo(1);
        assertThat(shop.lastStart("hurried").cold()).isTrue();
    }

    @Test
    void exitEndsTheInvocationWithTheStatus() {
        Instant before = Instant.now();
        Outcome outcome = shop.invoke("behaves", "{'do': 'exit', 'status': 3}");
        String requestId = shop.lastStart("behaves").requestId();
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Exited.class, exited -> {
            assertThat(exited.requestId()).isEqualTo(requestId);
            assertThat(exited.exitStatus()).isEqualTo(3);
            assertThat(exited.started()).isBetween(before, Instant.now());
        });
        assertThat(TestRuntime.json(outcome.payload()))
                .isEqualTo(Templates.json(("{'errorType': 'Runtime.ExitError', 'errorMessage': 'RequestId: %s Error: "
                                + "Runtime exited with error: exit status 3'}")
                        .formatted(requestId)));
        assertThat(shop.lastLines("behaves")).containsExactly("about to exit");
        outcome = shop.invoke("behaves", "{'do': 'exit', 'status': 0}");
        assertThat(outcome.message()).endsWith("Error: Runtime exited without providing a reason");
        assertThat(shop.answer("behaves", "{'do': 'count'}").path("invocations").asInt())
                .isEqualTo(1);
    }

    @Test
    void errorAfterWhichNothingCanBeTrustedReplacesTheProcess() {
        shop.invoke("behaves", "{'do': 'echo'}");
        Outcome outcome = shop.invoke("behaves", "{'do': 'fill memory'}");
        assertThat(outcome.type()).isEqualTo("java.lang.OutOfMemoryError");
        assertThat(outcome.message()).isEqualTo("as if");
        assertThat(shop.answer("behaves", "{'do': 'count'}").path("invocations").asInt())
                .isEqualTo(1);
    }

    @Test
    void classThatCannotBeInitializedTellsEveryCaller() {
        List<CompletableFuture<Outcome>> calls = IntStream.range(0, 3)
                .mapToObj(i -> shop.begin("cannot-start", "{}"))
                .toList();
        for (CompletableFuture<Outcome> call : calls) {
            Outcome outcome = TestRuntime.await(call);
            assertThat(outcome.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(outcome.message()).isEqualTo("No SETTING_THAT_NOBODY_GIVES");
        }
        shop.settle();
        // One try for each call and none without one.
        assertThat(shop.recorder().processesOf("cannot-start")).hasSize(3);
        assertThat(shop.recorder().linesOfFunction("cannot-start"))
                .extracting(Recorder.Line::text)
                .contains(
                        "looking for SETTING_THAT_NOBODY_GIVES",
                        "java.lang.IllegalStateException: No SETTING_THAT_NOBODY_GIVES");
    }

    @Test
    void wrongHandlersAreNamed() {
        Outcome missing = shop.invoke("missing-class", "{}");
        assertThat(missing.type()).isEqualTo("java.lang.ClassNotFoundException");
        assertThat(missing.message()).contains("com.example.Nowhere");
        assertThat(shop.invoke("wrong-method", "{}").message())
                .isEqualTo(
                        "Handler " + Behaves.class.getName()
                                + "::handle: only a handleRequest method is supported here; implement RequestHandler or RequestStreamHandler.");
        assertThat(shop.invoke("no-handler", "{}").message())
                .isEqualTo("Handler " + NoHandler.class.getName()
                        + ": the class implements neither RequestHandler nor RequestStreamHandler.");
    }

    @Test
    void outputWithoutEndIsBoundedAndCounted() {
        shop.invoke("behaves", "{'do': 'print many', 'count': 25000}");
        List<String> lines = shop.lastLines("behaves");
        assertThat(lines).hasSize(10_001).startsWith("line 0", "line 1");
        assertThat(lines.get(10_000)).isEqualTo("(15000 more lines were written and are not kept)");
        shop.invoke("behaves", "{'do': 'print', 'text': 'again'}");
        assertThat(shop.lastLines("behaves")).containsExactly("again");
    }

    @Test
    void longLineIsCutAndUnfinishedLineIsKept() {
        shop.invoke("behaves", "{'do': 'print long', 'length': 600000}");
        assertThat(shop.lastLines("behaves"))
                .extracting(String::length)
                .containsExactly(256 * 1024, 256 * 1024, 600_000 - 512 * 1024);
        shop.invoke("behaves", "{'do': 'print unfinished', 'text': 'no line break'}");
        assertThat(shop.lastLines("behaves")).containsExactly("no line break");
        shop.invoke("behaves", "{'do': 'print', 'text': 'é 漢字 😀'}");
        assertThat(shop.lastLines("behaves")).containsExactly("é 漢字 😀");
    }

    @Test
    void outputKeepsItsOrderAndItsInvocation() {
        shop.invoke("behaves", "{'do': 'print', 'text': 'first'}");
        String first = shop.lastStart("behaves").requestId();
        shop.invoke("behaves", "{'do': 'print interleaved'}");
        assertThat(shop.lastLines("behaves"))
                .containsExactly("out 1", "err 1", "out 2", "err 2", "out 3", "err 3", "logged");
        assertThat(shop.recorder().linesOf(first)).containsExactly("first");
    }

    @Test
    void oneInvocationAtATimeAndTheOthersQueue() {
        shop.invoke("behaves", "{'do': 'echo'}");
        int processes = shop.recorder().processesOf("behaves").size();
        int before = shop.recorder().startsOf("behaves").size();
        List<CompletableFuture<Outcome>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(shop.begin("behaves", "{'number': %d}".formatted(i)));
        }
        for (int i = 0; i < 20; i++) {
            assertThat(TestRuntime.answer(TestRuntime.await(calls.get(i)))
                            .path("number")
                            .asInt())
                    .isEqualTo(i);
        }
        shop.settle();
        assertThat(shop.recorder().processesOf("behaves")).hasSize(processes);
        List<Recorder.Start> starts = shop.recorder().startsOf("behaves");
        List<String> happened = shop.recorder().happened();
        for (int i = before + 1; i < starts.size(); i++) {
            assertThat(happened.indexOf("start " + starts.get(i).requestId()))
                    .isGreaterThan(
                            happened.indexOf("finish " + starts.get(i - 1).requestId()));
        }
    }

    @Test
    void invocationThatNobodyWaitsForIsTakenBackUnlessItHasItsProcess() {
        String first = UUID.randomUUID().toString();
        String second = UUID.randomUUID().toString();
        byte[] event = "{\"do\": \"hang\"}".getBytes(StandardCharsets.UTF_8);
        Function withdrawn = shop.function("withdrawn");
        CompletableFuture<Outcome> begun = withdrawn.invoke(first, event, "");
        CompletableFuture<Outcome> waits = withdrawn.invoke(second, event, "");
        // A process is being started for the first one.
        assertThat(withdrawn.withdraw(first)).isFalse();
        assertThat(withdrawn.withdraw(second)).isTrue();
        assertThat(withdrawn.withdraw(second)).isFalse();
        assertThat(TestRuntime.await(begun)).isInstanceOf(Outcome.TimedOut.class);
        shop.settle();
        assertThat(waits).isCancelled();
        assertThat(shop.recorder().startsOf("withdrawn"))
                .extracting(Recorder.Start::requestId)
                .containsExactly(first);
    }

    @Test
    void replacedCodeRunsFromTheNextInvocationOn(@TempDir Path front) throws Exception {
        JsonNode old = shop.answer("replaced", "{'do': 'count'}");
        // The learner's class, which answers otherwise, stands under the template's handler's name.
        Path upper = FunctionPackage.testClasses().resolve("dev/tracedshop/local/handlers/Upper.class");
        Path target = front.resolve("dev/tracedshop/local/handlers/Upper.class");
        Files.createDirectories(front.resolve("dev/tracedshop/local/handlers"));
        Files.copy(upper, target);
        Function function = shop.function("replaced");
        FunctionDefinition now = function.definition().withClassesInFront(front);
        assertThat(now.classPath().get(0)).isEqualTo(front);
        function.replace(new FunctionDefinition(
                now.name(),
                now.arn(),
                now.path(),
                Upper.class.getName(),
                now.runtime(),
                now.architecture(),
                now.memoryMb(),
                now.timeout(),
                now.environment(),
                now.role(),
                now.tracing(),
                List.of(front)));
        assertThat(shop.answer("replaced", "{'do': 'count'}")).isEqualTo(Templates.json("{'DO': 'COUNT'}"));
        assertThat(shop.recorder().processesOf("replaced")).hasSize(2);
        assertThat(ProcessHandle.of(old.path("pid").asLong())
                        .map(ProcessHandle::onExit)
                        .map(TestRuntime::await))
                .matches(ended -> ended.isEmpty() || !ended.get().isAlive());
    }

    @Test
    void answersUpToSixMegabytesPassAndLongerOnesFailTheInvocationOnly() {
        int limit = 6 * 1024 * 1024;
        JsonNode before = shop.answer("behaves", "{'do': 'count'}");
        // Two of the bytes are the quotes of the JSON text.
        Outcome outcome = shop.invoke("behaves", "{'do': 'long answer', 'length': %d}".formatted(limit - 2));
        assertThat(outcome.payload()).hasSize(limit);
        outcome = shop.invoke("behaves", "{'do': 'long answer', 'length': %d}".formatted(2 * limit));
        assertThat(outcome.type()).isEqualTo("Function.ResponseSizeTooLarge");
        JsonNode after = shop.answer("behaves", "{'do': 'count'}");
        assertThat(after.path("pid")).isEqualTo(before.path("pid"));
    }

    @Test
    void environmentIsLambdasAndNothingElseIsInherited() {
        JsonNode environment = shop.answer("behaves", "{'do': 'environment'}");
        Map<String, String> given = new java.util.TreeMap<>();
        environment
                .properties()
                .forEach(entry -> given.put(entry.getKey(), entry.getValue().asText()));
        List.of("PATH", "HOME", "TMPDIR", "SystemRoot", "TEMP").forEach(given::remove);
        assertThat(given)
                .containsOnlyKeys(
                        "GREETING",
                        "AWS_LAMBDA_RUNTIME_API",
                        "_HANDLER",
                        "AWS_LAMBDA_FUNCTION_NAME",
                        "AWS_LAMBDA_FUNCTION_VERSION",
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        "AWS_LAMBDA_LOG_GROUP_NAME",
                        "AWS_LAMBDA_LOG_STREAM_NAME",
                        "AWS_LAMBDA_INITIALIZATION_TYPE",
                        "AWS_EXECUTION_ENV",
                        "LAMBDA_TASK_ROOT",
                        "AWS_REGION",
                        "AWS_DEFAULT_REGION",
                        "AWS_ACCESS_KEY_ID",
                        "AWS_SECRET_ACCESS_KEY",
                        "AWS_ENDPOINT_URL",
                        "LANG",
                        "TZ")
                .containsEntry("GREETING", "hej")
                .containsEntry("AWS_LAMBDA_FUNCTION_NAME", "behaves")
                .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "192")
                .containsEntry("_HANDLER", Behaves.class.getName())
                .containsEntry("AWS_EXECUTION_ENV", "AWS_Lambda_java17")
                .containsEntry("AWS_REGION", "eu-north-1")
                .containsEntry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/behaves")
                // An entrance of its own, by which the front door knows who comes.
                .hasEntrySatisfying(
                        "AWS_ENDPOINT_URL",
                        address -> assertThat(address.toString())
                                .startsWith("http://127.0.0.1:")
                                .isNotEqualTo(shop.runtime().aws().toString()));
    }

    @Test
    void contextTellsTheInvocation() {
        Outcome outcome = TestRuntime.await(shop.function("behaves")
                .invoke(
                        "{\"do\":\"context\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "Root=1-00000001-000000000000000000000002"));
        shop.settle();
        JsonNode context = TestRuntime.answer(outcome);
        assertThat(context.path("requestId").asText())
                .isEqualTo(shop.lastStart("behaves").requestId());
        assertThat(context.path("arn").asText()).isEqualTo("arn:aws:lambda:eu-north-1:123456789012:function:behaves");
        assertThat(context.path("memory").asInt()).isEqualTo(192);
        assertThat(context.path("left").asInt()).isBetween(1, 20_000);
        assertThat(context.path("trace").asText()).isEqualTo("Root=1-00000001-000000000000000000000002");
    }

    @Test
    void definitionIsTheTemplates() {
        FunctionDefinition definition = shop.function("hurried").definition();
        assertThat(definition.arn()).isEqualTo("arn:aws:lambda:eu-north-1:123456789012:function:hurried");
        assertThat(definition.timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(definition.role()).isEqualTo("role-of-hurried");
        assertThat(definition.tracing())
                .isEqualTo(new TracingLayers(java.util.Optional.empty(), false, java.util.Optional.empty()));
        assertThat(shop.runtime().functions().find(definition.arn() + ":$LATEST"))
                .contains(shop.function("hurried"));
        assertThat(shop.runtime().functions().find("nobody")).isEmpty();
    }
}
