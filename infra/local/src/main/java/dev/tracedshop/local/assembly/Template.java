package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One stack's template as written. */
final class Template {
    private final String stack;
    private final JsonNode content;
    private final Map<String, String> parameters;
    private final Map<String, Resource> resources = new LinkedHashMap<>();

    Template(String stack, JsonNode content, Map<String, String> parameters) {
        this.stack = stack;
        this.content = content;
        this.parameters = parameters;
        content.path("Resources").properties().forEach(entry -> {
            JsonNode resource = entry.getValue();
            String path = resource.path("Metadata").path("aws:cdk:path").asText(stack + "/" + entry.getKey());
            resources.put(
                    entry.getKey(),
                    new Resource(
                            stack, entry.getKey(), path, resource.path("Type").asText(), resource.path("Properties")));
        });
    }

    String stack() {
        return stack;
    }

    List<Resource> resources() {
        return new ArrayList<>(resources.values());
    }

    Optional<Resource> resource(String logicalId) {
        return Optional.ofNullable(resources.get(logicalId));
    }

    /** Returns the name of the condition on which a resource depends. */
    Optional<String> condition(String logicalId) {
        JsonNode condition = content.path("Resources").path(logicalId).path("Condition");
        return condition.isTextual() ? Optional.of(condition.asText()) : Optional.empty();
    }

    /** Returns the logical ids of the resources that are made before a resource because it says so. */
    Set<String> dependsOn(String logicalId) {
        JsonNode named = content.path("Resources").path(logicalId).path("DependsOn");
        return named.isTextual()
                ? Set.of(named.asText())
                : named.valueStream().map(JsonNode::asText).collect(Collectors.toSet());
    }

    JsonNode conditionExpression(String name) {
        return content.path("Conditions").path(name);
    }

    JsonNode parameter(String name) {
        return content.path("Parameters").path(name);
    }

    Optional<String> parameterValue(String name) {
        String given = parameters.get(name);
        JsonNode fallback = parameter(name).path("Default");
        return given != null
                ? Optional.of(given)
                : fallback.isMissingNode() ? Optional.empty() : Optional.of(fallback.asText());
    }

    JsonNode mapping(String name) {
        return content.path("Mappings").path(name);
    }

    Map<String, JsonNode> outputs() {
        Map<String, JsonNode> outputs = new LinkedHashMap<>();
        content.path("Outputs").properties().forEach(entry -> outputs.put(entry.getKey(), entry.getValue()));
        return outputs;
    }
}
