package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracedshop.workshop.build.Checkout;
import dev.tracedshop.workshop.command.Commands;
import dev.tracedshop.workshop.step.Progress;
import dev.tracedshop.workshop.step.StepRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Commands that are used wrongly, or cannot do what they are asked, say so and end with the code for it; nobody sees a stack trace. */
class CommandLineTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int run(String... args) {
        return runIn(SharedShop.CHECKOUT, System.getenv(), args);
    }

    private int runIn(Checkout checkout, Map<String, String> environment, String... args) {
        Terminal terminal = Terminal.plain(new PrintStream(said, true, StandardCharsets.UTF_8));
        return Main.run(new Workshop(checkout, terminal, environment), args);
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
    void eachCommandSaysWhatItDoes() {
        CommandLine line =
                Commands.commandLine(new Workshop(SharedShop.CHECKOUT, Terminal.plain(System.out), Map.of()));

        assertThat(line.getSubcommands()).containsKeys("run", "check", "help");
        for (String name : line.getSubcommands().keySet()) {
            StringWriter help = new StringWriter();
            assertThat(line.setOut(new PrintWriter(help)).execute(name, "--help"))
                    .as(name)
                    .isZero();
            assertThat(help.toString()).contains("Usage: workshop " + name);
        }
    }

    @Test
    void anOptionThatIsNotBuiltIsUnknown() {
        assertThat(run("run", "--open")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theFilesOfAllStepsOrOfOneAreRunNotBoth() {
        assertThat(run("run", "--mine", "--step", "01")).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("give one of the two");
    }

    @Test
    void nothingIsAcceptedInContinuousIntegration() {
        assertThat(runIn(SharedShop.CHECKOUT, Map.of("CI", "true"), "verify-steps", "--accept"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("--accept is refused with CI=true");
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
    void aStepWithoutFilesSaysThatThereIsNothingOfTheLearners() throws Exception {
        Checkout checkout = TemporaryCheckout.in(directory);
        for (String command : new String[] {"solution", "reset"}) {
            assertThat(runIn(checkout, Map.of(), command, "13")).as(command).isEqualTo(ExitCode.USAGE);
        }
        assertThat(runIn(checkout, Map.of(), "hint", "13")).isEqualTo(ExitCode.USAGE);
        assertThat(runIn(checkout, Map.of(), "check", "13", "--watch")).isEqualTo(ExitCode.USAGE);
        // What a dry run needs is missed before anything is started.
        assertThat(runIn(checkout, Map.of(), "check", "13")).isEqualTo(ExitCode.SETUP);
        assertThat(said())
                .contains(
                        "no files of yours, so there is no solution",
                        "no files of yours, so there is nothing to begin anew",
                        "Step 13 has no tasks; its README says what to do.",
                        "its check is a dry run in a shop of its own",
                        "npm ci --ignore-scripts");
        new Progress(checkout).tried(StepRegistry.of(checkout).step("13"), true);
        assertThat(runIn(checkout, Map.of(), "status")).isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("60 min  passed on ");
    }

    @Test
    void theStatusFollowsALearnerFromTheBeginningToTheSolution() throws Exception {
        Checkout checkout = TemporaryCheckout.in(directory);
        assertThat(runIn(checkout, Map.of(), "status")).isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("01  ", "25 min  not begun", "Next: steps/01-one-traced-lambda/README.md");

        assertThat(runIn(checkout, Map.of(), "reset", "01")).isEqualTo(ExitCode.PASS);
        assertThat(runIn(checkout, Map.of(), "status")).isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("25 min  begun");

        assertThat(runIn(checkout, Map.of(), "solution", "01")).isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("+        Optional<Product> product = products.find(productId);");
        assertThat(runIn(checkout, Map.of(), "status")).isEqualTo(ExitCode.PASS);
        assertThat(said()).contains("25 min  solved by ./workshop solution, not checked");
    }

    @Test
    void theStatusListsTheFilesOfTheSolution() {
        assertThat(run("status", "--files")).isEqualTo(ExitCode.PASS);
        assertThat(said())
                .contains("  product-api/src/main/java/dev/tracedshop/productapi/GetProduct.java", "no step: ")
                .doesNotContain("wrong:");
    }

    @Test
    void hintsComeInThreeLevelsOneMoreEachTime() throws Exception {
        Checkout checkout = TemporaryCheckout.in(directory);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            said.reset();
            assertThat(runIn(checkout, Map.of(), "hint", "01")).isEqualTo(ExitCode.PASS);
            assertThat(said()).startsWith("Task 1 · ");
            lengths.add(said().length());
        }
        assertThat(lengths.get(1)).isGreaterThan(lengths.get(0));
        assertThat(said()).contains("products.find(productId)");

        said.reset();
        assertThat(runIn(checkout, Map.of(), "hint", "01", "--task", "2")).isEqualTo(ExitCode.PASS);
        assertThat(said()).startsWith("Task 2 · ").contains("./workshop hint 01 --task 2 --level 2");
        assertThat(runIn(checkout, Map.of(), "hint", "01", "--level", "4")).isEqualTo(ExitCode.USAGE);
        assertThat(runIn(checkout, Map.of(), "hint", "01", "--task", "9")).isEqualTo(ExitCode.USAGE);
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
