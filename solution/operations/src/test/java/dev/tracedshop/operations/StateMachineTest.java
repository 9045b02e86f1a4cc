package dev.tracedshop.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.events.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the redrive's definition against what its functions and the trace rely on. */
class StateMachineTest {

    private static final List<String> TASKS = List.of("StartRedrive", "CheckRedrive");

    private final Map<?, ?> states = object(object(Json.read(definition())).get("States"));

    @Test
    void theDefinitionLeavesOpenExactlyWhatTheStackFillsIn() {
        Set<String> names = new TreeSet<>();
        Pattern.compile("\\$\\{(\\w+)}").matcher(definition()).results().forEach(name -> names.add(name.group(1)));
        assertThat(names).containsExactly("RedriveCheckFunctionArn", "RedriveStartFunctionArn");
    }

    @Test
    void eachTaskKeepsWhatTheFunctionAnswers() {
        Set<String> answered =
                new RedriveState(Move.INITIATED, 0, 0, 0).toJson().keySet();
        for (String name : TASKS) {
            Map<?, ?> task = object(states.get(name));
            assertThat(task.get("ResultPath")).isEqualTo("$.redrive");
            Set<String> kept = new TreeSet<>();
            object(task.get("ResultSelector"))
                    .keySet()
                    .forEach(field -> kept.add(String.valueOf(field).replace(".$", "")));
            assertThat(kept).as(name).isEqualTo(new TreeSet<>(answered));
        }
    }

    @Test
    void aSecondRedriveIsNotTriedAgainAndEndsUnderItsName() {
        Map<?, ?> start = object(states.get("StartRedrive"));
        assertThat(Json.write(start.get("Retry"))).doesNotContain("RedriveAlreadyRunning", "States.");
        Map<?, ?> refused = object(list(start.get("Catch")).get(0));
        assertThat(refused.get("ErrorEquals")).isEqualTo(List.of(RedriveAlreadyRunning.class.getName()));
        assertThat(object(states.get(refused.get("Next"))))
                .containsEntry(key("Type"), "Fail")
                .containsEntry(key("Error"), "RedriveAlreadyRunning");
    }

    @Test
    void onlyACompletedMoveSucceeds() {
        List<?> choices = list(object(states.get("IsDone")).get("Choices"));
        choices.forEach(choice -> {
            Map<?, ?> next = object(states.get(object(choice).get("Next")));
            assertThat(next.get("Type"))
                    .as(String.valueOf(choice))
                    .isEqualTo("COMPLETED".equals(object(choice).get("StringEquals")) ? "Succeed" : "Fail");
        });
        assertThat(choices).hasSize(4);
    }

    @Test
    void thePayloadsHaveInsideOfDatadogWhatTheExtensionReads() {
        for (String name : TASKS) {
            Map<?, ?> parameters = object(object(states.get(name)).get("Parameters"));
            assertThat(object(object(parameters.get("Payload")).get("_datadog")))
                    .as(name)
                    .isEqualTo(Map.of(
                            "Execution.$", "$$.Execution",
                            "State.$", "$$.State",
                            "StateMachine.$", "$$.StateMachine",
                            "x-datadog-trace-id.$", "$._datadog['x-datadog-trace-id']",
                            "x-datadog-tags.$", "$._datadog['x-datadog-tags']",
                            "serverless-version", "v1"));
        }
    }

    @Test
    void noStateReplacesTheWholeInputSoTheCarrierIsKept() {
        states.forEach((name, state) -> {
            Map<?, ?> fields = object(state);
            if (List.of("Task", "Pass").contains(fields.get("Type"))) {
                assertThat(fields.get("ResultPath")).as("%s", name).isNotNull().isNotEqualTo("$");
            }
            assertThat(fields.containsKey("OutputPath")).as("%s", name).isFalse();
            assertThat(fields.containsKey("InputPath")).as("%s", name).isFalse();
        });
    }

    private static String definition() {
        try {
            return Files.readString(Path.of("src/main/statemachine/redrive.asl.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("The definition must be in the module's folder", e);
        }
    }

    private static Map<Object, @Nullable Object> object(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        Map<Object, @Nullable Object> copy = new java.util.LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(value)).forEach(copy::put);
        return copy;
    }

    private static Object key(String name) {
        return name;
    }

    private static List<?> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<?>) Objects.requireNonNull(value);
    }
}
