package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** States what makes a function traced, and that nothing of it is left when tracing is off. */
final class TracedFunctionTest {
    private static final String CREATE = "dev-create-product";
    private static final Map<String, String> UNTRACED = SynthesizedShop.UNTRACED;
    private static final Map<String, String> OTHERWISE = SynthesizedShop.OTHERWISE;

    @Test
    void aTracedFunctionCarriesTheTracerAndTheExtension() {
        JsonNode function = SynthesizedShop.byDefault().function(CREATE);
        assertThat(layers(function)).containsExactlyInAnyOrder("dd-trace-java:30", "Datadog-Extension:93");
        assertThat(function.path("Architectures")).map(JsonNode::asText).containsExactly("x86_64");
        assertThat(function.path("Runtime").asText()).isEqualTo("java21");
        assertThat(function.path("MemorySize").asInt()).isEqualTo(1024);
        assertThat(function.path("Timeout").asInt()).isEqualTo(10);
    }

    @Test
    void onArmTheExtensionIsTheOneForArm() {
        JsonNode function = SynthesizedShop.with(OTHERWISE).function("team-a-create-product");
        assertThat(layers(function)).containsExactlyInAnyOrder("dd-trace-java:30", "Datadog-Extension-ARM:93");
        assertThat(function.path("Architectures")).map(JsonNode::asText).containsExactly("arm64");
    }

    @Test
    void theVariablesOfATracedFunctionAreExactlyThese() throws Exception {
        JsonNode variables = SynthesizedShop.byDefault().function(CREATE).at("/Environment/Variables");
        assertThat(variables).isEqualTo(new ObjectMapper().readTree("""
                {
                  "AWS_LAMBDA_EXEC_WRAPPER": "/opt/datadog_wrapper",
                  "DD_API_KEY_SECRET_ARN": {"Ref": "DatadogApiKeySecretArn"},
                  "DD_CAPTURE_LAMBDA_PAYLOAD": "false",
                  "DD_ENV": "dev",
                  "DD_LOGS_INJECTION": "true",
                  "DD_SERVICE": "product-api",
                  "DD_SERVICE_MAPPING": "lambda_api_gateway:product-api",
                  "DD_SITE": "datadoghq.com",
                  "DD_TRACE_OTEL_ENABLED": "true",
                  "DD_TRACE_REMOVE_INTEGRATION_SERVICE_NAMES_ENABLED": "true",
                  "DD_VERSION": "1",
                  "PRODUCT_CREATED_TOPIC_ARN": {"Ref": "%s"},
                  "TABLE_NAME": {"Ref": "%s"}
                }
                """.formatted(
                                parameter("/dev/product/created-topic-arn"), parameter("/dev/product/table-name"))));
    }

    @Test
    void theSettingsReachTheFunctions() {
        JsonNode variables =
                SynthesizedShop.with(OTHERWISE).function("team-a-get-product").at("/Environment/Variables");
        assertThat(variables.path("DD_ENV").asText()).isEqualTo("team-a");
        assertThat(variables.path("DD_SITE").asText()).isEqualTo("datadoghq.eu");
    }

