package dev.tracedshop.inventoryordering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.events.EventSchemas;
import dev.tracedshop.events.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the state machine's definition against what the trace and the other teams rely on. */
class StateMachineTest {

    private final Map<?, ?> states = object(object(Json.read(definition())).get("States"));

    @Test
    void theDefinitionLeavesOpenExactlyWhatTheStackFillsIn() {
        Set<String> names = new TreeSet<>();
        Pattern.compile("\\$\\{(\\w+)}").matcher(definition()).results().forEach(name -> names.add(name.group(1)));
        assertThat(names).containsExactly("EventBusName", "EventSource", "RequestQuoteFunctionArn", "StockTableName");
    }

    @Test
    void everyTaskIsRepeatedAndLimitedAndOnlyTheLastOneIsNotCaught() {
        assertThat(tasks()).isNotEmpty();
        for (String name : tasks()) {
            Map<?, ?> task = object(states.get(name));
            assertThat(task.get("Retry")).as(name).isNotNull();
            assertThat(task.get("TimeoutSeconds")).as(name).isNotNull();
            assertThat(task.containsKey("Catch")).as(name).isEqualTo(!name.equals("PublishStockOrderFailed"));
        }
    }

    @Test
    void noStateReplacesTheWholeInputSoTheCarrierIsKept() {
        states.forEach((name, state) -> {
            Map<?, ?> fields = object(state);
            if (List.of("Task", "Pass").contains(fields.get("Type"))) {
                assertThat(fields.containsKey("ResultPath")).as("%s", name).isTrue();
                assertThat(fields.get("ResultPath")).as("%s", name).isNotEqualTo("$");
            }
            assertThat(fields.containsKey("OutputPath")).as("%s", name).isFalse();
            assertThat(fields.containsKey("InputPath")).as("%s", name).isFalse();
        });
    }

    @Test
    void theFunctionsPayloadHasInsideOfDatadogWhatTheExtensionReads() {
        Map<?, ?> parameters = object(object(states.get("RequestQuote")).get("Parameters"));
        assertThat(object(object(parameters.get("Payload")).get("_datadog")))
                .isEqualTo(Map.of(
                        "Execution.$", "$$.Execution",
                        "State.$", "$$.State",
                        "StateMachine.$", "$$.StateMachine",
                        "x-datadog-trace-id.$", "$._datadog['x-datadog-trace-id']",
                        "x-datadog-tags.$", "$._datadog['x-datadog-tags']",
                        "serverless-version", "v1"));
    }

    @Test
    void whatIsPublishedHasTheFieldsOfItsSchemaAndTheCarrier() {
        for (String name : List.of("PublishStockOrdered", "PublishStockOrderFailed")) {
            Map<?, ?> parameters = object(object(states.get(name)).get("Parameters"));
            Map<?, ?> entry = object(((List<?>) Objects.requireNonNull(parameters.get("Entries"))).get(0));
            Map<?, ?> detail = object(entry.get("Detail"));
            String type = String.valueOf(entry.get("DetailType"));
            Map<?, ?> schema = object(Json.read(EventSchemas.of(type)));
            Map<?, ?> properties = object(schema.get("properties"));

            assertThat(detail.get("type")).isEqualTo(type);
            assertThat(detail.get("source")).isEqualTo(entry.get("Source"));
            assertThat(detail.get("_datadog.$")).isEqualTo("$._datadog");
            assertThat(names(detail)).isEqualTo(names(properties));
            assertThat(names(object(detail.get("data"))))
                    .isEqualTo(names(object(object(properties.get("data")).get("properties"))));
        }
    }

    static String definition() {
        try {
            return Files.readString(Path.of("src/main/statemachine/stock-ordering.asl.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("The definition must be in the module's folder", e);
        }
    }

    private List<String> tasks() {
        List<String> tasks = new ArrayList<>();
        states.forEach((name, state) -> {
            if ("Task".equals(object(state).get("Type"))) {
                tasks.add(String.valueOf(name));
            }
        });
        return tasks;
    }

    private static Set<String> names(Map<?, ?> fields) {
        Set<String> names = new TreeSet<>();
        fields.keySet().forEach(name -> names.add(String.valueOf(name).replace(".$", "")));
        return names;
    }

    private static Map<?, ?> object(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) Objects.requireNonNull(value);
    }
}
