package dev.tracedshop.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {
    @Test
    void aDifferenceIsSeenAcceptedAndNeverAcceptedInCi(@TempDir Path directory) {
        Path file = directory.resolve("sub/one.txt");

        assertThatThrownBy(() -> Golden.check(file, "new", false, false)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> Golden.check(file, "new", true, true)).hasMessageContaining("not written in CI");
        assertThat(file).doesNotExist();

        Golden.check(file, "new", true, false);
        Golden.check(file, "new", false, true);
        assertThatThrownBy(() -> Golden.check(file, "old", false, true)).isInstanceOf(AssertionError.class);
    }
}