    @Test
    void withTracingOffNothingOfDatadogIsLeft() {
        SynthesizedShop untraced = SynthesizedShop.with(UNTRACED);
        JsonNode function = untraced.function(CREATE);
        assertThat(function.path("Layers")).isEmpty();
        assertThat(function.at("/Environment/Variables").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("PRODUCT_CREATED_TOPIC_ARN", "TABLE_NAME");
        assertThat(untraced.templates().map(JsonNode::toString))
                .allSatisfy(template -> assertThat(template)
                        .doesNotContainIgnoringCase("datadog")
                        .doesNotContain("DD_", "secretsmanager"));
    }

    @Test
    void aFunctionGetsTheNamesItUsesAndNoOthers() {
        SynthesizedShop untraced = SynthesizedShop.with(UNTRACED);
        Map.of(
                        "dev-get-product", List.of("TABLE_NAME"),
                        "dev-list-product", List.of("TABLE_NAME"),
                        "dev-update-product", List.of("PRODUCT_UPDATED_TOPIC_ARN", "TABLE_NAME"),
                        "dev-delete-product", List.of("PRODUCT_DELETED_TOPIC_ARN", "TABLE_NAME"),
                        "dev-pricing-changed", List.of("TABLE_NAME"),
                        "dev-product-created", List.of("IDEMPOTENCY_TABLE_NAME", "PRICE_CALCULATED_TOPIC_ARN"),
                        "dev-product-updated", List.of("IDEMPOTENCY_TABLE_NAME", "PRICE_CALCULATED_TOPIC_ARN"),
                        "dev-stock-ordering", List.of("STATE_MACHINE_ARN"),
                        "dev-request-quote", List.of("SUPPLIER_URL"),
                        "dev-product-changes", List.of("AUDIT_TABLE_NAME"))
                .forEach((name, variables) -> assertThat(untraced.function(name)
                                .at("/Environment/Variables")
                                .fieldNames())
                        .toIterable()
                        .as(name)
                        .containsExactlyInAnyOrderElementsOf(variables));
    }

    @Test
    void theConsumersOfQueuesKnowTheirDeadLetterQueue() {
        SynthesizedShop untraced = SynthesizedShop.with(UNTRACED);
        Map.of(
                        "dev-public-event-publisher",
                                List.of(
                                        "DEAD_LETTER_QUEUE_URL",
                                        "EVENT_BUS_NAME",
                                        "EVENT_SOURCE",
                                        "IDEMPOTENCY_TABLE_NAME"),
                        "dev-inventory-acl",
                                List.of(
                                        "DEAD_LETTER_QUEUE_URL",
                                        "IDEMPOTENCY_TABLE_NAME",
                                        "NEW_PRODUCT_ADDED_TOPIC_ARN"),
                        "dev-analytics", List.of("DEAD_LETTER_QUEUE_URL", "IDEMPOTENCY_TABLE_NAME"))
                .forEach((name, variables) -> assertThat(untraced.function(name)
                                .at("/Environment/Variables")
                                .fieldNames())
                        .toIterable()
                        .as(name)
                        .containsExactlyInAnyOrderElementsOf(variables));
    }

    @Test
    void onlySomeFunctionsHaveSettingsOfTheirOwnForTheTracer() {
        Map<String, String> different = new TreeMap<>();
        SynthesizedShop.byDefault().resources("AWS::Lambda::Function").forEach(function -> {
            JsonNode variables = function.at("/Properties/Environment/Variables");
            variables.properties().forEach(variable -> {
                if (variable.getKey().contains("PROPAGATION")) {
                    different.put(
                            function.at("/Properties/FunctionName").asText() + " " + variable.getKey(),
                            variable.getValue().asText());
                }
            });
        });
        assertThat(different)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "dev-public-event-publisher DD_TRACE_AWS_PROPAGATION_ENABLED", "false",
                        "dev-stock-ordering DD_TRACE_AWS_PROPAGATION_ENABLED", "false",
                        "dev-analytics DD_TRACE_AWS_PROPAGATION_ENABLED", "false",
                        "dev-analytics DD_TRACE_PROPAGATION_STYLE_EXTRACT", "none",
                        "dev-analytics DD_TRACE_PROPAGATION_BEHAVIOR_EXTRACT", "ignore"));
    }

    @Test
    void theSupplierHasNothingOfDatadogAndAlwaysAnEndpointToFill() {
        SynthesizedShop shop = SynthesizedShop.byDefault();
        assertThat(shop.template("Supplier").toString())
                .doesNotContainIgnoringCase("datadog")
                .doesNotContain("DD_", "secretsmanager");
        JsonNode supplier = shop.function("dev-supplier-quote");
        assertThat(supplier.has("Layers")).isFalse();
        assertThat(supplier.at("/Environment/Variables/OTEL_SERVICE_NAME").asText())
                .isEqualTo("supplier");
        assertThat(supplier.at("/Environment/Variables/OTEL_EXPORTER_OTLP_ENDPOINT/Ref")
                        .asText())
                .isEqualTo("SupplierOtlpEndpoint");
        JsonNode parameter = shop.template("Supplier").at("/Parameters/SupplierOtlpEndpoint");
        assertThat(parameter.path("Default").isTextual()).isTrue();
        assertThat(parameter.path("Default").asText()).isEmpty();
        String pattern = parameter.path("AllowedPattern").asText();
        assertThat("").matches(pattern);
        assertThat("https://collector.example:4318").matches(pattern);
        assertThat("collector.example:4318").doesNotMatch(pattern);
    }

    @Test
    void theSupplierIsToldItsTransportOnlyWhenAnotherWasChosen() {
        String transport = "/Environment/Variables/TELEMETRY_TRANSPORT";
        assertThat(SynthesizedShop.byDefault()
                        .function("dev-supplier-quote")
                        .at(transport)
                        .isMissingNode())
                .isTrue();
        assertThat(SynthesizedShop.with(SynthesizedShop.OTHERWISE)
                        .function("team-a-supplier-quote")
                        .at(transport)
                        .asText())
                .isEqualTo("log");
    }

    /** Returns name and version of each layer, after checking that region and partition are left to the deployment. */
    private static List<String> layers(JsonNode function) {
        return SynthesizedShop.stream(function.path("Layers"))
                .map(layer -> layer.at("/Fn::Join/1"))
                .map(parts -> {
                    assertThat(parts.toString()).contains("{\"Ref\":\"AWS::Partition\"}", "{\"Ref\":\"AWS::Region\"}");
                    return parts.get(parts.size() - 1).asText();
                })
                .map(end -> {
                    assertThat(end).startsWith(":464622532012:layer:");
                    return end.substring(":464622532012:layer:".length());
                })
                .toList();
    }

    private static String parameter(String name) {
        JsonNode parameters = SynthesizedShop.byDefault().template("ProductApi").path("Parameters");
        return parameters.properties().stream()
                .filter(parameter ->
                        parameter.getValue().path("Default").asText().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
