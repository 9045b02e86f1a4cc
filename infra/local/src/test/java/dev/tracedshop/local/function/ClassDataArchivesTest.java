package dev.tracedshop.local.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tracedshop.local.aws.InjectedFaults;
import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.testing.DatadogRecorder;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The risk is not a slow start: an archive of the wrong process ends all tracing, and nothing says so. */
final class ClassDataArchivesTest {
    private static final String LAYER = "arn:aws:lambda:us-east-1:464622532012:layer:";

    @TempDir
    Path directory;

    private DatadogRecorder datadog;

    @BeforeEach
    void listen() {
        datadog = new DatadogRecorder();
    }

    @AfterEach
    void stop() {
        datadog.close();
    }

    private TestRuntime start(Map<String, Path> classesInFront) {
        return TestRuntime.start(
                directory,
                new Templates()
                        .function("plain", Behaves.class)
                        .function("traced", Behaves.class.getName(), """
                                {'Layers': ['%sdd-trace-java:30', '%sDatadog-Extension:93'], 'Environment':
                                 {'Variables': {'AWS_LAMBDA_EXEC_WRAPPER': '/opt/datadog_wrapper', 'DD_SERVICE': 'a'}}}
                                """.formatted(LAYER, LAYER)),
                TestRuntime.settings(
                        directory, datadog.intake(), datadog.extensions(), 1, classesInFront, InjectedFaults.none()));
    }

    @Test
    void archivesAreUsedAndTheTracerWorksBeforeAndAfter() throws Exception {
        long before;
        try (TestRuntime shop = start(Map.of())) {
            // The one without an agent first: its archive, used with the agent, would be the silent end of all spans.
            shop.invoke("plain", "{'do': 'echo'}");
            assertThat(shop.runtime().functions().archive()).isEqualTo(1);
            before = classesFromArchives(shop);
            assertThatItIsTraced(shop);
            assertThat(shop.runtime().functions().lackArchives()).isEqualTo(ClassDataArchives.leavesTheAgentItsWork());
            assertThat(shop.runtime().functions().archive())
                    .isEqualTo(ClassDataArchives.leavesTheAgentItsWork() ? 1 : 0);
            assertThat(shop.runtime().functions().lackArchives()).isFalse();
            assertThat(shop.lastLines("traced")).isEmpty();
        }
        assertThat(archives()).hasSize(ClassDataArchives.leavesTheAgentItsWork() ? 2 : 1);
        try (TestRuntime shop = start(Map.of())) {
            long after = classesFromArchives(shop);
            assertThatItIsTraced(shop);
            if (ClassDataArchives.leavesTheAgentItsWork()) {
                assertThat(after).isGreaterThan(before + 1_000);
            } else {
                assertThat(after).isCloseTo(before, within(100L));
            }
            assertThat(shop.runtime().functions().archive()).isZero();
            assertThat(shop.lastLines("traced")).isEmpty();
        }
    }

    private void assertThatItIsTraced(TestRuntime shop) {
        String requestId = shop.lastStart("traced").requestId();
        assertThat(datadog.received())
                .filteredOn(
                        one -> one.path().equals("/v0.4/traces") && one.body().contains(requestId))
                .hasSize(1);
    }

    @Test
    void functionWithClassesInFrontStartsWithoutOne() throws Exception {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        try (TestRuntime shop = start(Map.of("traced", classes))) {
            shop.invoke("traced", "{'do': 'echo'}");
            assertThat(shop.runtime().functions().lackArchives()).isFalse();
            assertThat(shop.runtime().functions().archive()).isZero();
            assertThat(shop.lastLines("traced")).isEmpty();
        }
        assertThat(archives()).isEmpty();
    }

    @Test
    void archiveThatCannotBeReadChangesNothing() throws Exception {
        try (TestRuntime shop = start(Map.of())) {
            shop.invoke("plain", "{'do': 'echo'}");
            shop.runtime().functions().archive();
        }
        Path archive = archives().get(0);
        assertThat(archive.toFile().setWritable(true)).isTrue();
        Files.writeString(archive, "no archive");
        try (TestRuntime shop = start(Map.of())) {
            assertThat(shop.answer("plain", "{'do': 'count'}")
                            .path("invocations")
                            .asInt())
                    .isEqualTo(1);
            assertThat(shop.lastLines("plain")).isEmpty();
        }
    }

    private List<Path> archives() throws IOException {
        Path place = directory.resolve("archives");
        if (!Files.exists(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.toList();
        }
    }

    /** Invokes the traced function, and asks the JVM how many of its classes came from archives, the JDK's own among them. */
    private long classesFromArchives(TestRuntime shop) throws Exception {
        long pid = shop.answer("traced", "{'do': 'count'}").path("pid").asLong();
        Path jcmd = TestRuntime.files().java().resolveSibling("jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "PerfCounter.print").start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String counter = "java.cls.sharedLoadedClasses=";
        return printed.lines()
                .filter(line -> line.startsWith(counter))
                .mapToLong(line -> Long.parseLong(line.substring(counter.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError(printed));
    }
}
