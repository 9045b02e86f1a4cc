package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Holds text against the files in {@code src/test/resources}. {@code ./mvnw -pl infra/trace test -Dgolden.accept=true} writes them
 * anew, to be read as a diff before they are committed; where the environment says {@code CI=true} that is refused.
 */
public final class Golden {
    private static final Path RESOURCES = Path.of("src", "test", "resources");

    private Golden() {}

    /** Fails when a text differs from its file. */
    public static void check(String file, String text) {
        check(RESOURCES.resolve(file), text, Boolean.getBoolean("golden.accept"), "true".equals(System.getenv("CI")));
    }

    static void check(Path path, String text, boolean accept, boolean ci) {
        try {
            if (accept) {
                if (ci) {
                    throw new IllegalStateException(
                            "Golden files are not written in CI: run with -Dgolden.accept=true at"
                                    + " your desk, read the diff and commit it");
                }
                Files.createDirectories(path.toAbsolutePath().getParent());
                Files.writeString(path, text);
            }
            String expected = Files.exists(path) ? Files.readString(path).replace("\r\n", "\n") : "";
            assertThat(text)
                    .as("%s; if the new text is better: ./mvnw -pl infra/trace test -Dgolden.accept=true", path)
                    .isEqualTo(expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
