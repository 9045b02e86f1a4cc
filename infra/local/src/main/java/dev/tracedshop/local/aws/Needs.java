package dev.tracedshop.local.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracedshop.local.assembly.Place;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tells which rights a call needs, as the <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/">Service
 * Authorization Reference</a> lists them.
 *
 * <p>An operation that is not named here needs the action of its own name on everything, so that nothing is allowed by an oversight.
 */
final class Needs {
    private final Place place;

    Needs(Place place) {
        this.place = place;
    }

    List<Need> of(String operation, AwsCall call) {
        return switch (call.service()) {
            case "dynamodb" -> new DynamoDbNeeds(place).of(operation, JsonProtocol.request(call));
            case "sqs" -> new SqsNeeds(place).of(operation, JsonProtocol.request(call));
            case "s3" -> S3Needs.of(operation, call);
            case "sns" -> sns(operation, form(call));
            case "events" -> events(operation, JsonProtocol.request(call));
            case "ssm" -> ssm(operation, JsonProtocol.request(call));
            case "secretsmanager" -> secret(operation, JsonProtocol.request(call));
            case "states" -> states(operation, JsonProtocol.request(call));
            case "lambda" -> lambda(operation, call);
            default -> anywhere(call.service(), operation);
        };
    }

    static List<Need> anywhere(String service, String operation) {
        return List.of(new Need(service + ":" + operation, "*"));
    }

    private static List<Need> sns(String operation, Map<String, String> form) {
        String topic = form.getOrDefault("TopicArn", form.getOrDefault("TargetArn", "*"));
        return List.of(new Need("sns:" + (operation.equals("PublishBatch") ? "Publish" : operation), topic));
    }

    private List<Need> events(String operation, JsonNode request) {
        if (!operation.equals("PutEvents")) {
            return anywhere("events", operation);
        }
        return request.path("Entries")
                .valueStream()
                .map(entry -> entry.path("EventBusName").asText("default"))
                .map(bus -> bus.startsWith("arn:") ? bus : place.arn("events", "event-bus/" + bus))
                .distinct()
                .map(bus -> new Need("events:PutEvents", bus))
                .toList();
    }

    private List<Need> ssm(String operation, JsonNode request) {
        Stream<String> names = switch (operation) {
            case "GetParameter", "PutParameter" ->
                Stream.of(request.path("Name").asText());
            case "GetParameters" -> request.path("Names").valueStream().map(JsonNode::asText);
            case "GetParametersByPath" -> Stream.of(request.path("Path").asText());
            default -> Stream.empty();
        };
        List<Need> needs = names.map(name -> new Need(
                        "ssm:" + operation,
                        name.startsWith("arn:")
                                ? name
                                : place.arn("ssm", "parameter" + (name.startsWith("/") ? name : "/" + name))))
                .toList();
        return needs.isEmpty() ? anywhere("ssm", operation) : needs;
    }

    private List<Need> secret(String operation, JsonNode request) {
        String id = request.path("SecretId").asText();
        return id.isEmpty()
                ? anywhere("secretsmanager", operation)
                : List.of(new Need("secretsmanager:" + operation, place.secretArn(id)));
    }

    private static List<Need> states(String operation, JsonNode request) {
        for (String member : List.of("stateMachineArn", "executionArn")) {
            if (request.has(member)) {
                return List.of(
                        new Need("states:" + operation, request.path(member).asText()));
            }
        }
        return anywhere("states", operation);
    }

    private List<Need> lambda(String operation, AwsCall call) {
        if (!operation.equals("Invoke")) {
            // Lambda's operations are paths here; none of the others is answered.
            return anywhere("lambda", "*");
        }
        String name = call.uri().getPath().split("/", -1)[3];
        return List.of(new Need(
                "lambda:InvokeFunction", name.startsWith("arn:") ? name : place.arn("lambda", "function:" + name)));
    }

    private static Map<String, String> form(AwsCall call) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String field : new String(call.body(), StandardCharsets.UTF_8).split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                form.put(field.substring(0, equals), decoded(field.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value; // The service itself says what is wrong with it.
        }
    }

    /** Returns needs for one action on several resources. */
    static List<Need> each(String action, Stream<String> resources) {
        List<Need> needs = new ArrayList<>();
        resources.distinct().forEach(resource -> needs.add(new Need(action, resource)));
        return needs;
    }
}
