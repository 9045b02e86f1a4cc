package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log transport is there when asked for, and subscribes to every function but its own. */
final class LogTransportTest {
    private final SynthesizedShop shop = SynthesizedShop.with(SynthesizedShop.EXTENDED);
    private final JsonNode template = shop.template("LogTransport");

    private List<JsonNode> resources(String type) {
        return SynthesizedShop.stream(template.path("Resources"))
                .filter(resource -> resource.path("Type").asText().equals(type))
                .toList();
    }

    @Test
    void itIsTheAcceptedOneWithWhatItsRoleMayDo() {
        GoldenFile.assertMatches("LogTransport.template.json", TemplatesTest.normalised(template));
        GoldenFile.assertMatches("permissions-log-transport.txt", new Permissions(template).text());
    }

    @Test
    void withoutTheSettingItIsNotThere() {
        assertThat(SynthesizedShop.byDefault().stacks()).isNotEmpty().doesNotContain("LogTransport");
    }

    @Test
    void everyFunctionsLogHasOneFilterWithoutAPatternExceptThePublishersOwn() {
        List<String> groups = shop.resources("AWS::Lambda::Function")
                .map(function ->
                        "/aws/lambda/" + function.at("/Properties/FunctionName").asText())
                .filter(group -> !group.equals("/aws/lambda/dev-log-publisher"))
                .toList();
        assertThat(resources("AWS::Logs::SubscriptionFilter"))
                .allSatisfy(filter -> assertThat(
                                filter.at("/Properties/FilterPattern").asText("none"))
                        .isEmpty())
                .extracting(filter -> filter.at("/Properties/LogGroupName").asText())
                .hasSizeGreaterThan(15)
                .containsExactlyInAnyOrderElementsOf(groups);
    }

    @Test
    void eachFilterIsMadeAfterThePermissionForItsOwnGroup() {
        assertThat(resources("AWS::Logs::SubscriptionFilter")).isNotEmpty().allSatisfy(filter -> {
            assertThat(filter.path("DependsOn")).hasSize(1);
            JsonNode permission =
                    template.at("/Resources/" + filter.at("/DependsOn/0").asText());
            assertThat(permission.path("Type").asText()).isEqualTo("AWS::Lambda::Permission");
            assertThat(permission.at("/Properties/SourceArn").toString())
                    .contains(":log-group:"
                            + filter.at("/Properties/LogGroupName").asText() + ":*\"");
        });
    }

    @Test
    void noKeyIsInTheTemplateAndItsSecretAndTheCollectorHaveToBeNamed() {
        assertThat(template.toString()).doesNotContain("{{resolve:secretsmanager");
        for (String parameter : List.of("LogPublisherKeySecretArn", "LogPublisherOtlpEndpoint")) {
            assertThat(template.at("/Parameters/" + parameter).path("Type").asText())
                    .isEqualTo("String");
            assertThat(template.at("/Parameters/" + parameter).has("Default")).isFalse();
        }
    }
}
