package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner's work is never lost. */
class LearnerFilesTest {
    @TempDir
    Path root;

    /** It stands still: whatever is kept aside is kept in the same millisecond, as two hasty commands may. */
    private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);

    private LearnerFiles files;

    @BeforeEach
    void makeAStep() throws IOException {
        StepDefinition step = Steps.withFiles("m/A.java");
        write("steps/07-some-step/starter/m/A.java", "starter");
        write("solution/m/A.java", "solution");
        files = new LearnerFiles(new Checkout(root), step, clock);
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String work() throws IOException {
        return Files.readString(root.resolve("steps/07-some-step/work/m/A.java"));
    }

    @Test
    void beginningMakesTheStarterAndTouchesNothingThatIsThere() throws IOException {
        assertThat(files.begun()).isFalse();
        files.begin();
        assertThat(work()).isEqualTo("starter");
        write("steps/07-some-step/work/m/A.java", "mine");
        files.begin();
        assertThat(work()).isEqualTo("mine");
        assertThat(files.begun()).isTrue();
    }

    @Test
    void theDifferenceToTheSolutionIsShownFromTheStarterOnOrFromTheLearnersOwn() throws IOException {
        assertThat(files.toSolution())
                .contains("--- steps/07-some-step/starter/m/A.java", "+++ solution/m/A.java", "-starter", "+solution");
        write("steps/07-some-step/work/m/A.java", "mine");
        assertThat(files.toSolution()).contains("--- steps/07-some-step/work/m/A.java", "-mine", "+solution");
        write("steps/07-some-step/work/m/A.java", "solution");
        assertThat(files.toSolution()).isEmpty();
    }

    @Test
    void whatTheLearnerWroteIsKeptAside() throws IOException {
        files.begin();
        write("steps/07-some-step/work/m/A.java", "mine");

        Path first = files.solve().orElseThrow();
        assertThat(work()).isEqualTo("solution");
        assertThat(Files.readString(first.resolve("m/A.java"))).isEqualTo("mine");

        write("steps/07-some-step/work/m/A.java", "mine again");
        Path second = files.reset().orElseThrow();
        assertThat(work()).isEqualTo("starter");
        assertThat(Files.readString(second.resolve("m/A.java"))).isEqualTo("mine again");
        assertThat(Files.readString(first.resolve("m/A.java"))).isEqualTo("mine");
    }

    @Test
    void nothingIsKeptWhereNothingWasWritten() {
        files.begin();
        assertThat(files.solve()).isEqualTo(Optional.empty());
        assertThat(files.isSolution()).isTrue();
        assertThat(files.reset()).isEqualTo(Optional.empty());
        assertThat(files.isSolution()).isFalse();
    }
}
