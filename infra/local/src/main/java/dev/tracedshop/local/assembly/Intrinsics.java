package dev.tracedshop.local.assembly;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tracedshop.local.assembly.Assembly.Bound;
import dev.tracedshop.local.assembly.Assembly.UnresolvedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Evaluates CloudFormation's intrinsic functions within one template.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html">Intrinsic functions</a>
 */
final class Intrinsics {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern DYNAMIC =
            Pattern.compile("\\{\\{resolve:(ssm|ssm-secure|secretsmanager):([^:}]+)(:[^}]*)?}}");

    private final Assembly assembly;
    private final Template template;
    private final Place place;
    private final Bound bound;

    Intrinsics(Assembly assembly, Template template, Place place, Bound bound) {
        this.assembly = assembly;
        this.template = template;
        this.place = place;
        this.bound = bound;
    }

    /** Returns the value of a node; missing where the template says {@code AWS::NoValue}. */
    JsonNode resolve(JsonNode node) {
        if (node.isObject()) {
            if (node.size() == 1) {
                Map.Entry<String, JsonNode> only = node.properties().iterator().next();
                if (only.getKey().equals("Ref") || only.getKey().startsWith("Fn::")) {
                    return call(only.getKey(), only.getValue());
                }
            }
            ObjectNode resolved = JSON.objectNode();
            node.properties().forEach(entry -> {
                JsonNode value = resolve(entry.getValue());
                if (!value.isMissingNode()) {
                    resolved.set(entry.getKey(), value);
                }
            });
            return resolved;
        }
        if (node.isArray()) {
            ArrayNode resolved = JSON.arrayNode();
            node.forEach(element -> {
                JsonNode value = resolve(element);
                if (!value.isMissingNode()) {
                    resolved.add(value);
                }
            });
            return resolved;
        }
        return node.isTextual() && node.asText().contains("{{resolve:") ? text(dynamic(node.asText())) : node;
    }

    boolean condition(String name) {
        JsonNode expression = template.conditionExpression(name);
        if (expression.isMissingNode()) {
            throw new UnresolvedException("The template has no condition '" + name + "'.");
        }
        return truth(expression);
    }

    private boolean truth(JsonNode expression) {
        if (expression.isObject() && expression.size() == 1) {
            Map.Entry<String, JsonNode> only =
                    expression.properties().iterator().next();
            JsonNode argument = only.getValue();
            return switch (only.getKey()) {
                case "Condition" -> condition(argument.asText());
                case "Fn::Equals" ->
                    resolve(argument.path(0))
                            .asText()
                            .equals(resolve(argument.path(1)).asText());
                case "Fn::Not" -> !truth(argument.path(0));
                case "Fn::And" -> argument.valueStream().allMatch(this::truth);
                case "Fn::Or" -> argument.valueStream().anyMatch(this::truth);
                default -> throw notUnderstood(expression);
            };
        }
        throw notUnderstood(expression);
    }

    private static UnresolvedException notUnderstood(JsonNode expression) {
        return new UnresolvedException("The condition " + expression + " is not understood.");
    }

    private JsonNode call(String function, JsonNode argument) {
        return switch (function) {
            case "Ref" -> reference(argument.asText());
            case "Fn::GetAtt" -> {
                String[] parts = argument.isArray()
                        ? new String[] {
                            argument.path(0).asText(), resolve(argument.path(1)).asText()
                        }
                        : argument.asText().split("\\.", 2);
                yield text(attribute(resource(parts[0]), parts.length > 1 ? parts[1] : ""));
            }
            case "Fn::Join" -> {
                List<String> parts = new ArrayList<>();
                resolve(argument.path(1)).forEach(part -> parts.add(part.asText()));
                yield text(dynamic(String.join(argument.path(0).asText(), parts)));
            }
            case "Fn::Sub" -> text(substitute(argument));
            case "Fn::Select" -> {
                int index = resolve(argument.path(0)).asInt();
                JsonNode list = resolve(argument.path(1));
                if (!list.has(index)) {
                    throw new UnresolvedException("Fn::Select asks for element " + index + " of " + list.size() + ".");
                }
                yield list.path(index);
            }
            case "Fn::Split" -> {
                ArrayNode parts = JSON.arrayNode();
                String separator = argument.path(0).asText();
                String whole = resolve(argument.path(1)).asText();
                for (String part : whole.split(Pattern.quote(separator), -1)) {
                    parts.add(part);
                }
                yield parts;
            }
            case "Fn::If" -> resolve(condition(argument.path(0).asText()) ? argument.path(1) : argument.path(2));
            case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" ->
                BooleanNode.valueOf(truth(JSON.objectNode().set(function, argument)));
            case "Fn::ImportValue" -> {
                String name = resolve(argument).asText();
                yield text(assembly.export(name)
                        .orElseThrow(
                                () -> new UnresolvedException("No stack of this assembly exports '" + name + "'.")));
            }
            case "Fn::FindInMap" -> {
                JsonNode value = template.mapping(resolve(argument.path(0)).asText())
                        .path(resolve(argument.path(1)).asText())
                        .path(resolve(argument.path(2)).asText());
                if (value.isMissingNode()) {
                    throw new UnresolvedException("Fn::FindInMap finds nothing for " + argument + ".");
                }
                yield value;
            }
            case "Fn::Base64" ->
                text(Base64.getEncoder()
                        .encodeToString(resolve(argument).asText().getBytes(StandardCharsets.UTF_8)));
            case "Fn::Length" -> JSON.numberNode(resolve(argument).size());
            case "Fn::ToJsonString" -> text(resolve(argument).toString());
            default -> throw new UnresolvedException("The intrinsic function " + function + " is not supported here.");
        };
    }

