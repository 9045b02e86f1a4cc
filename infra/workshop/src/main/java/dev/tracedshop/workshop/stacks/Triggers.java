package dev.tracedshop.workshop.stacks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Assembly;
import dev.tracedshop.local.assembly.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads from the templates who triggers whom: routes, subscriptions, rules, event source mappings and tasks. */
final class Triggers {
    private static final String FUNCTION = "function ";

    private final Assembly assembly;

    Triggers(Assembly assembly) {
        this.assembly = assembly;
    }

    /** Returns an arrow per trigger that a stack holds, as in {@code topic dev-a → function dev-b}, sorted. */
    List<String> of(String stack) {
        List<String> arrows = new ArrayList<>();
        Map<String, String> integrations = new HashMap<>();
        each(
                stack,
                "AWS::ApiGatewayV2::Integration",
                (resource, properties) -> integrations.put(
                        "integrations/" + assembly.physicalId(resource),
                        properties.path("IntegrationUri").asText()));
        each(
                stack,
                "AWS::ApiGatewayV2::Route",
                (resource, properties) -> arrows.add(properties.path("RouteKey").asText() + " → "
                        + named(integrations.getOrDefault(
                                properties.path("Target").asText(), ""))));
        each(
                stack,
                "AWS::SNS::Subscription",
                (resource, properties) ->
                        arrows.add(named(properties.path("TopicArn").asText()) + " → "
                                + named(properties.path("Endpoint").asText())
                                + (properties.path("RawMessageDelivery").asBoolean() ? ", raw delivery" : "")
                                + (properties.has("FilterPolicy") ? ", filtered" : "")));
        each(
                stack,
                "AWS::Lambda::EventSourceMapping",
                (resource, properties) ->
                        arrows.add(named(properties.path("EventSourceArn").asText()) + " → " + FUNCTION
                                + properties.path("FunctionName").asText() + ", in batches of up to "
                                + properties.path("BatchSize").asText("10")));
        each(
                stack,
                "AWS::Events::Rule",
                (resource, properties) -> properties
                        .path("Targets")
                        .forEach(target ->
                                arrows.add("rule " + properties.path("Name").asText() + " on bus "
                                        + properties.path("EventBusName").asText("default") + " → "
                                        + named(target.path("Arn").asText()))));
        each(
                stack,
                "AWS::StepFunctions::StateMachine",
                (resource, properties) -> properties
                        .path("DefinitionSubstitutions")
                        .forEach(value -> {
                            if (value.asText().startsWith("arn:")
                                    && value.asText().contains(":lambda:")) {
                                arrows.add("state machine "
                                        + properties.path("StateMachineName").asText() + " → " + named(value.asText()));
                            }
                        }));
        return arrows.stream().distinct().sorted().toList();
    }

    @FunctionalInterface
    private interface Reader {
        void read(Resource resource, JsonNode properties);
    }

    private void each(String stack, String type, Reader reader) {
        assembly.resources(type).stream()
                .filter(resource -> resource.stack().equals(stack))
                .forEach(resource -> reader.read(resource, assembly.properties(resource)));
    }

    /** Says what an ARN names, as in {@code queue dev-events}. */
    private static String named(String arn) {
        String[] parts = arn.split(":", -1);
        String name = parts[parts.length - 1];
        return switch (parts.length < 3 ? "" : parts[2]) {
            case "lambda" -> FUNCTION + name;
            case "sqs" -> "queue " + name;
            case "sns" -> "topic " + name;
            case "states" -> "state machine " + name;
            case "events" -> "event bus " + name.substring(name.indexOf('/') + 1);
            default -> arn;
        };
    }
}
