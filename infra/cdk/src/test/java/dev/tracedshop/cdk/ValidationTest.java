package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.sns.Topic;

/** Lets cdk-nag and CloudFormation's own validation judge the shop. */
final class ValidationTest {
    private static final Map<String, String> NAG = Map.of("nag", "on");

    @Test
    void cdkNagFindsNothingThatIsNotAnswered() {
        assertThat(messages(SynthesizedShop.with(NAG))).isEmpty();
        assertThat(messages(SynthesizedShop.with(SynthesizedShop.UNTRACED))).isEmpty();
        assertThat(messages(SynthesizedShop.with(SynthesizedShop.EXTENDED))).isEmpty();
    }

    @Test
    void cdkNagWouldSpeakUp() {
        App app = new App();
        Topic.Builder.create(new Stack(app, "Careless"), "Topic").build();
        Aspects.of(app).add(new AwsSolutionsChecks());
        assertThat(messages(new SynthesizedShop(Path.of(app.synth().getDirectory()))))
                .anyMatch(message -> message.contains("AwsSolutions-SNS3"));
    }

    @Test
    void eachAnswerStandsOnAResourceWithItsReason() {
        List<JsonNode> answered = SynthesizedShop.byDefault()
                .resources()
                .filter(resource -> resource.at("/Metadata/cdk_nag").isObject())
                .toList();
        assertThat(answered)
                .isNotEmpty()
                .allSatisfy(resource -> assertThat(resource.at("/Metadata/cdk_nag/rules_to_suppress"))
                        .isNotEmpty()
                        .allSatisfy(
                                rule -> assertThat(rule.path("reason").asText()).hasSizeGreaterThan(40)));
        assertThat(SynthesizedShop.byDefault().templates())
                .allSatisfy(template -> assertThat(template.at("/Metadata/cdk_nag"))
                        .as("no answer for a whole stack")
                        .isEmpty());
    }

    @Test
    void cloudFormationsValidationPasses() {
        JsonNode reports =
                SynthesizedShop.with(NAG).file("validation-report.json").path("pluginReports");
        assertThat(reports).isNotEmpty().allSatisfy(report -> {
            assertThat(report.path("conclusion").asText()).isEqualTo("success");
            assertThat(report.path("violations")).isEmpty();
            assertThat(report.path("suppressedViolations"))
                    .allSatisfy(violation ->
                            assertThat(violation.path("reason").asText()).isNotBlank());
        });
    }

    /** Returns what was said about the constructs of an assembly: errors and warnings, cdk-nag's among them. */
    private static List<String> messages(SynthesizedShop assembly) {
        return assembly.metadata()
                .filter(entry -> List.of("aws:cdk:error", "aws:cdk:warning")
                        .contains(entry.path("type").asText()))
                .map(entry -> entry.path("data").asText())
                .toList();
    }
}
