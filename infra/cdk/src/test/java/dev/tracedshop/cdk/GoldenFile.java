package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares text with a file under {@code src/test/resources/golden}.
 *
 * <p>After a change that is meant, {@code ./mvnw -pl infra/cdk -am verify -Dgolden.accept=true} writes the files anew;
 * the difference is then read and committed like code. With {@code CI=true} in the environment that is refused.
 */
final class GoldenFile {
    private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");

    private GoldenFile() {}

    /** Fails with the difference unless the file holds exactly the text. */
    static void assertMatches(String name, String text) {
        Path file = DIRECTORY.resolve(name);
        try {
            if (Boolean.getBoolean("golden.accept")) {
                if ("true".equals(System.getenv("CI"))) {
                    throw new AssertionError("Golden files are not accepted where CI=true: there they are the judge.");
                }
                Files.createDirectories(DIRECTORY);
                Files.writeString(file, text);
            }
            assertThat(Files.exists(file) ? Files.readString(file) : "(no file)")
                    .as("%s; if the change is meant: -Dgolden.accept=true, then read the difference", name)
                    .isEqualTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
