package dev.tracedshop.workshop.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracedshop.workshop.WorkshopException;
import dev.tracedshop.workshop.build.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A patch makes another version of the step's files out of the solution's, or says why it cannot. */
class PatchesTest {
    private static final String HEADER = """
            # Why somebody would write this.
            diff --git a/solution/m/A.java b/solution/m/A.java
            index 1111111..2222222 100644
            """;

    @TempDir
    Path root;

    private StepDefinition step;

    @BeforeEach
    void makeASolution() throws IOException {
        step = Steps.withFiles("m/A.java", "m/B.java");
        write("solution/m/A.java", "one\ntwo\nthree\nfour – fünf\nfive\n");
        write("solution/m/B.java", "b\n");
        write("solution/m/C.java", "c\n");
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void apply(String patch) throws IOException {
        write("mistake.patch", patch);
        new Patches(new Checkout(root)).apply(step, root.resolve("mistake.patch"), root.resolve("made"));
    }

    private String made(String file) throws IOException {
        return Files.readString(root.resolve("made").resolve(file));
    }

    @Test
    void itChangesTheFilesThatItNamesAndTakesTheOthersAsTheyAre() throws IOException {
        apply(HEADER + """
                --- a/solution/m/A.java
                +++ b/solution/m/A.java
                @@ -2,3 +2,3 @@ class A
                 two
                -three
                +drei
                 four – fünf
                """);

        assertThat(made("m/A.java")).isEqualTo("one\ntwo\ndrei\nfour – fünf\nfive\n");
        assertThat(made("m/B.java")).isEqualTo("b\n");
        assertThat(root.resolve("made/m/C.java")).doesNotExist();
    }

    @Test
    void itChangesSeveralFiles() throws IOException {
        apply(HEADER + """
                --- a/solution/m/A.java
                +++ b/solution/m/A.java
                @@ -1,2 +1,1 @@
                -one
                 two
                diff --git a/solution/m/B.java b/solution/m/B.java
                index 1111111..2222222 100644
                --- a/solution/m/B.java
                +++ b/solution/m/B.java
                @@ -1,1 +1,2 @@
                 b
                +bb
                """);

        assertThat(made("m/A.java")).isEqualTo("two\nthree\nfour – fünf\nfive\n");
        assertThat(made("m/B.java")).isEqualTo("b\nbb\n");
    }

    @Test
    void linesThatHaveMovedAreFound() throws IOException {
        write("solution/m/A.java", "new\nnew\none\ntwo\nthree\n");

        apply("""
                --- a/solution/m/A.java
                +++ b/solution/m/A.java
                @@ -1,2 +1,2 @@
                 one
                -two
                +zwei
                """);

        assertThat(made("m/A.java")).isEqualTo("new\nnew\none\nzwei\nthree\n");
    }

    @Test
    void whatDoesNotApplyIsToldWithItsFile() {
        assertThatThrownBy(() -> apply("""
                        --- a/solution/m/A.java
                        +++ b/solution/m/A.java
                        @@ -1,2 +1,2 @@
                         one
                        -zwei
                        +2
                        """))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("mistake.patch does not apply to solution/m/A.java");
    }

    @Test
    void aFileThatIsNotTheLearnersIsRefused() {
        assertThatThrownBy(() -> apply("""
                        --- a/solution/m/C.java
                        +++ b/solution/m/C.java
                        @@ -1,1 +1,1 @@
                        -c
                        +d
                        """))
                .isInstanceOf(WorkshopException.class)
                .hasMessageContaining("mistake.patch changes solution/m/C.java, which is no file of step 07");
        assertThatThrownBy(() -> apply("--- a/m/A.java\n+++ b/m/A.java\n"))
                .hasMessageContaining("have to begin with a/solution/");
    }

    @Test
    void aPatchThatChangesNothingIsRefused() {
        assertThatThrownBy(() -> apply("# to be written\n")).hasMessageContaining("mistake.patch changes nothing");
        assertThatThrownBy(() -> apply("--- a/solution/m/A.java\n+++ b/solution/m/A.java\n"))
                .hasMessageContaining("has no change of solution/m/A.java");
    }

    @Test
    void everyPatchOfThisCheckoutApplies() throws IOException {
        Checkout checkout = Checkout.find(Map.of());
        StepRegistry registry = StepRegistry.of(checkout);
        int applied = 0;
        for (StepDefinition each : registry.all()) {
            try (Stream<Path> files = Files.walk(registry.directory(each), 2)) {
                List<Path> patches =
                        files.filter(file -> file.toString().endsWith(".patch")).toList();
                for (Path patch : patches) {
                    new Patches(checkout).apply(each, patch, root.resolve("all"));
                    applied++;
                }
            }
        }
        assertThat(applied).isPositive();
    }

    @Test
    void aDifferenceIsUnified() throws IOException {
        write("mine", "one\n2\nthree\n");
        write("theirs", "one\ntwo\nthree\n");

        assertThat(Patches.difference(root.resolve("mine"), "mine", root.resolve("theirs"), "theirs"))
                .containsExactly("--- mine", "+++ theirs", "@@ -1,3 +1,3 @@", " one", "-2", "+two", " three");
        assertThat(Patches.difference(root.resolve("mine"), "a", root.resolve("mine"), "b"))
                .isEmpty();
    }
}
