package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds every state machine of the templates against a validator of the States Language that others wrote. */
class StateMachinesTest {
    private static final Path ROOT = SharedShop.CHECKOUT.root();
    private static final Path VALIDATOR = ROOT.resolve("node_modules/asl-validator/dist/bin/asl-validator.js");

    @TempDir
    Path directory;

    @Test
    void everyDefinitionIsValid() throws Exception {
        List<Path> definitions = definitions();
        assertThat(definitions).isNotEmpty();
        for (Path definition : definitions) {
            assertThat(problemsOf(Files.readString(definition)))
                    .as(definition.toString())
                    .isEmpty();
        }
    }

    @Test
    void aStateThatLeadsNowhereIsFound() throws Exception {
        String broken =
                Files.readString(definitions().get(0)).replace("\"Next\": \"WriteStock\"", "\"Next\": \"Nowhere\"");
        assertThat(problemsOf(broken)).contains("Nowhere");
    }

    private static List<Path> definitions() throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT.resolve("solution"))) {
            for (Path machines : modules.map(module -> module.resolve("src/main/statemachine"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.list(machines)) {
                    found.addAll(files.toList());
                }
            }
        }
        return found;
    }

    /** Returns what the validator says, or nothing when it is content. Placeholders become names that an ARN may have. */
    private String problemsOf(String definition) throws Exception {
        if (!Files.exists(VALIDATOR)) {
            String npm = run(List.of("npm", "ci", "--ignore-scripts"));
            assertThat(VALIDATOR).as("npm ci said: " + npm).exists();
        }
        Path file = Files.writeString(
                directory.resolve("machine.json"),
                definition
                        .replaceAll("\\$\\{(\\w*Arn)}", "arn:aws:lambda:us-east-1:000000000000:function:$1")
                        .replaceAll("\\$\\{(\\w+)}", "$1"));
        return run(List.of("node", VALIDATOR.toString(), "--json-path", file.toString()));
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : said;
    }
}
