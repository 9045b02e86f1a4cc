package dev.tracedshop.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy} as a process, with a CDK command line that only prints what it was told. */
class DeployTest {
    private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog-AbCdEf";

    @TempDir
    Path directory;

    private Path cdk;

    @BeforeEach
    void aCdkThatOnlyPrints() throws IOException {
        cdk = Files.writeString(directory.resolve("cdk"), """
                #!/bin/sh
                echo "in ${PWD##*/infra/}: $*"
                exit "${CDK_STATUS:-0}"
                """);
        Files.setPosixFilePermissions(cdk, PosixFilePermissions.fromString("rwx------"));
    }

    private record Ended(int status, String said) {
        String cdkLine() {
            return said.lines()
                    .filter(line -> line.startsWith("in "))
                    .findFirst()
                    .orElse("");
        }
    }

    private static Ended workshop(int cdkStatus, List<String> args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.tracedshop.workshop.Main"));
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("WORKSHOP_ROOT", SharedShop.CHECKOUT.root().toString());
        builder.environment().put("CDK_STATUS", Integer.toString(cdkStatus));
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    @Test
    void theStacksOfTheStepAreDeployedInOrderFromTheCdkApp() throws Exception {
        Ended ended = workshop(
                0,
                List.of(
                        "deploy",
                        "07",
                        "--cdk",
                        cdk.toString(),
                        "--secret-arn",
                        SECRET,
                        "--outputs-file",
                        directory.resolve("outputs.json").toString()));

        assertThat(ended.status()).as(ended.said()).isZero();
        assertThat(ended.cdkLine())
                .startsWith(
                        "in cdk: deploy SharedBus ProductData ProductApi ProductPricing ProductPublisher InventoryData"
                                + " InventoryAcl Supplier InventoryOrdering --exclusively --require-approval never ")
                .contains("--parameters dev-inventory-ordering:DatadogApiKeySecretArn=" + SECRET)
                .doesNotContain("dev-supplier:", "dev-shared-bus:")
                .endsWith("--outputs-file " + directory.resolve("outputs.json"));
        assertThat(ended.said())
                .contains(
                        "It costs money.",
                        "has not been run against one",
                        "dev-inventory-ordering: the inventory team's")
                .contains("datadogForwarderArn");
    }

    @Test
    void nothingIsRunWhenItIsOnlyPrinted() throws Exception {
        Ended ended = workshop(0, List.of("deploy", "01", "--print", "--cdk", cdk.toString(), "--secret-arn", SECRET));

        assertThat(ended.status()).as(ended.said()).isZero();
        assertThat(ended.cdkLine()).isEmpty();
        assertThat(ended.said())
                .contains("cd infra/cdk\n  " + cdk + " deploy ProductData ProductApi --exclusively")
                .contains("--parameters dev-product-api:DatadogApiKeySecretArn=" + SECRET);
    }

    @Test
    void whatIsMissingOrWrongIsSaidBeforeAnythingRuns() throws Exception {
        Ended without = workshop(0, List.of("deploy", "01", "--cdk", cdk.toString()));
        assertThat(without.status()).isEqualTo(ExitCode.USAGE);
        assertThat(without.said()).contains("dev-product-api", "--secret-arn ARN", "-c tracing=off");

        Ended wrong = workshop(0, List.of("deploy", "01", "--cdk", cdk.toString(), "--secret-arn", "secret"));
        assertThat(wrong.status()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.said()).contains("not 'secret'");

        assertThat(without.cdkLine() + wrong.cdkLine()).isEmpty();
    }

    @Test
    void untracedFunctionsNeedNoSecret() throws Exception {
        Ended ended =
                workshop(0, List.of("deploy", "01", "--cdk", cdk.toString(), "-c", "env=test", "-c", "tracing=off"));

        assertThat(ended.status()).as(ended.said()).isZero();
        assertThat(ended.cdkLine()).endsWith("--require-approval never -c env=test -c tracing=off");
        assertThat(ended.said()).contains("test-product-api");
    }

    @Test
    void aCdkThatEndsBadlyOrIsNotThereIsABrokenSetUp() throws Exception {
        Ended bad = workshop(7, List.of("deploy", "01", "--cdk", cdk.toString(), "--secret-arn", SECRET));
        assertThat(bad.status()).isEqualTo(ExitCode.SETUP);
        assertThat(bad.said()).contains("ended with 7");

        Ended absent = workshop(
                0, List.of("deploy", "01", "--cdk", directory.resolve("none").toString(), "--secret-arn", SECRET));
        assertThat(absent.status()).isEqualTo(ExitCode.SETUP);
        assertThat(absent.said())
                .contains("Cannot start " + directory.resolve("none"))
                .doesNotContain("\tat ");
    }
}
