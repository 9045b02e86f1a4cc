package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the synthesized templates against what was last read and accepted, and against the shop's rules. */
final class TemplatesTest {
    private final SynthesizedShop shop = SynthesizedShop.byDefault();

    @Test
    void theDataTemplateIsTheAcceptedOne() {
        GoldenFile.assertMatches("ProductData.template.json", normalised(shop.productData()));
    }

    @Test
    void theApiTemplateIsTheAcceptedOne() {
        GoldenFile.assertMatches("ProductApi.template.json", normalised(shop.productApi()));
    }

    @Test
    void eachRoleMayDoWhatItsFunctionDoesAndNothingMore() {
        GoldenFile.assertMatches("permissions.txt", new Permissions(shop.productApi()).text());
    }

    @Test
    void noRoleIsSharedOrWidenedByAManagedPolicy() {
        List<JsonNode> roles = shop.resources("AWS::Lambda::Function")
                .map(function -> function.at("/Properties/Role"))
                .toList();
        assertThat(roles).hasSize(5).doesNotHaveDuplicates();
        assertThat(shop.resources("AWS::IAM::Role"))
                .hasSize(5)
                .allSatisfy(role -> assertThat(role.path("Properties").has("ManagedPolicyArns"))
                        .isFalse());
    }

    @Test
    void nothingNeedsACustomResourceOrAFunctionThatIsNotTheShops() {
        Set<String> types =
                shop.resources().map(resource -> resource.path("Type").asText()).collect(Collectors.toSet());
        assertThat(types)
                .isNotEmpty()
                .noneMatch(type -> type.startsWith("Custom::") || type.equals("AWS::CloudFormation::CustomResource"))
                .doesNotContain("AWS::CDK::Metadata");
        assertThat(shop.resources("AWS::Lambda::Function")
                        .map(function -> function.at("/Properties/FunctionName").asText()))
                .containsExactlyInAnyOrder(
                        "dev-create-product",
                        "dev-get-product",
                        "dev-list-product",
                        "dev-update-product",
                        "dev-delete-product");
    }

    @Test
    void noSecretIsInATemplate() {
        assertThat(shop.resources("AWS::Lambda::Function")
                        .flatMap(function -> keys(function.at("/Properties/Environment/Variables")).stream()))
                .isNotEmpty()
                .doesNotContain("DD_API_KEY", "DD_KMS_API_KEY", "DATADOG_API_KEY");
        assertThat(shop.templates().map(JsonNode::toString))
                .allSatisfy(template -> assertThat(template).doesNotContain("{{resolve:secretsmanager"));
        JsonNode parameter = shop.productApi().at("/Parameters/DatadogApiKeySecretArn");
        assertThat(parameter.has("Default")).isFalse();
        String pattern = parameter.path("AllowedPattern").asText();
        assertThat("arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog/api-key-AbCd12")
                .matches(pattern);
        assertThat("arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog")
                .doesNotMatch(pattern);
        assertThat("0123456789abcdef0123456789abcdef").doesNotMatch(pattern);
    }

    @Test
    void theStacksShareParametersAndNothingElse() {
        Map<String, String> published = new TreeMap<>();
        shop.resources("AWS::SSM::Parameter")
                .forEach(parameter -> published.put(
                        parameter.at("/Properties/Name").asText(),
                        parameter.at("/Properties/Value").toString()));
        List<String> read = SynthesizedShop.stream(shop.productApi().path("Parameters"))
                .filter(parameter -> parameter.path("Type").asText().startsWith("AWS::SSM::"))
                .map(parameter -> parameter.path("Default").asText())
                .filter(name -> !name.startsWith("/cdk-bootstrap/"))
                .toList();
        assertThat(read).isNotEmpty().containsExactlyInAnyOrderElementsOf(published.keySet());
        assertThat(shop.templates().map(JsonNode::toString))
                .allSatisfy(template -> assertThat(template).doesNotContain("Fn::ImportValue", "\"Export\""));
        assertThat(shop.file("manifest.json").at("/artifacts/ProductApi/dependencies"))
                .map(JsonNode::asText)
                .contains("ProductData");
    }

    @Test
    void everyRouteLeadsToItsFunction() {
        Map<String, String> targets = new TreeMap<>();
        JsonNode resources = shop.productApi().path("Resources");
        shop.resources("AWS::ApiGatewayV2::Route").forEach(route -> {
            String integration = route.at("/Properties/Target/Fn::Join/1/1/Ref").asText();
            String function = resources
                    .at("/" + integration + "/Properties/IntegrationUri/Fn::GetAtt/0")
                    .asText();
            targets.put(
                    route.at("/Properties/RouteKey").asText(),
                    resources.at("/" + function + "/Properties/Handler").asText());
        });
        assertThat(targets)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "POST /product", "dev.tracedshop.productapi.CreateProduct::handleRequest",
                        "GET /product", "dev.tracedshop.productapi.ListProducts::handleRequest",
                        "PUT /product", "dev.tracedshop.productapi.UpdateProduct::handleRequest",
                        "GET /product/{productId}", "dev.tracedshop.productapi.GetProduct::handleRequest",
                        "DELETE /product/{productId}", "dev.tracedshop.productapi.DeleteProduct::handleRequest"));
    }

    @Test
    void onlyProductionKeepsItsData() {
        JsonNode table = shop.resources("AWS::DynamoDB::Table").findFirst().orElseThrow();
        assertThat(table.path("DeletionPolicy").asText()).isEqualTo("Delete");
        assertThat(table.at("/Properties/DeletionProtectionEnabled").asBoolean())
                .isFalse();

        SynthesizedShop production = SynthesizedShop.with(Map.of("env", "prod"));
        JsonNode kept = production.resources("AWS::DynamoDB::Table").findFirst().orElseThrow();
        assertThat(kept.path("DeletionPolicy").asText()).isEqualTo("Retain");
        assertThat(kept.at("/Properties/DeletionProtectionEnabled").asBoolean()).isTrue();
        assertThat(kept.at("/Properties/TableName").asText()).isEqualTo("prod-products");
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Prints a template with the hashes of its packages left out, which change with every change of the code. */
    private static String normalised(JsonNode template) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        try {
            return new ObjectMapper()
                            .writer(new DefaultPrettyPrinter()
                                    .withObjectIndenter(indenter)
                                    .withArrayIndenter(indenter))
                            .writeValueAsString(template)
                            .replaceAll("[0-9a-f]{64}", "<asset hash>")
                    + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
