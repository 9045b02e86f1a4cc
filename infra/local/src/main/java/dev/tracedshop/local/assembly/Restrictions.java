package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What the supported types may not ask for: values that a template may have and that would run otherwise here than on AWS, or not at all. */
final class Restrictions {
    private Restrictions() {}

    /**
     * Checks a resource's values.
     *
     * @param properties the honoured properties, resolved
     * @return pairs of a property and what is wrong with it
     */
    static List<Restriction> of(Resource resource, JsonNode properties, Assembly assembly) {
        List<Restriction> found = new ArrayList<>();
        switch (resource.type()) {
            case "AWS::Lambda::Function" -> {
                String runtime = properties.path("Runtime").asText();
                if (!runtime.startsWith("java")) {
                    found.add(new Restriction("Runtime", "Only Java functions run here, not '" + runtime + "'."));
                }
                JsonNode key = properties.path("Code").path("S3Key");
                if (assembly.asset(key.asText()).isEmpty()) {
                    found.add(new Restriction(
                            "Code",
                            "The code must be an asset of this assembly; found " + properties.path("Code") + "."));
                }
                properties.path("Layers").forEach(layer -> {
                    if (!TracingLayers.understands(layer.asText())) {
                        found.add(new Restriction(
                                "Layers",
                                "Of layers only Datadog's tracer and extension are understood here, not "
                                        + layer.asText() + "."));
                    }
                });
            }
            case "AWS::SNS::Subscription" ->
                only(found, properties, "Protocol", "lambda", "Only functions can subscribe to a topic here");
            case "AWS::ApiGatewayV2::Api" ->
                only(found, properties, "ProtocolType", "HTTP", "Only HTTP APIs are served here");
            case "AWS::ApiGatewayV2::Stage" ->
                only(found, properties, "StageName", "$default", "Only the stage $default is served here");
            case "AWS::ApiGatewayV2::Route" -> {
                if (properties.has("AuthorizationType")) {
                    only(found, properties, "AuthorizationType", "NONE", "No authorizer runs here");
                }
            }
            case "AWS::ApiGatewayV2::Integration" -> {
                only(found, properties, "IntegrationType", "AWS_PROXY", "Only Lambda integrations are served here");
                only(found, properties, "PayloadFormatVersion", "2.0", "Only the payload format 2.0 is made here");
            }
            case StateMachineProperties.TYPE -> found.addAll(StateMachineProperties.restrictions(properties, assembly));
            default -> {
                // Every value of the other types' honoured properties is understood.
            }
        }
        return found;
    }

    private static void only(List<Restriction> found, JsonNode properties, String property, String value, String why) {
        String actual = properties.path(property).asText();
        if (!actual.equals(value)) {
            found.add(new Restriction(property, why + ", not '" + actual + "'."));
        }
    }

    /**
     * A value that cannot run here.
     *
     * @param property the property
     * @param detail why, and what would
     */
    record Restriction(String property, String detail) {}
}
