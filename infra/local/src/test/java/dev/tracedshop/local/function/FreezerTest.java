package dev.tracedshop.local.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Between two events a function's process does nothing at all, and nobody who calls it notices. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes are stopped by signals")
class FreezerTest {
    @TempDir
    Path directory;

    /** Returns the first letter of what the system says of a process: T when it is stopped. */
    private static String state(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(pid)).start();
        try (BufferedReader output = ps.inputReader()) {
            String line = output.readLine();
            return line == null ? "gone" : line.strip().substring(0, 1);
        }
    }

    private static void awaitEnd(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> TestRuntime.await(process.onExit()));
    }

    private long pid(TestRuntime shop) {
        return shop.answer("f", "{'do': 'count'}").path("pid").asLong();
    }

    @Test
    void processIsStoppedBetweenEventsAndMayBeKilledThen() throws Exception {
        long last;
        try (TestRuntime shop = TestRuntime.start(
                directory, new Templates().function("f", Behaves.class.getName(), "{'Timeout': 1}"))) {
            long pid = pid(shop);
            assertThat(state(pid)).isNotEqualTo("T");
            assertThat(shop.function("f").killFrozen()).isFalse();

            shop.runtime().functions().freeze(true);
            for (int call = 0; call < 3; call++) {
                assertThat(pid(shop)).isEqualTo(pid);
                // The shop is at rest, so the process is: nothing is waited for here.
                assertThat(state(pid)).isEqualTo("T");
            }
            // Whoever wants something of the process apart from an event gets it.
            assertThat(shop.runtime().functions().archive()).isEqualTo(1);

            assertThat(shop.function("f").killFrozen()).isTrue();
            awaitEnd(pid);
            long second = pid(shop);
            assertThat(second).isNotEqualTo(pid);
            assertThat(state(second)).isEqualTo("T");

            // Time counts only while an event is worked on.
            assertThat(shop.invoke("f", "{'do': 'hang'}")).isInstanceOf(Outcome.TimedOut.class);
            awaitEnd(second);
            last = pid(shop);
            shop.runtime().functions().freeze(false);
            assertThat(pid(shop)).isEqualTo(last);
            assertThat(state(last)).isNotEqualTo("T");
            shop.runtime().functions().freeze(true);
            assertThat(pid(shop)).isEqualTo(last);
        }
        awaitEnd(last);
    }

    /** Starts one frozen function process, tells its descendants, and waits to be killed. */
    static final class Parent {
        private Parent() {}

        public static void main(String... args) throws Exception {
            try (TestRuntime shop = TestRuntime.start(Path.of(args[0]), new Templates().function("f", Behaves.class))) {
                shop.runtime().functions().freeze(true);
                System.out.println(
                        "frozen " + shop.answer("f", "{'do': 'count'}").path("pid"));
                ProcessHandle.current()
                        .descendants()
                        .forEach(process -> System.out.println("started " + process.pid()));
                System.out.println("ready");
                var unused = System.in.read();
            }
        }
    }

    @Test
    void frozenProcessesEndWhenTheirParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> started = new ArrayList<>();
        try (BufferedReader output = parent.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null && !line.equals("ready"); line = output.readLine()) {
                started.add(line);
            }
            assertThat(started).hasSizeGreaterThan(2);
            assertThat(state(Long.parseLong(started.get(0).replace("frozen ", ""))))
                    .isEqualTo("T");
            parent.destroyForcibly();
            for (String line : started) {
                awaitEnd(Long.parseLong(line.split(" ", -1)[1]));
            }
        } finally {
            parent.destroyForcibly();
        }
    }
}
