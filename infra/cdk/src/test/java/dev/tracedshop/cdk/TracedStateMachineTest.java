package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States what makes a state machine traced, and what is said when it is not. */
final class TracedStateMachineTest {
    private static final String MACHINE = "AWS::StepFunctions::StateMachine";
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(\\w+)}");

    @Test
    void theLogHoldsAllThatSpansAreMadeFrom() {
        SynthesizedShop shop = SynthesizedShop.byDefault();
        JsonNode machine = machine(shop, "stock-ordering");
        assertThat(machine.path("StateMachineName").asText()).isEqualTo("dev-stock-ordering");
        assertThat(machine.path("StateMachineType").asText()).isEqualTo("STANDARD");
        assertThat(machine.at("/LoggingConfiguration/Level").asText()).isEqualTo("ALL");
        assertThat(machine.at("/LoggingConfiguration/IncludeExecutionData").asBoolean())
                .isTrue();
        assertThat(machine.at("/TracingConfiguration/Enabled").asBoolean(true)).isFalse();
        String logs = machine.at("/LoggingConfiguration/Destinations/0/CloudWatchLogsLogGroup/LogGroupArn/Fn::GetAtt/0")
                .asText();
        assertThat(shop.template("InventoryOrdering")
                        .at("/Resources/" + logs + "/Properties/LogGroupName")
                        .asText())
                .isEqualTo("/aws/vendedlogs/states/dev-stock-ordering");
        assertThat(tags(shop))
                .containsExactlyInAnyOrderEntriesOf(Map.of("env", "dev", "service", "inventory-ordering"));
    }

    @Test
    void withoutAForwarderTheDeploymentSaysThatStatesAreNotTraced() {
        assertThat(notices(SynthesizedShop.byDefault()))
                .hasSize(2)
                .allSatisfy(notice -> assertThat(notice).contains("-c datadogForwarderArn=ARN"))
                .anySatisfy(notice -> assertThat(notice).contains("no spans of dev-stock-ordering and its states"))
                .anySatisfy(notice -> assertThat(notice).contains("no spans of dev-redrive and its states"));
        assertThat(SynthesizedShop.byDefault().resources("AWS::Logs::SubscriptionFilter"))
                .isEmpty();
    }

    @Test
    void withAForwarderTheLogGoesToItAndTheMachineIsMarked() {
        String forwarder = SynthesizedShop.OTHERWISE.get("datadogForwarderArn");
        SynthesizedShop shop = SynthesizedShop.with(SynthesizedShop.OTHERWISE);
        List<JsonNode> permissions = shop.resources("AWS::Lambda::Permission")
                .map(permission -> permission.path("Properties"))
                .filter(permission -> permission.path("FunctionName").asText().equals(forwarder))
                .toList();
        assertThat(permissions)
                .hasSize(2)
                .allSatisfy(permission ->
                        assertThat(permission.path("Principal").asText()).isEqualTo("logs.amazonaws.com"));
        assertThat(shop.resources("AWS::Logs::SubscriptionFilter")).hasSize(2).allSatisfy(filter -> {
            assertThat(filter.at("/Properties/DestinationArn").asText()).isEqualTo(forwarder);
            assertThat(filter.at("/Properties/FilterPattern").isTextual()).isTrue();
            assertThat(filter.at("/Properties/FilterPattern").asText()).isEmpty();
            assertThat(permissions)
                    .anySatisfy(permission -> assertThat(
                                    permission.at("/SourceArn/Fn::GetAtt/0").asText())
                            .isEqualTo(filter.at("/Properties/LogGroupName/Ref").asText()));
            assertThat(filter.path("DependsOn").toString()).contains("ForwarderPermission");
        });
        assertThat(tags(shop))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("env", "team-a", "service", "inventory-ordering", "DD_TRACE_ENABLED", "true"));
        assertThat(notices(shop)).isEmpty();
    }

    @Test
    void withTracingOffTheLogIsForFailures() {
        SynthesizedShop untraced = SynthesizedShop.with(SynthesizedShop.UNTRACED);
        assertThat(untraced.resources(MACHINE)).hasSize(2).allSatisfy(machine -> {
            JsonNode logging = machine.at("/Properties/LoggingConfiguration");
            assertThat(logging.path("Level").asText()).isEqualTo("ERROR");
            assertThat(logging.path("IncludeExecutionData").asBoolean(true)).isFalse();
        });
        assertThat(notices(untraced)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"stock-ordering", "redrive"})
    void everySubstitutionOfTheDefinitionIsThereAndNoOther(String name) throws Exception {
        SynthesizedShop shop = SynthesizedShop.byDefault();
        Set<String> used = SUBSTITUTION
                .matcher(definition(shop, name).toString())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(machine(shop, name).at("/DefinitionSubstitutions").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(used);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stock-ordering", "redrive"})
    void theRoleAllowsWhatTheTasksCallAndNothingElse(String name) throws Exception {
        SynthesizedShop shop = SynthesizedShop.byDefault();
        Map<String, String> actions = Map.of(
                "arn:aws:states:::lambda:invoke", "lambda:InvokeFunction",
                "arn:aws:states:::dynamodb:updateItem", "dynamodb:UpdateItem",
                "arn:aws:states:::events:putEvents", "events:PutEvents");
        Set<String> needed = definition(shop, name).findValuesAsText("Resource").stream()
                .map(task -> actions.getOrDefault(task, "nobody knows what " + task + " needs"))
                .collect(Collectors.toSet());
        String role = machine(shop, name).at("/RoleArn/Fn::GetAtt/0").asText();
        Set<String> allowed = shop.resources("AWS::IAM::Policy")
                .map(policy -> policy.path("Properties"))
                .filter(policy -> policy.path("Roles").findValuesAsText("Ref").contains(role))
                .flatMap(policy -> SynthesizedShop.stream(policy.at("/PolicyDocument/Statement")))
                .filter(statement -> !statement.path("Resource").asText().equals("*"))
                .map(statement -> statement.path("Action").asText())
                .collect(Collectors.toSet());
        assertThat(allowed).isEqualTo(needed);
    }

    private static JsonNode machine(SynthesizedShop shop, String name) {
        return shop.resources(MACHINE)
                .map(machine -> machine.path("Properties"))
                .filter(machine -> machine.path("StateMachineName").asText().endsWith("-" + name))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode definition(SynthesizedShop shop, String name) throws IOException {
        String asset = machine(shop, name).at("/DefinitionS3Location/Key").asText();
        return new ObjectMapper()
                .readTree(shop.directory().resolve("asset." + asset).toFile());
    }

    private static Map<String, String> tags(SynthesizedShop shop) {
        Map<String, String> tags = new TreeMap<>();
        machine(shop, "stock-ordering")
                .at("/Tags")
                .forEach(tag ->
                        tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
        return tags;
    }

    private static List<String> notices(SynthesizedShop shop) {
        return shop.metadata()
                .filter(entry -> entry.path("type").asText().equals("aws:cdk:info"))
                .map(entry -> entry.path("data").asText())
                .toList();
    }
}
