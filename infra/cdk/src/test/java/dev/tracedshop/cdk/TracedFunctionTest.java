package dev.tracedshop.cdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** States what makes a function traced, and that nothing of it is left when tracing is off. */
final class TracedFunctionTest {
    private static final String CREATE = "dev-create-product";

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
        JsonNode function =
                SynthesizedShop.with(Map.of("architecture", "arm64")).function(CREATE);
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
        JsonNode variables = SynthesizedShop.with(Map.of("env", "team-a", "datadogSite", "datadoghq.eu"))
                .function("team-a-get-product")
                .at("/Environment/Variables");
        assertThat(variables.path("DD_ENV").asText()).isEqualTo("team-a");
        assertThat(variables.path("DD_SITE").asText()).isEqualTo("datadoghq.eu");
    }

    @Test
    void withTracingOffNothingOfDatadogIsLeft() {
        SynthesizedShop untraced = SynthesizedShop.with(Map.of("tracing", "off"));
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
        SynthesizedShop untraced = SynthesizedShop.with(Map.of("tracing", "off"));
        Map.of(
                        "dev-get-product", List.of("TABLE_NAME"),
                        "dev-list-product", List.of("TABLE_NAME"),
                        "dev-update-product", List.of("PRODUCT_UPDATED_TOPIC_ARN", "TABLE_NAME"),
                        "dev-delete-product", List.of("PRODUCT_DELETED_TOPIC_ARN", "TABLE_NAME"))
                .forEach((name, variables) -> assertThat(untraced.function(name)
                                .at("/Environment/Variables")
                                .fieldNames())
                        .toIterable()
                        .as(name)
                        .containsExactlyInAnyOrderElementsOf(variables));
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
        JsonNode parameters = SynthesizedShop.byDefault().productApi().path("Parameters");
        return parameters.properties().stream()
                .filter(parameter ->
                        parameter.getValue().path("Default").asText().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
