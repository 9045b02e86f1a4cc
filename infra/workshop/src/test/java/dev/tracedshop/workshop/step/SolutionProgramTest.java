package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.trace.expect.ProgramOutcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a learner's program does, it comes to an end, and what it printed is told. */
class SolutionProgramTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path place;

    static final class Echo {
        private Echo() {}

        public static void main(String... args) throws IOException {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            System.out.println(in.readLine() + " " + in.readLine() + " " + in.readLine());
            System.err.println("read");
            System.exit(3);
        }
    }

    static final class Waits {
        private Waits() {}

        public static void main(String... args) throws InterruptedException {
            System.out.println(ProcessHandle.current().pid());
            new CountDownLatch(1).await();
        }
    }

    static final class Prints {
        private Prints() {}

        public static void main(String... args) {
            String line = "tea".repeat(100_000);
            while (!System.out.checkError()) {
                System.out.println(line);
            }
        }
    }

    private ProgramOutcome run(Class<?> program, Duration deadline) throws InterruptedException {
        return new SolutionProgram(StepScript.locationOf(SolutionProgramTest.class), place.resolve("run"), deadline)
                .run(program.getName(), List.of("one", "two"));
    }

    @Test
    void itReadsItsInputAndItsOutputAndErrorsAreApart() throws InterruptedException {
        ProgramOutcome outcome = run(Echo.class, LONG);

        assertThat(outcome).isEqualTo(new ProgramOutcome(true, 3, List.of("one two null"), List.of("read")));
    }

    @Test
    void whatDoesNotEndIsEnded() throws InterruptedException {
        ProgramOutcome outcome = run(Waits.class, Duration.ofSeconds(3));

        assertThat(outcome.ended()).isFalse();
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.output())
                .singleElement()
                .satisfies(pid -> assertThat(ProcessHandle.of(Long.parseLong(pid)))
                        .as("the program's process")
                        .isEmpty());
    }

    @Test
    void whatPrintsWithoutEndIsEndedBeforeItFillsTheMemory() throws InterruptedException {
        ProgramOutcome outcome = run(Prints.class, LONG);

        assertThat(outcome.ended()).isFalse();
        assertThat(outcome.output()).isNotEmpty();
    }
}
