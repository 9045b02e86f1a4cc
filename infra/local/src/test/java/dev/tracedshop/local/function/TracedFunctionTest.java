package dev.tracedshop.local.function;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.testing.DatadogRecorder;
import dev.tracedshop.local.testing.Recorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real tracer is attached to a function exactly when its template attaches it, and tells its trace as on Lambda. */
class TracedFunctionTest {
    private static final String LAYER = "arn:aws:lambda:eu-north-1:464622532012:layer:";
    private static final String PLACEHOLDER = "dd-tracer-serverless-span";

    private static DatadogRecorder datadog;
    private static TestRuntime shop;

    private static String attached(String variables, String... layers) {
        return "{'Layers': ['" + String.join("', '", layers) + "'], 'Environment': {'Variables': {" + variables + "}}}";
    }

    @BeforeAll
    static void start(@TempDir Path directory) {
        String wrapper = "'AWS_LAMBDA_EXEC_WRAPPER': '/opt/datadog_wrapper', 'DD_SERVICE': 'a-service'";
        String handler = Behaves.class.getName();
        datadog = new DatadogRecorder();
        shop = TestRuntime.start(
                directory,
                new Templates()
                        .function(
                                "all",
                                handler,
                                attached(wrapper, LAYER + "dd-trace-java:30", LAYER + "Datadog-Extension:95"))
                        .function("no-extension", handler, attached(wrapper, LAYER + "dd-trace-java:30"))
                        .function(
                                "no-wrapper",
                                handler,
                                attached("", LAYER + "dd-trace-java:30", LAYER + "Datadog-Extension:95"))
                        .function("no-tracer", handler, attached(wrapper, LAYER + "Datadog-Extension:95")),
                TestRuntime.settings(
                        directory, datadog.intake(), datadog.extensions(), 1, Map.of(), InjectedFaults.none()));
    }

    @AfterAll
    static void stop() {
        shop.close();
        datadog.close();
    }

    private static List<DatadogRecorder.Received> about(String function) {
        return datadog.received().stream()
                .filter(one -> one.path().startsWith("/functions/" + function + "/"))
                .toList();
    }

    @Test
    void withAllPartsExtensionAndIntakeAreTold() {
        shop.invoke("all", "{'do': 'echo', 'note': 'first'}");
        String requestId = shop.lastStart("all").requestId();
        // All of it is there when the invocation is over: nothing is awaited here.
        List<DatadogRecorder.Received> told = about("all").stream()
                .filter(one -> one.requestId().equals(requestId))
                .toList();
        assertThat(told)
                .extracting(DatadogRecorder.Received::path, DatadogRecorder.Received::requestId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/functions/all/lambda/start-invocation", requestId),
                        org.assertj.core.groups.Tuple.tuple("/functions/all/lambda/end-invocation", requestId));
        assertThat(told.get(0).body()).isEqualTo("{\"do\": \"echo\", \"note\": \"first\"}");
        assertThat(told.get(1).body()).contains("\"note\"");
        assertThat(datadog.received())
                .filteredOn(
                        one -> one.path().equals("/v0.4/traces") && one.body().contains(requestId))
                .singleElement()
                .satisfies(traces -> assertThat(traces.body()).contains(PLACEHOLDER, "a-service"));
        assertThat(shop.lastLines("all")).isEmpty();
    }

    @Test
    void failureReachesTheIntakeEvenWhenItsMessageBreaksTheEndOfTheInvocation() {
        shop.invoke("all", "{'do': 'throw', 'message': 'two\\nlines, é'}");
        String requestId = shop.lastStart("all").requestId();
        assertThat(datadog.received())
                .filteredOn(
                        one -> one.path().equals("/v0.4/traces") && one.body().contains(requestId))
                .singleElement()
                .satisfies(
                        traces -> assertThat(traces.body()).contains(PLACEHOLDER, "java.lang.IllegalStateException"));
    }

    @Test
    void withoutTheExtensionTheTraceIsPrinted() {
        shop.invoke("no-extension", "{'do': 'echo'}");
        String requestId = shop.lastStart("no-extension").requestId();
        assertThat(shop.lastLines("no-extension"))
                .anySatisfy(line -> assertThat(line).contains("\"traces\"", PLACEHOLDER, requestId));
        assertThat(about("no-extension")).isEmpty();
    }

    @Test
    void withoutWrapperOrTracerThereIsNoAgent() {
        for (String function : List.of("no-wrapper", "no-tracer")) {
            assertThat(shop.answer(function, "{'do': 'environment'}").has("DD_TRACE_AGENT_URL"))
                    .isFalse();
            assertThat(about(function)).isEmpty();
            assertThat(shop.recorder().linesOfFunction(function))
                    .extracting(Recorder.Line::text)
                    .isEmpty();
        }
    }

    @Test
    void wrappersSettingsAreExported() {
        JsonNode environment = shop.answer("all", "{'do': 'environment'}");
        assertThat(environment.path("DD_TRACE_AGENT_URL").asText())
                .isEqualTo(datadog.intake().toString());
        assertThat(environment.path("DD_REMOTE_CONFIG_ENABLED").asText()).isEqualTo("false");
        assertThat(environment.path("DD_SERVICE").asText()).isEqualTo("a-service");
    }
}
