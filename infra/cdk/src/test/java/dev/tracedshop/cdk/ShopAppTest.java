package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the app as the CDK command line does: a plain process with two variables. */
final class ShopAppTest {

    @Test
    void aWrongSettingEndsTheProcessWithOneMessage(@TempDir Path directory) throws Exception {
        Path assembly = directory.resolve("cdk.out");
        Ended ended = start(
                directory.resolve("output.txt"),
                Map.of(
                        "CDK_OUTDIR",
                        assembly.toString(),
                        "CDK_CONTEXT_JSON",
                        "{\"traicing\":\"off\",\"aws:cdk:enable-path-metadata\":true}"));
        assertThat(ended.output())
                .contains("\"traicing\" is not a setting. Did you mean \"tracing\"?")
                .doesNotContain("\tat ", "Exception");
        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(assembly.resolve("manifest.json")).doesNotExist();
    }

    @Test
    void withoutNodeItSaysWhatToInstall(@TempDir Path directory) throws Exception {
        Ended ended = start(directory.resolve("output.txt"), Map.of("PATH", directory.toString()));
        assertThat(ended.output()).contains("Install Node 20 or newer").doesNotContain("\tat ");
        assertThat(ended.exitCode()).isEqualTo(3);
    }

    @Test
    void aPackageThatWasNotBuiltIsNamedWithTheCommandThatBuildsIt(@TempDir Path checkout) {
        SolutionFiles solution = new SolutionFiles(checkout);
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> solution.packageOf("product-api"))
                .withMessage("The function package "
                        + checkout.resolve("solution/product-api/target/product-api.zip")
                        + " is missing. Build it first: ./mvnw -pl solution/product-api -am package");
    }

    @Test
    void aStateMachineThatIsMissingIsNamedWithTheCommandThatBringsItBack(@TempDir Path checkout) {
        SolutionFiles solution = new SolutionFiles(checkout);
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> solution.stateMachineOf("inventory-ordering", "stock-ordering"))
                .withMessageContaining("stock-ordering.asl.json is missing.")
                .withMessageEndingWith("git restore "
                        + Path.of("solution/inventory-ordering/src/main/statemachine/stock-ordering.asl.json"));
    }

    private record Ended(int exitCode, String output) {}

    private static Ended start(Path output, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShopApp.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }
}