    private JsonNode reference(String name) {
        return switch (name) {
            case "AWS::Region" -> text(place.region());
            case "AWS::AccountId" -> text(place.account());
            case "AWS::Partition" -> text("aws");
            case "AWS::URLSuffix" -> text("amazonaws.com");
            case "AWS::StackName" -> text(template.stack());
            case "AWS::StackId" ->
                text(place.arn("cloudformation", "stack/" + template.stack() + "/" + digest(template.stack())));
            case "AWS::NotificationARNs" -> JSON.arrayNode();
            case "AWS::NoValue" -> MissingNode.getInstance();
            default -> template.parameter(name).isMissingNode() ? text(ref(resource(name))) : parameter(name);
        };
    }

    private JsonNode parameter(String name) {
        String value = template.parameterValue(name)
                .orElseThrow(() -> new UnresolvedException(
                        "The template's parameter '" + name + "' has no default and was given no value."));
        String type = template.parameter(name).path("Type").asText();
        if (type.startsWith("AWS::SSM::Parameter::Value<")) {
            return text(ssm(value));
        }
        if (type.equals("CommaDelimitedList") || type.startsWith("List<")) {
            ArrayNode list = JSON.arrayNode();
            for (String element : value.split(",", -1)) {
                list.add(element.strip());
            }
            return list;
        }
        return text(value);
    }

    private String ssm(String name) {
        return assembly.ssmParameter(name)
                .orElseThrow(() ->
                        new UnresolvedException("No stack of this assembly creates the SSM parameter '" + name + "'."));
    }

    private Resource resource(String logicalId) {
        return template.resource(logicalId)
                .orElseThrow(() ->
                        new UnresolvedException("The template has no resource or parameter '" + logicalId + "'."));
    }

    private String substitute(JsonNode argument) {
        String pattern = argument.isArray() ? argument.path(0).asText() : argument.asText();
        JsonNode variables = argument.isArray() ? argument.path(1) : JSON.objectNode();
        Matcher matcher = SUBSTITUTION.matcher(pattern);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String value;
            if (name.startsWith("!")) {
                value = "${" + name.substring(1) + "}";
            } else if (variables.has(name)) {
                value = resolve(variables.path(name)).asText();
            } else if (name.contains(".")) {
                String[] parts = name.split("\\.", 2);
                value = attribute(resource(parts[0]), parts[1]);
            } else {
                value = reference(name).asText();
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(result);
        return dynamic(result.toString());
    }

    private String dynamic(String value) {
        Matcher matcher = DYNAMIC.matcher(value);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            // There are no secrets on this machine: whoever needs one gets a text that says so.
            String replacement = matcher.group(1).equals("ssm")
                    ? ssm(matcher.group(2))
                    : "no-secret-here-for-" + matcher.group(2).replaceAll("[^A-Za-z0-9-]", "-");
            matcher.appendReplacement(result, Matcher.quoteReplacement(replacement));
        }
        matcher.appendTail(result);
        return result.toString();
    }

    /** Returns what {@code Ref} gives for a resource. */
    String ref(Resource resource) {
        return switch (resource.type()) {
            case "AWS::SNS::Topic" -> place.arn("sns", name(resource, "TopicName"));
            case "AWS::SQS::Queue" ->
                bound.apply(resource, "QueueUrl")
                        .orElseGet(() -> "https://sqs." + place.region() + ".amazonaws.com/" + place.account() + "/"
                                + name(resource, "QueueName"));
            case "AWS::Lambda::EventSourceMapping" -> uuid(resource);
            case "AWS::SNS::Subscription" ->
                resolve(resource.properties().path("TopicArn")).asText() + ":" + uuid(resource);
            case "AWS::SSM::Parameter" -> name(resource, "Name");
            case StateMachineProperties.TYPE ->
                place.arn("states", "stateMachine:" + name(resource, "StateMachineName"));
            case "AWS::DynamoDB::Table" -> name(resource, "TableName");
            case "AWS::Lambda::Function" -> name(resource, "FunctionName");
            case "AWS::IAM::Role" -> name(resource, "RoleName");
            case "AWS::Logs::LogGroup" -> name(resource, "LogGroupName");
            case "AWS::Logs::SubscriptionFilter" -> name(resource, "FilterName");
            case "AWS::S3::Bucket" -> name(resource, "BucketName");
            case "AWS::Events::EventBus", "AWS::Scheduler::Schedule" -> name(resource, "Name");
            case "AWS::Events::Rule" -> rule(resource).replace('/', '|');
            // API Gateway gives ids of ten characters.
            case "AWS::ApiGatewayV2::Api", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Route" ->
                digest(resource.stack() + "/" + resource.logicalId()).substring(0, 10);
            default -> generated(resource);
        };
    }

