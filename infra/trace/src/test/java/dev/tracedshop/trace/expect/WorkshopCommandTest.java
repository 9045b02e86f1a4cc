package dev.tracedshop.trace.expect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkshopCommandTest {
    private final ByteArrayOutputStream complaints = new ByteArrayOutputStream();

    private WorkshopCommand in(Path directory) {
        return new WorkshopCommand(directory, "workshop", new PrintStream(complaints, true, StandardCharsets.UTF_8));
    }

    @Test
    void theScriptRunsFromAnywhereInTheCheckoutAndItsExitCodeIsOurs(@TempDir Path root) throws Exception {
        Path script = Files.writeString(
                root.resolve("workshop"), "#!/bin/sh\necho \"$@\" > \"$(dirname \"$0\")/args\"\nexit 42\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path inside = Files.createDirectories(root.resolve("steps/01-one/work"));

        int code = in(inside).check("01", "--watch", "-c", "tracing=off");

        assertThat(code).isEqualTo(42);
        assertThat(root.resolve("args")).hasContent("check 01 --watch -c tracing=off");
    }

    @Test
    void outsideACheckoutItSaysWhereToGo(@TempDir Path elsewhere) throws IOException, InterruptedException {
        assertThat(in(elsewhere).check("01")).isEqualTo(3);
        assertThat(complaints.toString(StandardCharsets.UTF_8))
                .startsWith("broken: ")
                .contains("Run this from inside the workshop's checkout");
    }
}
