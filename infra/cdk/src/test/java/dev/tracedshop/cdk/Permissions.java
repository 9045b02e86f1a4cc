package dev.tracedshop.cdk;

import static dev.tracedshop.cdk.SynthesizedShop.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints what each function of a template may do, short enough to be read whole. */
record Permissions(JsonNode template) {

    String text() {
        List<String> functions = new ArrayList<>();
        template.path("Resources").forEach(resource -> {
            if (resource.path("Type").asText().equals("AWS::Lambda::Function")) {
                functions.add(function(resource.path("Properties")));
            }
        });
        return String.join("\n", functions);
    }

    private String function(JsonNode properties) {
        String role = properties.at("/Role/Fn::GetAtt/0").asText();
        StringBuilder text = new StringBuilder(properties.path("FunctionName").asText()).append('\n');
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
            return "${" + template.at("/Parameters/" + name + "/Default").asText(name) + "}";
        }
        if (value.has("Fn::GetAtt")) {
            return "${" + value.at("/Fn::GetAtt/0").asText() + "."
                    + value.at("/Fn::GetAtt/1").asText() + "}";
        }
        return value.isTextual() ? value.asText() : value.toString();
    }
}
