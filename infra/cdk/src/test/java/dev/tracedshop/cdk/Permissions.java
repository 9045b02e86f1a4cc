package dev.tracedshop.cdk;

import static dev.tracedshop.cdk.SynthesizedShop.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints what each function, state machine, schedule and integration of a template may do, short enough to be read whole. */
record Permissions(JsonNode template) {
    private static final List<String> NAMES =
            List.of("FunctionName", "LogGroupName", "Name", "QueueName", "StateMachineName", "TableName");

    String text() {
        List<String> actors = new ArrayList<>();
        template.path("Resources").forEach(resource -> {
            JsonNode properties = resource.path("Properties");
            switch (resource.path("Type").asText()) {
                case "AWS::Lambda::Function" ->
                    actors.add(actor(properties.path("FunctionName"), properties.path("Role")));
                case "AWS::StepFunctions::StateMachine" ->
                    actors.add(actor(properties.path("StateMachineName"), properties.path("RoleArn")));
                case "AWS::Scheduler::Schedule" ->
                    actors.add(actor(properties.path("Name"), properties.at("/Target/RoleArn")));
                case "AWS::ApiGatewayV2::Integration" -> {
                    if (properties.has("CredentialsArn")) {
                        actors.add(actor(properties.path("IntegrationSubtype"), properties.path("CredentialsArn")));
                    }
                }
                default -> {
                    // Nothing else has a role.
                }
            }
        });
        return String.join("\n", actors);
    }

    private String actor(JsonNode name, JsonNode roleArn) {
        String role = roleArn.at("/Fn::GetAtt/0").asText();
        StringBuilder text = new StringBuilder(name.asText()).append('\n');
        JsonNode trust = template.at("/Resources/" + role + "/Properties/AssumeRolePolicyDocument/Statement");
        trust.forEach(statement -> text.append("  assumed by ")
                .append(statement.at("/Principal/Service").asText())
                .append('\n'));
        stream(template.path("Resources"))
                .filter(resource -> resource.path("Type").asText().equals("AWS::IAM::Policy"))
                .filter(policy -> stream(policy.at("/Properties/Roles"))
                        .anyMatch(each -> each.path("Ref").asText().equals(role)))
                .flatMap(policy -> stream(policy.at("/Properties/PolicyDocument/Statement")))
                .forEach(statement ->
                        text.append("  ").append(statement(statement)).append('\n'));
        return text.toString();
    }

    private String statement(JsonNode statement) {
        return "%s %s on %s%s"
                .formatted(
                        statement.path("Effect").asText(),
                        list(statement.path("Action")),
                        list(statement.path("Resource")),
                        statement.has("Condition") ? " if " + statement.path("Condition") : "");
    }

    private String list(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? stream(oneOrMany).map(this::plain).collect(Collectors.joining(", "))
                : plain(oneOrMany);
    }

    private String plain(JsonNode value) {
        if (value.has("Fn::Join")) {
            return stream(value.at("/Fn::Join/1"))
                    .map(this::plain)
                    .collect(Collectors.joining(value.at("/Fn::Join/0").asText()));
        }
        if (value.has("Ref")) {
            String name = value.path("Ref").asText();
            return "${" + template.at("/Parameters/" + name + "/Default").asText(name(name)) + "}";
        }
        if (value.has("Fn::GetAtt")) {
            return "${" + name(value.at("/Fn::GetAtt/0").asText()) + "."
                    + value.at("/Fn::GetAtt/1").asText() + "}";
        }
        return value.isTextual() ? value.asText() : value.toString();
    }

    /** Returns the name that a resource was given, or its logical id. */
    private String name(String logicalId) {
        JsonNode properties = template.at("/Resources/" + logicalId + "/Properties");
        return NAMES.stream()
                .map(properties::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse(logicalId);
    }
}
