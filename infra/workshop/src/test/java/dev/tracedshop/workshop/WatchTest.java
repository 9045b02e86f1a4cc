package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --watch} as a process: it judges at once and after each saving, tells what does not compile, and stays at its step. */
class WatchTest {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String FILE = "product-api/src/main/java/dev/tracedshop/productapi/GetProduct.java";

    @TempDir
    Path directory;

    @Test
    void aLearnersWayThroughAStep() throws Exception {
        Path root = TemporaryCheckout.in(Files.createDirectory(directory.resolve("checkout")))
                .root();
        Path file = root.resolve("steps/01-one-traced-lambda/work").resolve(FILE);
        String solution = Files.readString(root.resolve("solution").resolve(FILE));
        Watching check = start(root, directory.resolve("said.txt"));
        Process process = check.process();
        try {
            check.await("Watching step 01", 1);
            assertThat(check.text()).contains("not yet: ", "Your files were just made", "./workshop hint 01 --task 1");

            check.save(file, "nonsense", "This does not compile yet");
            assertThat(check.text()).contains("GetProduct.java:1:");

            check.save(file, solution, "pass: the trace is what it should be");
            check.save(
                    file,
                    solution.replace("Spans.tag(Spans.PRODUCT_ID, productId);", ""),
                    "Next: task 3 · Tag the invocation with the product's id");
            assertThat(check.text()).doesNotContain("failed");

            CompletableFuture<?>[] children =
                    process.descendants().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
            assertThat(children).as("the shop's own processes").isNotEmpty();
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(CompletableFuture.allOf(children)).succeedsWithin(Duration.ofSeconds(20));
        } finally {
            process.destroyForcibly();
        }
    }

    private static Watching start(Path root, Path said) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.tracedshop.workshop.Main",
                        "check",
                        "01",
                        "--watch")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().put("WORKSHOP_ROOT", root.toString());
        return new Watching(said, builder.start());
    }

    /** The command at work, and the file that has its output. */
    private record Watching(Path said, Process process) {

        String text() throws IOException {
            return Files.readString(said);
        }

        /** Saves, and again as long as a busy machine lets a cold start outlast the API's patience, until the check says something. */
        void save(Path file, String content, String expected) throws IOException, InterruptedException {
            int before = count(expected);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (count(expected) == before) {
                assertThat(System.nanoTime())
                        .as("'%s' in time; it said:%n%s", expected, text())
                        .isLessThan(deadline);
                int checks = count("Watching step 01");
                Files.writeString(file, content);
                await("Watching step 01", checks + 1);
            }
        }

        int count(String words) throws IOException {
            return (int) Pattern.compile(Pattern.quote(words))
                    .matcher(text())
                    .results()
                    .count();
        }

        void await(String words, int times) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (count(words) < times) {
                assertThat(System.nanoTime())
                        .as("'%s' %d times; it said:%n%s", words, times, text())
                        .isLessThan(deadline);
                assertThat(process.waitFor(100, TimeUnit.MILLISECONDS))
                        .as(text())
                        .isFalse();
            }
        }
    }
}
