package dev.tracedshop.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.testing.KilledParent;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No program outlives the one that started it, however that one ends. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a leash is made of a POSIX shell")
class LeashTest {
    @TempDir
    Path directory;

    private static Process leashed(String... command) throws Exception {
        return new ProcessBuilder(Leash.leashed(List.of(command))).start();
    }

    @Test
    void programEndsWithItsParentsPipe() throws Exception {
        Process leash = leashed("sh", "-c", "echo $$; exec sleep 1000");
        long pid;
        try (BufferedReader output = leash.inputReader()) {
            pid = Long.parseLong(output.readLine());
            assertThat(ProcessHandle.of(pid))
                    .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
            leash.getOutputStream().close();
            assertThat(leash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        KilledParent.awaitEnd(pid);
    }

    @Test
    void exitStatusIsTheProgramsAndTheWatchEndsToo() throws Exception {
        Process leash = leashed("sh", "-c", "exit 7");
        assertThat(leash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(leash.exitValue()).isEqualTo(7);
        assertThat(leashed("true").waitFor()).isZero();
    }

    @Test
    void argumentsEnvironmentDirectoryAndOutputArePassedOn() throws Exception {
        Path log = directory.resolve("log.txt");
        Leash leash = Leash.start(
                List.of(
                        "sh",
                        "-c",
                        "echo \"$1|$GIVEN|$(pwd -P)\"; echo error >&2; exec sleep 1000",
                        "name",
                        "a 'b' $c"),
                directory,
                Map.of("GIVEN", "value"),
                log);
        try {
            await().atMost(TestRuntime.LIMIT).until(() -> Files.readString(log).contains("error"));
            assertThat(Files.readAllLines(log)).containsExactly("a 'b' $c|value|" + directory.toRealPath(), "error");
            assertThat(leash.isAlive()).isTrue();
        } finally {
            leash.close();
        }
        assertThat(leash.isAlive()).isFalse();
    }

    @Test
    void aFileIsReadAndOutputAndErrorsAreApart() throws Exception {
        Path input = Files.writeString(directory.resolve("in put.txt"), "tea\n");
        Path output = directory.resolve("output.txt");
        Path errors = directory.resolve("errors.txt");
        try (Leash leash = Leash.start(List.of("sh", "-c", "cat; echo none >&2; exit 3"), input, output, errors)) {
            assertThat(leash.awaitExit(TestRuntime.LIMIT)).hasValue(3);
        }
        assertThat(output).hasContent("tea");
        assertThat(errors).hasContent("none");
    }

    @Test
    void whoReadsAFileEndsWithItsLeashToo() throws Exception {
        Path input = Files.writeString(directory.resolve("input.txt"), "");
        Path output = directory.resolve("output.txt");
        Leash leash = Leash.start(
                List.of("sh", "-c", "echo $$; exec sleep 1000"), input, output, directory.resolve("errors.txt"));
        try (leash) {
            assertThat(leash.awaitExit(Duration.ofMillis(1))).isEmpty();
            await().atMost(TestRuntime.LIMIT)
                    .until(() -> !Files.readString(output).isBlank());
        }
        KilledParent.awaitEnd(Long.parseLong(Files.readString(output).strip()));
    }

    /** Starts one function process and one engine, tells its descendants, and waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String... args) throws Exception {
            Path directory = Path.of(args[0]);
            try (TestRuntime shop = TestRuntime.start(
                    directory,
                    new Templates().function("f", Behaves.class).resource("Table", "AWS::DynamoDB::Table", """
                                    {'TableName': 'items', 'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                                     'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': 'S'}]}
                                    """))) {
                shop.answer("f", "{'do': 'count'}");
                ProcessHandle.current()
                        .descendants()
                        .forEach(process -> System.out.println("started " + process.pid() + " "
                                + process.info().command().orElse("")));
                System.out.println("ready");
                var unused = System.in.read();
            }
        }
    }

    @Test
    void functionsAndEnginesEndWhenTheirParentIsKilled() throws Exception {
        KilledParent.run(
                Parent.class,
                directory,
                lines -> assertThat(lines)
                        .anySatisfy(line -> assertThat(line).matches("started \\d+ .*dynoxide.*"))
                        .anySatisfy(line -> assertThat(line).matches("started \\d+ .*/java")));
    }
}
