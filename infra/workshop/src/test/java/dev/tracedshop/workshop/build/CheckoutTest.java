package dev.tracedshop.workshop.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
    @TempDir
    Path root;

    @Test
    void twoShopsOfOneProcessDoNotShareADirectory() {
        Checkout checkout = new Checkout(root);

        assertThat(checkout.shopDirectory()).isDirectory().isNotEqualTo(checkout.shopDirectory());
    }

    @Test
    void theDirectoryOfALivingProcessIsKeptAndOldOnesGo() throws IOException {
        Checkout checkout = new Checkout(root);
        Path living = checkout.shopDirectory();
        Path logs = checkout.state().resolve("logs");
        Files.setLastModifiedTime(living, FileTime.from(Instant.EPOCH));
        // No system gives a process an id like these.
        Path oldest = Files.createDirectory(logs.resolve(Long.MAX_VALUE + "-1"));
        Files.setLastModifiedTime(oldest, FileTime.from(Instant.EPOCH));
        Path build = Files.createFile(logs.resolve("build.log"));
        Files.setLastModifiedTime(build, FileTime.from(Instant.EPOCH));
        for (int i = 0; i < 40; i++) {
            Files.createFile(logs.resolve("fault-" + (Long.MAX_VALUE - i) + ".txt"));
        }

        checkout.shopDirectory();

        assertThat(living).exists();
        assertThat(build).exists();
        assertThat(oldest).doesNotExist();
    }
}
