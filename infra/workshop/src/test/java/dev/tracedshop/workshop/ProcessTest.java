package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.trace.expect.HttpShop;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes: how they end, and that nothing of them is left. */
class ProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void nothingIsLeftOfAShopThatIsKilled() throws Exception {
        try (Up up = Up.start(directory)) {
            List<ProcessHandle> children = up.call();

            up.process().destroyForcibly();

            awaitEnd(children, Duration.ofSeconds(5));
        }
    }

    @Test
    void nothingIsLeftOfAShopThatIsTerminated() throws Exception {
        try (Up up = Up.start(directory)) {
            List<ProcessHandle> children = up.call();

            up.process().destroy();

            assertThat(up.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            awaitEnd(children, Duration.ofSeconds(5));
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes, Duration limit) {
        CompletableFuture<Void> all = CompletableFuture.allOf(
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        assertThat(all).as("the end of " + processes).succeedsWithin(limit);
    }

    private record Up(Process process, JsonNode ready) implements AutoCloseable {
        static Up start(Path directory) throws IOException, InterruptedException {
            Path readyFile = directory.resolve("ready.json");
            Path log = directory.resolve("up.log");
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "dev.tracedshop.workshop.Main",
                            "up",
                            "--ready-file",
                            readyFile.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment()
                    .put("WORKSHOP_ROOT", SharedShop.CHECKOUT.root().toString());
            Process process = builder.start();
            await("ready-file").atMost(LIMIT).until(() -> Files.exists(readyFile) || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            return new Up(process, new ObjectMapper().readTree(Files.readString(readyFile)));
        }

        /**
         * Has a function and the engine at work, and returns all processes below the shop's. No event follows from the request: a
         * function that is just being started notices the end of the shop when its start is over, which on a busy machine takes its time.
         */
        List<ProcessHandle> call() {
            HttpShop shop = new HttpShop(URI.create(ready.path("api").asText()));
            assertThat(shop.get("/product/" + UUID.randomUUID()).status()).isEqualTo(404);
            List<ProcessHandle> children = process.descendants().toList();
            assertThat(children).as("a function, the engine and what holds it").hasSizeGreaterThanOrEqualTo(2);
            return new ArrayList<>(children);
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void theScriptTellsOfAnOldJavaAndOfNodeAtOnce() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        program(bin.resolve("java"), "echo 'openjdk version \"11.0.20\" 2023-07-18' >&2");
        for (String tool : List.of("sed", "head", "dirname", "env")) {
            program(bin.resolve(tool), "exec " + where(tool) + " \"$@\"");
        }

        Ended doctor = script(Map.of("PATH", bin.toString()), "doctor");

        assertThat(doctor.said())
                .contains(
                        "version 11, older than 17",
                        "fix: install a JDK",
                        "Node is not on the PATH",
                        "Install Node 20");
        assertThat(doctor.exitCode()).isEqualTo(ExitCode.SETUP);
        assertThat(script(Map.of("PATH", bin.toString()), "run").exitCode()).isEqualTo(ExitCode.SETUP);
    }

    private static void program(Path file, String command) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + command + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path where(String tool) {
        for (String place : System.getenv("PATH").split(java.io.File.pathSeparator, -1)) {
            Path candidate = Path.of(place, tool);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new AssertionError(tool + " is not on the PATH");
    }

    private record Ended(int exitCode, String said) {}

    private static Ended script(Map<String, String> environment, String command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "/bin/sh",
                        SharedShop.CHECKOUT.root().resolve("workshop").toString(),
                        command)
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), said);
    }
}
