package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever watches files hears of each saving, in whatever way an editor saves, and of nothing else. */
@Timeout(60)
class SavedFilesTest {
    @TempDir
    Path directory;

    private Path file;
    private SavedFiles saved;

    @BeforeEach
    void watch() throws IOException {
        file = Files.createDirectory(directory.resolve("one")).resolve("A.java");
        Path other = Files.createDirectory(directory.resolve("two")).resolve("B.java");
        Files.writeString(file, "1");
        Files.writeString(other, "1");
        saved = new SavedFiles(List.of(file, other));
    }

    @AfterEach
    void stop() {
        saved.close();
    }

    @Test
    void aFileThatIsWrittenInPlaceIsHeardOf() throws Exception {
        Files.writeString(file, "2");
        saved.await();
        Files.writeString(directory.resolve("two/B.java"), "2");
        saved.await();
    }

    @Test
    void aFileThatIsReplacedByAnotherIsHeardOf() throws Exception {
        Path written = Files.writeString(file.resolveSibling(".A.java.swp"), "2");
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        saved.await();
    }

    @Test
    void otherFilesAreNotHeardOf() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try {
                saved.await();
                heard.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        Files.writeString(file.resolveSibling("A.java~"), "2");
        assertThat(heard.await(2, TimeUnit.SECONDS))
                .as("woken by a file that is not watched")
                .isFalse();

        Files.writeString(file, "2");
        assertThat(heard.await(30, TimeUnit.SECONDS)).isTrue();
        waiting.join();
    }
}
