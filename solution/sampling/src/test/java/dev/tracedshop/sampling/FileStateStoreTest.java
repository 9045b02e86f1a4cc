package dev.tracedshop.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.sampling.VerdictHistory.Judged;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host leaves behind for the next one, in files. */
class FileStateStoreTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsSavedIsLoaded() {
        FileStateStore store = new FileStateStore(directory);
        List<Judged> verdicts =
                List.of(new Judged(new TraceId(1, 2), Verdict.KEEP, 7), new Judged(new TraceId(3, 4), Verdict.DROP, 9));
        assertThat(store.loadVerdicts(0)).isEmpty();
        assertThat(store.loadOffsets(0)).isEqualTo(Offsets.START);

        store.saveVerdicts(0, verdicts);
        store.saveOffsets(0, new Offsets(10, 8));

        assertThat(new FileStateStore(directory).loadVerdicts(0)).isEqualTo(verdicts);
        assertThat(new FileStateStore(directory).loadOffsets(0)).isEqualTo(new Offsets(10, 8));
        assertThat(store.loadVerdicts(1)).isEmpty();
    }

    @Test
    void aPartitionThatWasReadNeverStartsWithoutItsVerdicts() throws Exception {
        FileStateStore store = new FileStateStore(directory);
        store.saveVerdicts(0, List.of());
        store.saveOffsets(0, new Offsets(10, 8));
        Files.delete(directory.resolve("partition-0.verdicts"));

        assertThatThrownBy(() -> store.loadVerdicts(0))
                .isInstanceOf(StateUnavailableException.class)
                .hasMessageContaining("would be judged again");
    }

    @Test
    void damageIsToldAndNotReadOver() throws Exception {
        FileStateStore store = new FileStateStore(directory);
        Files.writeString(directory.resolve("partition-0.verdicts"), "6b01 keep 7\n");
        Files.writeString(directory.resolve("partition-0.offsets"), "10\n");

        assertThatThrownBy(() -> store.loadVerdicts(0)).hasMessageContaining("damaged: '6b01 keep 7'");
        assertThatThrownBy(() -> store.loadOffsets(0)).hasMessageContaining("damaged: '10'");
    }
}
