package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that are used wrongly, or cannot do what they are asked, say so and end with the code for it; nobody sees a stack trace. */
class CommandLineTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... args) {
        Terminal terminal = Terminal.plain(new PrintStream(said, true, StandardCharsets.UTF_8));
        return Main.run(new Workshop(SharedShop.CHECKOUT, terminal, System.getenv()), args);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anOptionThatIsNotThereIsRefused() {
        assertThat(run("run", "--jsno", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("Unknown option", "--jsno").doesNotContain("\tat ");
    }

    @Test
    void aCommandThatIsNotThereIsRefused() {
        assertThat(run("rnu")).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("rnu");
    }

    @Test
    void anOptionOfALaterIssueIsUnknown() {
        assertThat(run("up", "--freeze")).isEqualTo(ExitCode.USAGE);
        assertThat(run("run", "--mine")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aSettingWithoutAValueIsRefused() {
        assertThat(run("run", "-c", "tracing")).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("-c takes KEY=VALUE");
    }

    @Test
    void aSettingThatTheCdkAppDoesNotKnowIsRefusedByIt() {
        assertThat(run("run", "-c", "tracng=off", "-c", "architecture=mips")).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("tracng", "Did you mean", "tracing", "mips").doesNotContain("\tat ");
    }

    @Test
    void anAssemblyThatIsNoneIsRefused() {
        assertThat(run("run", "--assembly", directory.resolve("none").toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("run", "--assembly", directory.toString())).isEqualTo(ExitCode.SETUP);
        assertThat(said()).contains("No synthesized assembly in " + directory);
    }

    @Test
    void aFaultThatIsNoneIsRefused() {
        assertThat(run("up", "--fail", "Everything", "--fail", "Sns.Publish=2")).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("'Everything' is not SERVICE.OPERATION", "a rate is between 0 and 1");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(run("up", "--port", port)).isEqualTo(ExitCode.SETUP);
            assertThat(said())
                    .contains("Port " + port + ", wanted for the API, cannot be had")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aShopThatDoesNotRunIsMissed() {
        Path file = directory.resolve("no-ready-file.json");
        for (String command : new String[] {"env", "trace", "account"}) {
            assertThat(run(command, "--shop", file.toString())).as(command).isEqualTo(ExitCode.USAGE);
        }
        assertThat(said()).contains("Cannot read " + file);
    }

    @Test
    void aStepThatIsNotThereIsNamed() {
        for (String command : new String[] {"check", "hint", "solution", "reset"}) {
            assertThat(run(command, "77")).as(command).isEqualTo(ExitCode.USAGE);
        }
        assertThat(said()).contains("There is no step 77");
    }

    @Test
    void theStatusListsTheSteps() {
        assertThat(run("status")).isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("01  ", "Next: steps/01-one-traced-lambda/README.md");
    }

    @Test
    void hintsComeInThreeLevels() {
        assertThat(run("hint", "01")).isEqualTo(ExitCode.PASS);
        String questions = said();
        said.reset();
        assertThat(run("hint", "01", "--level", "3")).isEqualTo(ExitCode.PASS);
        assertThat(said().length()).isGreaterThan(questions.length());
        assertThat(run("hint", "01", "--level", "4")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void widthAndColourComeFromTheSurroundings() {
        assertThat(Terminal.of(Map.of()).width()).isEqualTo(80);
        assertThat(Terminal.of(Map.of()).interactive()).isFalse();
        Terminal wide = Terminal.of(Map.of("WORKSHOP_TERMINAL_WIDTH", "132"));
        assertThat(wide.width()).isEqualTo(132);
        assertThat(wide.colour()).isTrue();
        assertThat(Terminal.of(Map.of("WORKSHOP_TERMINAL_WIDTH", "132", "NO_COLOR", "1"))
                        .colour())
                .isFalse();
    }
}
