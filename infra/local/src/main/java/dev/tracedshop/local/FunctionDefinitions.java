package dev.tracedshop.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import dev.tracedshop.local.assembly.TracingLayers;
import dev.tracedshop.local.function.CodePackages;
import dev.tracedshop.local.function.FunctionDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the functions off an assembly. */
final class FunctionDefinitions {
    private FunctionDefinitions() {}

    static List<FunctionDefinition> of(Assembly assembly, CodePackages packages) {
        List<FunctionDefinition> definitions = new ArrayList<>();
        for (Resource resource : assembly.resources("AWS::Lambda::Function")) {
            JsonNode properties = assembly.properties(resource);
            Map<String, String> environment = new LinkedHashMap<>();
            properties
                    .path("Environment")
                    .path("Variables")
                    .properties()
                    .forEach(variable -> environment.put(
                            variable.getKey(), variable.getValue().asText()));
            List<String> layers = new ArrayList<>();
            properties.path("Layers").forEach(layer -> layers.add(layer.asText()));
            String code = properties.path("Code").path("S3Key").asText();
            Path asset = assembly.asset(code)
                    .orElseThrow(() -> new IllegalStateException(
                            resource.path() + ": the assembly was checked, yet has no asset " + code));
            String role = properties.path("Role").asText();
            definitions.add(new FunctionDefinition(
                    assembly.physicalId(resource),
                    assembly.attribute(resource, "Arn"),
                    resource.path(),
                    properties.path("Handler").asText(),
                    properties.path("Runtime").asText(),
                    properties.path("Architectures").path(0).asText("x86_64"),
                    properties.path("MemorySize").asInt(128),
                    Duration.ofSeconds(properties.path("Timeout").asInt(3)),
                    Map.copyOf(environment),
                    role.substring(role.lastIndexOf('/') + 1),
                    TracingLayers.of(layers, environment),
                    packages.classPath(asset)));
        }
        return definitions;
    }
}
