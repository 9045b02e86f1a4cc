package dev.tracedshop.local.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.LocalRuntime;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.handlers.CannotStart;
import dev.tracedshop.local.handlers.Greets;
import dev.tracedshop.local.handlers.Upper;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our bootstrap answers and fails as Lambda's own client does. That client has natives for Linux only, so this is run there. */
@EnabledOnOs(OS.LINUX)
class RuntimeInterfaceClientTest {
    private static TestRuntime ours;
    private static TestRuntime theirs;

    @BeforeAll
    static void start(@TempDir Path first, @TempDir Path second) throws Exception {
        ours = TestRuntime.start(first, template());
        LocalRuntime.Settings usual = TestRuntime.settings(
                second,
                URI.create("http://127.0.0.1:9"),
                URI.create("http://127.0.0.1:9"),
                1,
                Map.of(),
                InjectedFaults.none());
        theirs = TestRuntime.start(
                second,
                template(),
                new LocalRuntime.Settings(
                        usual.files().runBy(program(second.resolve("java"), usual.files())),
                        usual.packages(),
                        usual.archives(),
                        usual.work(),
                        usual.dynamoDb(),
                        usual.port(),
                        usual.concurrency(),
                        usual.hurry(),
                        usual.faults(),
                        usual.trouble(),
                        usual.intake(),
                        usual.extensions(),
                        usual.classesInFront(),
                        usual.evaluatesPolicies()));
    }

    private static Templates template() {
        return new Templates()
                .function("behaves", Behaves.class)
                .function("upper", Upper.class)
                .function("greets", Greets.class)
                .function("cannot-start", CannotStart.class)
                .function("missing-class", "com.example.Nowhere", "{}");
    }

    /** A program that is started like Java with our bootstrap and runs Lambda's client instead. */
    private static Path program(Path script, RuntimeFiles files) throws Exception {
        Path client = Path.of(AWSLambda.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Files.writeString(script, """
                #!/bin/sh
                while [ "$1" != "-cp" ]; do shift; done
                exec "%s" -cp "$2:%s" com.amazonaws.services.lambda.runtime.api.client.AWSLambda "$_HANDLER"
                """.formatted(files.java(), client));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    @AfterAll
    static void stop() {
        ours.close();
        theirs.close();
    }

    private static Outcome outcome(TestRuntime shop, String function, String event) {
        // Lambda's client gives no sign at the end of an invocation's output, so only the outcome is waited for.
        return TestRuntime.await(shop.begin(function, event));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            behaves | {'do': 'echo', 'é': ['漢字', 1.5, null, true]}
            behaves | {'do': 'print', 'text': 'x'}
            upper   | {'name': 'é'}
            greets  | {'name': 'Åsa', 'more': 1}
            greets  | {}
            """)
    void answersAreTheSame(String function, String event) {
        Outcome answer = outcome(ours, function, event);
        assertThat(answer).isInstanceOf(Outcome.Answered.class);
        assertThat(new String(answer.payload(), StandardCharsets.UTF_8))
                .isEqualTo(new String(outcome(theirs, function, event).payload(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            behaves       | {'do': 'throw', 'message': 'plain'}
            behaves       | {'do': 'throw', 'message': 'two\\nlines, é and 漢字'}
            behaves       | {'do': 'throw', 'message': null}
            behaves       | {'do': 'fill memory'}
            greets        | ['not', 'an', 'object']
            missing-class | {}
            """)
    void errorsAreTheSame(String function, String event) {
        Outcome our = outcome(ours, function, event);
        Outcome their = outcome(theirs, function, event);
        assertThat(our.type()).isEqualTo(their.type());
        assertThat(our.message()).isEqualTo(their.message());
        JsonNode ourError = TestRuntime.json(our.payload());
        JsonNode theirError = TestRuntime.json(their.payload());
        assertThat(ourError.path("errorMessage")).isEqualTo(theirError.path("errorMessage"));
        // What a runtime found by itself has no frames of the function to tell.
        if (function.equals("behaves")) {
            assertThat(fields(ourError)).isEqualTo(fields(theirError));
            assertThat(ourError.path("stackTrace").path(0))
                    .isEqualTo(theirError.path("stackTrace").path(0));
        }
    }

    /** The one difference, on purpose: Lambda's client names the wrapping of what an initializer threw, and no reason. */
    @Test
    void initializersReasonIsToldHereAndItsWrappingThere() {
        assertThat(outcome(theirs, "cannot-start", "{}").type()).isEqualTo("java.lang.ExceptionInInitializerError");
        Outcome our = outcome(ours, "cannot-start", "{}");
        assertThat(our.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(our.message()).isEqualTo("No SETTING_THAT_NOBODY_GIVES");
    }

    private static List<String> fields(JsonNode error) {
        List<String> names = new ArrayList<>();
        error.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
