package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads the settings from what CDK hands over as context. */
final class SettingsTest {

    @Test
    void everySettingHasADefault() {
        assertThat(Settings.of(Map.of()))
                .isEqualTo(new Settings(
                        "dev",
                        "1",
                        Settings.Architecture.X86_64,
                        true,
                        "datadoghq.com",
                        Optional.empty(),
                        false,
                        "blocking",
                        false,
                        false));
    }

    @Test
    void everySettingCanBeChosen() {
        Map<String, String> context = Map.of(
                "env", "team-a1",
                "version", "0f3c2a1",
                "architecture", "arm64",
                "tracing", "off",
                "datadogSite", "us5.datadoghq.com",
                "redrive", "true",
                "supplierTransport", "background",
                "logTransport", "true",
                "nag", "on");
        assertThat(Settings.of(context))
                .isEqualTo(new Settings(
                        "team-a1",
                        "0f3c2a1",
                        Settings.Architecture.ARM64,
                        false,
                        "us5.datadoghq.com",
                        Optional.empty(),
                        true,
                        "background",
                        true,
                        true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:lambda:eu-west-1:123456789012:function:datadog-forwarder",
                "arn:aws-cn:lambda:cn-north-1:123456789012:function:Datadog_Forwarder"
            })
    void theForwarderIsAFunctionsArn(String arn) {
        assertThat(Settings.of(Map.of("datadogForwarderArn", arn)).datadogForwarderArn())
                .contains(arn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "datadog-forwarder",
                "arn:aws:lambda:eu-west-1:123456789012:function:",
                "arn:aws:lambda:eu-west-1:123456789012:function:datadog-forwarder:3",
                "arn:aws:logs:eu-west-1:123456789012:function:datadog-forwarder"
            })
    void anythingElseIsNoForwarder(String arn) {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> Settings.of(Map.of("datadogForwarderArn", arn)))
                .withMessageContaining("datadogForwarderArn=" + arn + " is not possible; use a function's whole ARN");
    }

    @Test
    void aForwarderWithoutTracingIsAContradiction() {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> Settings.of(Map.of(
                        "datadogForwarderArn",
                        "arn:aws:lambda:eu-west-1:123456789012:function:datadog-forwarder",
                        "tracing",
                        "off")))
                .withMessageContaining("datadogForwarderArn has no use with tracing=off; leave one of them out.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws:cdk:enable-path-metadata",
                "@aws-cdk/core:newStyleStackSynthesis",
                "cdk-nag",
                "availability-zones:account=123456789012:region=eu-west-1",
                "availability-zones",
                "acknowledged-issue-numbers",
                "cli-telemetry"
            })
    void contextOfCdkItselfIsLeftAlone(String key) {
        assertThat(Settings.of(Map.of(key, "anything"))).isEqualTo(Settings.of(Map.of()));
    }

    @Test
    void everyMistakeIsReportedAtOnce() {
        Map<String, Object> context = Map.ofEntries(
                Map.entry("enviroment", "dev"),
                Map.entry("Tracing", "off"),
                Map.entry("colour", "blue"),
                Map.entry("env", "Team_A"),
                Map.entry("version", "v 2"),
                Map.entry("architecture", "arm46"),
                Map.entry("tracing", true),
                Map.entry("datadogSite", "datadog.eu"),
                Map.entry("datadogForwarderArn", "forwarder"),
                Map.entry("redrive", "on"),
                Map.entry("supplierTransport", "Log"),
                Map.entry("logTransport", "log"));
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> Settings.of(context))
                .satisfies(problem -> GoldenFile.assertMatches("wrong-settings.txt", problem.getMessage() + "\n"));
    }

    @Test
    void aTruthValueOfJsonIsAsGoodAsItsText() {
        assertThat(Settings.of(Map.of("redrive", true)).redrive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1dev", "-dev", "Dev", "a_b", "thirteen-char"})
    void anEnvironmentThatCannotBePartOfANameIsRefused(String name) {
        assertThatExceptionOfType(SetupException.class)
                .isThrownBy(() -> Settings.of(Map.of("env", name)))
                .withMessageContaining("env=" + name + " is not possible");
    }
}