    /** Returns what {@code Fn::GetAtt} gives for a resource. */
    String attribute(Resource resource, String attribute) {
        Optional<String> told = bound.apply(resource, attribute);
        if (told.isPresent()) {
            return told.get();
        }
        String id = ref(resource);
        return switch (resource.type() + "." + attribute) {
            case "AWS::SNS::Topic.TopicArn" -> id;
            case "AWS::SNS::Topic.TopicName" -> id.substring(id.lastIndexOf(':') + 1);
            case "AWS::SQS::Queue.Arn" -> place.arn("sqs", name(resource, "QueueName"));
            case "AWS::SQS::Queue.QueueName" -> name(resource, "QueueName");
            case "AWS::SQS::Queue.QueueUrl" -> id;
            case "AWS::StepFunctions::StateMachine.Arn" -> id;
            case "AWS::StepFunctions::StateMachine.Name" -> id.substring(id.lastIndexOf(':') + 1);
            case "AWS::DynamoDB::Table.Arn" -> place.arn("dynamodb", "table/" + id);
            case "AWS::DynamoDB::Table.StreamArn" -> {
                if (!resource.properties().has("StreamSpecification")) {
                    throw new UnresolvedException("The table " + id + " has no stream: it has no StreamSpecification.");
                }
                yield place.arn("dynamodb", "table/" + id + "/stream/local");
            }
            case "AWS::S3::Bucket.Arn" -> "arn:aws:s3:::" + id;
            case "AWS::Lambda::Function.Arn" -> place.arn("lambda", "function:" + id);
            case "AWS::IAM::Role.Arn" -> "arn:aws:iam::" + place.account() + ":role/" + id;
            case "AWS::Logs::LogGroup.Arn" -> place.arn("logs", "log-group:" + id + ":*");
            case "AWS::Events::EventBus.Arn" -> place.arn("events", "event-bus/" + id);
            case "AWS::Events::EventBus.Name" -> id;
            case "AWS::Events::Rule.Arn" -> place.arn("events", "rule/" + rule(resource));
            case "AWS::Scheduler::Schedule.Arn" -> place.arn("scheduler", "schedule/default/" + id);
            case "AWS::SSM::Parameter.Value" ->
                resolve(resource.properties().path("Value")).asText();
            case "AWS::ApiGatewayV2::Api.ApiId" -> id;
            case "AWS::ApiGatewayV2::Api.ApiEndpoint" ->
                "https://" + id + ".execute-api." + place.region() + ".amazonaws.com";
            default ->
                throw new UnresolvedException(
                        "The attribute " + attribute + " of " + resource.type() + " is not known here.");
        };
    }

    /** Returns a rule's name as its ARN has it: behind that of its bus, unless that is the default one. */
    private String rule(Resource resource) {
        JsonNode given = resource.properties().path("EventBusName");
        String bus = given.isMissingNode() ? "" : resolve(given).asText();
        String busName = bus.substring(bus.indexOf('/') + 1);
        String name = name(resource, "Name");
        return busName.isEmpty() || busName.equals("default") ? name : busName + "/" + name;
    }

    private String name(Resource resource, String property) {
        JsonNode given = resource.properties().path(property);
        return given.isMissingNode() ? generated(resource) : resolve(given).asText();
    }

    private static String generated(Resource resource) {
        String suffix = digest(resource.stack() + "/" + resource.logicalId())
                .substring(0, 12)
                .toUpperCase(Locale.ROOT);
        return resource.stack() + "-" + resource.logicalId() + "-" + suffix;
    }

    private static String uuid(Resource resource) {
        String hex = digest(resource.stack() + "/" + resource.logicalId());
        return List.of(
                        hex.substring(0, 8),
                        hex.substring(8, 12),
                        hex.substring(12, 16),
                        hex.substring(16, 20),
                        hex.substring(20, 32))
                .stream()
                .collect(Collectors.joining("-"));
    }

    private static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static TextNode text(String value) {
        return JSON.textNode(value);
    }
}
