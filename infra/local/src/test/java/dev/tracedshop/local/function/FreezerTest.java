package dev.tracedshop.local.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tracedshop.local.handlers.Behaves;
import dev.tracedshop.local.testing.KilledParent;
import dev.tracedshop.local.testing.Templates;
import dev.tracedshop.local.testing.TestRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
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

            // It is stopped again by the thread that it asks for its next event, and that one has to wake up first.
            await("frozen again").atMost(TestRuntime.LIMIT).until(shop.function("f")::killFrozen);
            KilledParent.awaitEnd(pid);
            long second = pid(shop);
            assertThat(second).isNotEqualTo(pid);
            assertThat(state(second)).isEqualTo("T");

            // Time counts only while an event is worked on.
            assertThat(shop.invoke("f", "{'do': 'hang'}")).isInstanceOf(Outcome.TimedOut.class);
            KilledParent.awaitEnd(second);
            last = pid(shop);
            shop.runtime().functions().freeze(false);
            assertThat(pid(shop)).isEqualTo(last);
            assertThat(state(last)).isNotEqualTo("T");
            shop.runtime().functions().freeze(true);
            assertThat(pid(shop)).isEqualTo(last);
        }
        KilledParent.awaitEnd(last);
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
        KilledParent.run(Parent.class, directory, lines -> {
            assertThat(lines).hasSizeGreaterThan(2);
            assertThat(state(Long.parseLong(lines.get(0).replace("frozen ", ""))))
                    .isEqualTo("T");
        });
    }
}
