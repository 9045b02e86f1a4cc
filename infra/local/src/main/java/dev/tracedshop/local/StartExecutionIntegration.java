package dev.tracedshop.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.aws.FrontDoor;
import dev.tracedshop.local.aws.JsonProtocol;
import dev.tracedshop.local.http.ApiIntegration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * API Gateway's own integration {@code StepFunctions-StartExecution}: a request starts an execution, and the answer is that of Step
 * Functions.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html">Integration subtypes</a>
 */
final class StartExecutionIntegration implements Function<JsonNode, ApiIntegration.Answer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FrontDoor door;
    private final String role;
    private final JsonNode parameters;

    StartExecutionIntegration(FrontDoor door, JsonNode properties) {
        this.door = door;
        String arn = properties.path("CredentialsArn").asText();
        this.role = arn.substring(arn.lastIndexOf('/') + 1);
        this.parameters = properties.path("RequestParameters");
    }

    @Override
    public ApiIntegration.Answer apply(JsonNode event) {
        ObjectNode request = JSON.createObjectNode();
        for (String name : List.of("StateMachineArn", "Input", "Name")) {
            String value = value(parameters.path(name).asText(), event);
            if (!value.isEmpty()) {
                request.put(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), value);
            }
        }
        AwsAnswer answer;
        try {
            answer = door.call(JsonProtocol.call(role, "states", "AWSStepFunctions.StartExecution", request));
        } catch (AwsError error) {
            answer = JsonProtocol.refuse(error);
        }
        return new ApiIntegration.Answer(answer.status(), "application/x-amz-json-1.0", answer.body());
    }

    /** Returns what a parameter says, or what of the request it names; nothing when the request has no such thing. */
    private static String value(String parameter, JsonNode event) {
        if (!parameter.startsWith("$request.")) {
            return parameter;
        }
        String[] path = parameter.substring("$request.".length()).split("\\.", 2);
        return switch (path[0]) {
            case "header" ->
                event.path("headers").path(path[1].toLowerCase(Locale.ROOT)).asText();
            case "querystring" ->
                event.path("queryStringParameters").path(path[1]).asText();
            case "path" -> event.path("pathParameters").path(path[1]).asText();
            default -> path.length == 1 ? body(event) : member(body(event), path[1]);
        };
    }

    private static String body(JsonNode event) {
        String body = event.path("body").asText();
        return event.path("isBase64Encoded").asBoolean()
                ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                : body;
    }

    private static String member(String body, String path) {
        try {
            JsonNode node = JSON.readTree(body).at("/" + path.replace('.', '/'));
            return node.isValueNode() ? node.asText() : node.isMissingNode() ? "" : node.toString();
        } catch (IOException e) {
            return ""; // What is not JSON has no members.
        }
    }
}
