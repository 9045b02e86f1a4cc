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
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the synthesized templates against what was last read and accepted, and against the shop's rules. */
final class TemplatesTest {
    private final SynthesizedShop shop = SynthesizedShop.byDefault();

    @Test
    void theStacksAreTheseUnderTheirNames() {
        Map<String, String> names = new TreeMap<>();
        shop.stacks()
                .forEach(stack -> names.put(
                        stack,
                        shop.file("manifest.json")
                                .at("/artifacts/" + stack + "/properties/stackName")
                                .asText()));
        assertThat(names)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("SharedBus", "dev-shared-bus"),
                        Map.entry("ProductData", "dev-product-data"),
                        Map.entry("ProductApi", "dev-product-api"),
                        Map.entry("ProductPricing", "dev-product-pricing"),
                        Map.entry("ProductPublisher", "dev-product-publisher"),
                        Map.entry("ProductChanges", "dev-product-changes"),
                        Map.entry("ProductCatalogue", "dev-product-catalogue"),
                        Map.entry("InventoryData", "dev-inventory-data"),
                        Map.entry("InventoryAcl", "dev-inventory-acl"),
                        Map.entry("InventoryOrdering", "dev-inventory-ordering"),
                        Map.entry("Analytics", "dev-analytics"),
                        Map.entry("Supplier", "dev-supplier"),
                        Map.entry("Operations", "dev-operations")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SharedBus",
                "ProductData",
                "ProductApi",
                "ProductPricing",
                "ProductPublisher",
                "ProductChanges",
                "ProductCatalogue",
                "InventoryData",
                "InventoryAcl",
                "InventoryOrdering",
                "Analytics",
                "Supplier",
                "Operations"
            })
    void eachTemplateIsTheAcceptedOne(String stack) {
        GoldenFile.assertMatches(stack + ".template.json", normalised(shop.template(stack)));
    }

    @Test
    void redriveByItselfIsTheAcceptedOneWithWhatItsRolesMayDo() {
        JsonNode template = SynthesizedShop.with(SynthesizedShop.EXTENDED).template("Operations");
        GoldenFile.assertMatches("Operations-redriving.template.json", normalised(template));
        GoldenFile.assertMatches("permissions-redriving.txt", new Permissions(template).text());
    }

    @Test
    void eachRoleMayDoWhatItsOwnerDoesAndNothingMore() {
        String permissions = shop.templates()
                .map(template -> new Permissions(template).text())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
        GoldenFile.assertMatches("permissions.txt", permissions);
    }

    @Test
    void noRoleIsSharedOrWidenedByAManagedPolicy() {
        shop.templates().forEach(template -> {
            List<String> roles = resources(template, "AWS::IAM::Role");
            List<String> used = SynthesizedShop.stream(template.path("Resources"))
                    .map(resource -> resource.path("Properties"))
                    .map(properties -> properties.path(properties.has("RoleArn") ? "RoleArn" : "Role"))
                    .filter(role -> role.has("Fn::GetAtt"))
                    .map(role -> role.at("/Fn::GetAtt/0").asText())
                    .toList();
            assertThat(used).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(roles);
        });
        assertThat(shop.resources("AWS::IAM::Role"))
                .hasSize(22)
                .allSatisfy(role -> assertThat(role.path("Properties").has("ManagedPolicyArns"))
                        .isFalse());
    }

    @Test
    void noStatementAllowsMoreThanNamedActionsOnANamedResource() {
        List<JsonNode> statements = shop.resources("AWS::IAM::Policy")
                .flatMap(policy -> SynthesizedShop.stream(policy.at("/Properties/PolicyDocument/Statement")))
                .toList();
        assertThat(statements).isNotEmpty().allSatisfy(statement -> {
            assertThat(actions(statement)).isNotEmpty().noneMatch(action -> action.contains("*"));
            String resource = statement.path("Resource").toString();
            if (resource.contains("/catalogue/*") || resource.contains("/catalogue-errors/*")) {
                // Whoever uploads a catalogue chooses its name.
                assertThat(actions(statement)).hasSize(1).first().asString().startsWith("s3:");
            } else if (resource.contains("*")) {
                // Those that set up the delivery of Step Functions' logs, which know no resources.
                assertThat(actions(statement)).allMatch(action -> action.startsWith("logs:"));
                assertThat(statement.path("Resource").asText()).isEqualTo("*");
            }
        });
        assertThat(statements.stream()
                        .filter(statement -> statement.path("Resource").asText().equals("*")))
                .hasSize(2);
    }

    @Test
    void everyLogGroupForgetsAfterTwoWeeks() {
        // One for each function, each API and each state machine.
        assertThat(shop.resources("AWS::Logs::LogGroup"))
                .hasSize(25)
                .allSatisfy(group -> assertThat(
                                group.at("/Properties/RetentionInDays").asInt())
                        .isEqualTo(14));
        assertThat(shop.resources("AWS::Lambda::Function"))
                .allSatisfy(function -> assertThat(function.at("/Properties/LoggingConfig/LogGroup/Ref")
                                .asText())
                        .isNotEmpty());
    }

    @Test
    void everyApiTakesOnlySoManyRequests() {
        assertThat(shop.resources("AWS::ApiGatewayV2::Stage")).hasSize(3).allSatisfy(stage -> {
            assertThat(stage.at("/Properties/DefaultRouteSettings/ThrottlingRateLimit")
                            .asInt())
                    .isEqualTo(100);
            assertThat(stage.at("/Properties/DefaultRouteSettings/ThrottlingBurstLimit")
                            .asInt())
                    .isEqualTo(200);
        });
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
                        "dev-delete-product",
                        "dev-pricing-changed",
                        "dev-product-created",
                        "dev-product-updated",
                        "dev-public-event-publisher",
                        "dev-product-changes",
                        "dev-catalogue-upload",
                        "dev-catalogue-import",
                        "dev-inventory-acl",
                        "dev-stock-ordering",
                        "dev-request-quote",
                        "dev-supplier-quote",
                        "dev-analytics",
                        "dev-redrive-start",
                        "dev-redrive-check",
                        "dev-replay");
    }

    @Test
    void noSecretIsInATemplate() {
        assertThat(shop.resources("AWS::Lambda::Function")
                        .flatMap(function -> keys(function.at("/Properties/Environment/Variables")).stream()))
                .isNotEmpty()
                .doesNotContain("DD_API_KEY", "DD_KMS_API_KEY", "DATADOG_API_KEY");
        assertThat(shop.templates().map(JsonNode::toString))
                .allSatisfy(template -> assertThat(template).doesNotContain("{{resolve:secretsmanager"));
        JsonNode parameter = shop.template("ProductApi").at("/Parameters/DatadogApiKeySecretArn");
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
        Map<String, String> publisherOf = new TreeMap<>();
        Map<String, Set<String>> readBy = new TreeMap<>();
        for (String stack : shop.stacks()) {
            JsonNode template = shop.template(stack);
            resources(template, "AWS::SSM::Parameter")
                    .forEach(id -> publisherOf.put(
                            template.at("/Resources/" + id + "/Properties/Name").asText(), stack));
            readBy.put(stack, parametersReadBy(template));
        }
        // The supplier's behaviour is read by its own function, while it runs.
        Set<String> published = new TreeSet<>(publisherOf.keySet());
        assertThat(published.remove("/dev/supplier/behaviour")).isTrue();
        assertThat(readBy.values().stream().flatMap(Set::stream).collect(Collectors.toSet()))
                .isEqualTo(published);
        readBy.forEach(
                (stack, names) -> assertThat(shop.file("manifest.json").at("/artifacts/" + stack + "/dependencies"))
                        .as("%s is deployed after those whose parameters it reads", stack)
                        .map(JsonNode::asText)
                        .filteredOn(dependency -> !dependency.endsWith(".assets"))
                        .containsExactlyInAnyOrderElementsOf(
                                names.stream().map(publisherOf::get).collect(Collectors.toSet())));
        assertThat(shop.templates().map(JsonNode::toString))
                .allSatisfy(template -> assertThat(template).doesNotContain("Fn::ImportValue", "\"Export\""));
    }

    private static Set<String> parametersReadBy(JsonNode template) {
        return SynthesizedShop.stream(template.path("Parameters"))
                .filter(parameter -> parameter.path("Type").asText().startsWith("AWS::SSM::"))
                .map(parameter -> parameter.path("Default").asText())
                .filter(name -> !name.startsWith("/cdk-bootstrap/"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyRouteLeadsToItsFunction() {
        Map<String, String> targets = new TreeMap<>();
        shop.templates().forEach(template -> {
            JsonNode resources = template.path("Resources");
            resources(template, "AWS::ApiGatewayV2::Route").forEach(route -> {
                JsonNode properties = resources.path(route).path("Properties");
                String integration = properties.at("/Target/Fn::Join/1/1/Ref").asText();
                String function = resources
                        .at("/" + integration + "/Properties/IntegrationUri/Fn::GetAtt/0")
                        .asText();
                targets.put(
                        properties.path("RouteKey").asText(),
                        resources.at("/" + function + "/Properties/Handler").asText());
            });
        });
        assertThat(targets)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "POST /product", "dev.tracedshop.productapi.CreateProduct::handleRequest",
                        "GET /product", "dev.tracedshop.productapi.ListProducts::handleRequest",
                        "PUT /product", "dev.tracedshop.productapi.UpdateProduct::handleRequest",
                        "GET /product/{productId}", "dev.tracedshop.productapi.GetProduct::handleRequest",
                        "DELETE /product/{productId}", "dev.tracedshop.productapi.DeleteProduct::handleRequest",
                        "PUT /catalogue/{name}", "dev.tracedshop.productcatalogue.CatalogueUpload::handleRequest",
                        "GET /quotes/{productId}", "dev.tracedshop.supplier.SupplierQuote::handleRequest"));
    }

    @Test
    void onlyProductionKeepsItsData() {
        assertThat(shop.resources("AWS::DynamoDB::Table")).hasSize(6).allSatisfy(table -> {
            assertThat(table.path("DeletionPolicy").asText()).isEqualTo("Delete");
            assertThat(table.at("/Properties/DeletionProtectionEnabled").asBoolean())
                    .isFalse();
        });
        SynthesizedShop production = SynthesizedShop.with(Map.of("env", "prod"));
        assertThat(production.resources("AWS::DynamoDB::Table")).hasSize(6).allSatisfy(table -> {
            assertThat(table.path("DeletionPolicy").asText()).isEqualTo("Retain");
            assertThat(table.at("/Properties/DeletionProtectionEnabled").asBoolean())
                    .isTrue();
            assertThat(table.at("/Properties/TableName").asText()).startsWith("prod-");
        });
        assertThat(production.resources("AWS::SQS::Queue"))
                .isNotEmpty()
                .allSatisfy(queue ->
                        assertThat(queue.path("DeletionPolicy").asText()).isEqualTo("Retain"));
        assertThat(List.of("ProductData", "ProductCatalogue", "InventoryData", "Analytics"))
                .allSatisfy(stack -> assertThat(production
                                .file("manifest.json")
                                .at("/artifacts/" + stack + "/properties/terminationProtection")
                                .asBoolean())
                        .isTrue());
    }

    @Test
    void tablesHaveTheirKeysAndOnlyLeasesGoAwayByThemselves() {
        Map<String, String> keys = new TreeMap<>();
        shop.resources("AWS::DynamoDB::Table")
                .map(table -> table.path("Properties"))
                .forEach(table -> {
                    String name = table.path("TableName").asText();
                    keys.put(name, table.at("/KeySchema/0/AttributeName").asText());
                    assertThat(table.at("/TimeToLiveSpecification/AttributeName")
                                    .asText())
                            .as(name)
                            .isEqualTo(name.endsWith("-idempotency") ? "expiresAt" : "");
                });
        assertThat(keys)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "dev-products", "productId",
                        "dev-product-audit", "eventId",
                        "dev-stock", "productId",
                        "dev-product-idempotency", "id",
                        "dev-inventory-idempotency", "id",
                        "dev-analytics-idempotency", "id"));
    }

    /** Returns the logical ids of a template's resources of one type. */
    private static List<String> resources(JsonNode template, String type) {
        return template.path("Resources").properties().stream()
                .filter(resource -> resource.getValue().path("Type").asText().equals(type))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> actions(JsonNode statement) {
        JsonNode actions = statement.path("Action");
        return actions.isArray()
                ? SynthesizedShop.stream(actions).map(JsonNode::asText).toList()
                : List.of(actions.asText());
    }

    private static List<String> keys(JsonNode object) {
        List<String> keys = new ArrayList<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Prints a template with the hashes of its packages left out, which change with every change of the code. */
    static String normalised(JsonNode template) {
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
