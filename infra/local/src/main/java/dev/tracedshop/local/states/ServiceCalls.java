package dev.tracedshop.local.states;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import dev.tracedshop.local.asl.Execution;
import dev.tracedshop.local.aws.AwsAnswer;
import dev.tracedshop.local.aws.AwsCall;
import dev.tracedshop.local.aws.JsonProtocol;
import dev.tracedshop.local.aws.Lambda;
import dev.tracedshop.local.states.integration.Integration;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes the calls that tasks make and reads their answers. */
final class ServiceCalls {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern MESSAGE_ID = Pattern.compile("<MessageId>([^<]*)</MessageId>");

    private ServiceCalls() {}

    static AwsCall invocation(String role, String function, String type, JsonNode payload) {
        return Lambda.invocation(role, function, type, payload.toString());
    }

    /** Writes a call of a service that speaks JSON. */
    static AwsCall json(String role, Integration integration, JsonNode parameters) {
        return JsonProtocol.call(
                role, integration.service(), integration.target() + "." + integration.operation(), parameters);
    }

    /** Writes a call of SNS, which speaks forms. */
    static AwsCall publish(String role, JsonNode parameters, boolean optimized) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("Action", "Publish");
        form.put("Version", "2010-03-31");
        parameters.properties().forEach(entry -> {
            if (entry.getKey().equals("MessageAttributes")) {
                int index = 1;
                for (Map.Entry<String, JsonNode> attribute : entry.getValue().properties()) {
                    String prefix = "MessageAttributes.entry." + index++ + ".";
                    form.put(prefix + "Name", attribute.getKey());
                    attribute
                            .getValue()
                            .properties()
                            .forEach(part -> form.put(
                                    prefix + "Value." + part.getKey(),
                                    part.getValue().asText()));
                }
            } else {
                form.put(
                        entry.getKey(),
                        optimized ? text(entry.getValue()) : entry.getValue().asText());
            }
        });
        String body = form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        Headers headers = new Headers();
        headers.set("Content-Type", "application/x-www-form-urlencoded");
        return new AwsCall(role, "sns", "POST", URI.create("/"), headers, bytes(body));
    }

    static JsonNode publishResult(AwsAnswer answer) {
        Matcher id = MESSAGE_ID.matcher(new String(answer.body(), StandardCharsets.UTF_8));
        return JSON.createObjectNode().put("MessageId", id.find() ? id.group(1) : "");
    }

    /**
     * Does what Step Functions' own integrations add to a call: JSON is passed as text where a service takes texts only, and events on a
     * bus name the execution and its machine.
     */
    static JsonNode prepared(Integration integration, JsonNode input, Execution.Identity execution) {
        JsonNode parameters = input.deepCopy();
        switch (integration.service()) {
            case "events" ->
                parameters.path("Entries").forEach(entry -> {
                    if (entry instanceof ObjectNode object) {
                        stringify(object, "Detail");
                        object.withArray("Resources")
                                .add(execution.machineArn())
                                .add(execution.arn());
                    }
                });
            case "sqs" -> stringify(parameters, "MessageBody");
            case "states" -> stringify(parameters, "Input");
            default -> {
                // The others take the parameters as they are.
            }
        }
        return parameters;
    }

    private static void stringify(JsonNode parameters, String field) {
        if (parameters instanceof ObjectNode object && object.has(field)) {
            object.put(field, text(object.path(field)));
        }
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    /** Adds what Step Functions' own integrations tell of the HTTP call. */
    static JsonNode withMetadata(ObjectNode result) {
        result.putObject("SdkHttpMetadata").put("HttpStatusCode", 200);
        result.putObject("SdkResponseMetadata")
                .put("RequestId", UUID.randomUUID().toString());
        return result;
    }

    /** Returns an answer's JSON; an empty object where there is none. */
    static JsonNode body(AwsAnswer answer) {
        try {
            JsonNode body = JSON.readTree(new String(answer.body(), StandardCharsets.UTF_8));
            return body.isMissingNode() ? JSON.createObjectNode() : body;
        } catch (JacksonException e) {
            return JSON.createObjectNode().put("message", new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /** Returns an object with its names as Step Functions' own API spells them. */
    static JsonNode lowerCamel(JsonNode object) {
        return renamed(object, first -> first.toLowerCase(Locale.ROOT));
    }

    /** Returns an object with its names as tasks spell them. */
    static JsonNode upperCamel(JsonNode object) {
        return renamed(object, first -> first.toUpperCase(Locale.ROOT));
    }

    private static JsonNode renamed(JsonNode object, UnaryOperator<String> first) {
        ObjectNode renamed = JSON.createObjectNode();
        object.properties()
                .forEach(entry -> renamed.set(
                        first.apply(entry.getKey().substring(0, 1))
                                + entry.getKey().substring(1),
                        entry.getValue()));
        return renamed;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
