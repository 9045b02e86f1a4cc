package dev.tracedshop.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.aws.FrontDoor;
import dev.tracedshop.local.function.Functions;
import dev.tracedshop.local.http.ApiIntegration;
import dev.tracedshop.local.http.Routes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the routes of HTTP APIs off an assembly. */
final class DeclaredRoutes {
    private final Assembly assembly;
    private final Functions functions;
    private final FrontDoor door;
    private final Map<String, JsonNode> integrations = new LinkedHashMap<>();

    DeclaredRoutes(Assembly assembly, Functions functions, FrontDoor door) {
        this.assembly = assembly;
        this.functions = functions;
        this.door = door;
        assembly.resources("AWS::ApiGatewayV2::Integration")
                .forEach(resource -> integrations.put(
                        "integrations/" + assembly.physicalId(resource), assembly.properties(resource)));
    }

    Routes of(String apiId) {
        List<Routes.Route> routes = new ArrayList<>();
        for (Resource resource : assembly.resources("AWS::ApiGatewayV2::Route")) {
            JsonNode route = assembly.properties(resource);
            if (route.path("ApiId").asText().equals(apiId)) {
                JsonNode integration = integrations.get(route.path("Target").asText());
                if (integration == null) {
                    throw leadsNowhere(resource, route);
                }
                routes.add(new Routes.Route(
                        route.path("RouteKey").asText(),
                        integration(resource, route, integration),
                        Duration.ofMillis(integration.path("TimeoutInMillis").asLong(30_000)),
                        route.path("AuthorizationType").asText().equals("AWS_IAM")));
            }
        }
        return new Routes(routes);
    }

    private ApiIntegration integration(Resource resource, JsonNode route, JsonNode integration) {
        return integration.has("IntegrationSubtype")
                ? new ApiIntegration.OfService(new StartExecutionIntegration(door, integration))
                : new ApiIntegration.OfFunction(functions
                        .find(integration.path("IntegrationUri").asText())
                        .orElseThrow(() -> leadsNowhere(resource, route)));
    }

    private static IllegalStateException leadsNowhere(Resource resource, JsonNode route) {
        return new IllegalStateException(
                resource.path() + " leads to " + route.path("Target") + ", which is no function of this assembly.");
    }
}
