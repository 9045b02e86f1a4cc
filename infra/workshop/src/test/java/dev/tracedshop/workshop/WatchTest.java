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

    private Path said;
    private Process process;

    @Test
    void aLearnersWayThroughAStep() throws Exception {
        Path root = TemporaryCheckout.in(Files.createDirectory(directory.resolve("checkout")))
                .root();
        Path file = root.resolve("steps/01-one-traced-lambda/work").resolve(FILE);
        String solution = Files.readString(root.resolve("solution").resolve(FILE));
        said = directory.resolve("said.txt");
        process = start(root);
        try {
            await(1);
            assertThat(text()).contains("not yet: ", "Your files were just made", "./workshop hint 01 --task 1");

            Files.writeString(file, "nonsense");
            await(2);
            assertThat(text()).contains("This does not compile yet", "GetProduct.java:1:");

            Files.writeString(file, solution);
            await(3);
            assertThat(text()).contains("pass: the trace is what it should be").doesNotContain("failed");

            Files.writeString(file, solution.replace("Spans.tag(Spans.PRODUCT_ID, productId);", ""));
            await(4);
            assertThat(text().substring(text().lastIndexOf("Step 01 · ")))
                    .contains("./workshop hint 01 --task 3", "Watching step 01");

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

    private Process start(Path root) throws IOException {
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
        return builder.start();
    }

    private String text() throws IOException {
        return Files.readString(said);
    }

    /** Waits until so many checks are over. */
    private void await(int checks) throws IOException, InterruptedException {
        Pattern over = Pattern.compile("Watching step 01");
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (over.matcher(text()).results().count() < checks) {
            assertThat(System.nanoTime())
                    .as("%d checks in time; it said:%n%s", checks, text())
                    .isLessThan(deadline);
            assertThat(process.waitFor(100, TimeUnit.MILLISECONDS)).as(text()).isFalse();
        }
    }
}
