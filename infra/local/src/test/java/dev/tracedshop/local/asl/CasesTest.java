package dev.tracedshop.local.asl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.testing.NodeTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the machines of {@code src/test/resources/asl}: by the own interpreter against what the file expects, and by another interpreter,
 * aws-local-stepfunctions, against the same.
 */
class CasesTest {
    private static final Path CASES = Path.of("src", "test", "resources", "asl").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ownInterpreterDoesWhatTheFileExpects(Path file) throws IOException {
        JsonNode content = JSON.readTree(file.toFile());
        AtomicInteger left = new AtomicInteger(2);
        Machine machine = new Machine(content.path("definition"), 1)
                .function(
                        "price",
                        input -> JSON.createObjectNode()
                                .put("total", input.path("quantity").asInt() * 5))
                .function("fail", input -> {
                    throw new StateError(input.path("error").asText("Broken"), "told to");
                })
                .function("flaky", input -> {
                    if (left.getAndDecrement() > 0) {
                        throw new StateError("Flaky", "not yet");
                    }
                    return input;
                });
        Execution execution = machine.begin(content.path("input"));
        machine.timer.advance(Duration.ofDays(1));
        Execution.Result result = execution.result();
        ObjectNode actual =
                JSON.createObjectNode().put("status", result.status().name());
        if (result.output() != null) {
            actual.set("output", result.output());
        }
        if (result.error() != null) {
            actual.put("error", result.error());
        }
        // Read again, for 20 may be an int or a long.
        assertThat(JSON.readTree(actual.toString())).isEqualTo(content.path("expected"));
    }

    @Test
    void anotherInterpreterDoesTheSameButForListedDifferences() throws IOException {
        NodeTools.need("aws-local-stepfunctions");
        JsonNode others = JSON.readTree(
                NodeTools.run(Path.of("src/test/node/run-machines.mjs").toAbsolutePath(), CASES.toString()));
        Map<String, String> differences = new TreeMap<>();
        int agreements = 0;
        for (Path file : cases().toList()) {
            String name = file.getFileName().toString().replace(".json", "");
            JsonNode expected = JSON.readTree(file.toFile()).path("expected");
            ObjectNode other = ((ObjectNode) others.path(name)).without("message");
            if (other.equals(expected)) {
                agreements++;
            } else {
                differences.put(name, other.toString());
            }
        }
        JsonNode listed =
                JSON.readTree(Path.of("src/test/node/differences.json").toFile());
        Map<String, String> explained = new TreeMap<>();
        listed.path("differences").properties().forEach(entry -> {
            assertThat(entry.getValue().path("why").asText()).as(entry.getKey()).isNotEmpty();
            explained.put(entry.getKey(), entry.getValue().path("other").toString());
        });
        assertThat(differences).isEqualTo(explained);
        assertThat(agreements).isEqualTo(listed.path("agreements").asInt());
        assertThat(agreements + differences.size())
                .isEqualTo(listed.path("machines").asInt())
                .isGreaterThan(30);
    }

    @Test
    void aslValidatorAcceptsEveryMachine(@TempDir Path directory) throws IOException {
        NodeTools.need("asl-validator");
        List<Path> definitions = new ArrayList<>();
        for (Path file : cases().toList()) {
            JsonNode definition = JSON.readTree(file.toFile()).path("definition");
            definitions.add(Files.writeString(directory.resolve(file.getFileName()), definition.toString()));
        }
        NodeTools.validate(definitions);
    }
}
