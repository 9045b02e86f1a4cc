package dev.tracedshop.local.testing;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A template in the making. */
public final class Templates {
    /** The key of the one asset that functions of {@link #function} have. */
    public static final String CODE = "code.zip";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode template = JSON.createObjectNode();

    public Templates() {
        template.putObject("Resources");
    }

    /** Parses JSON that may use single quotes, so that it can stand in a Java text. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Adds a resource; the properties are JSON, in which single quotes stand for double ones. */
    public Templates resource(String logicalId, String type, String properties) {
        ObjectNode resource = ((ObjectNode) template.path("Resources")).putObject(logicalId);
        resource.put("Type", type);
        resource.set("Properties", json(properties));
        return this;
    }

    /** Has a resource made after another one. */
    public Templates after(String logicalId, String earlier) {
        ((ObjectNode) template.path("Resources").path(logicalId))
                .putArray("DependsOn")
                .add(earlier);
        return this;
    }

    /** Adds a function named like its logical id, with a timeout of 20 s. */
    public Templates function(String name, Class<?> handler) {
        return function(name, handler.getName(), "{}");
    }

    /** Adds a function named like its logical id, with further properties as JSON. */
    public Templates function(String name, String handler, String more) {
        resource(name, "AWS::Lambda::Function", """
                {'FunctionName': '%s', 'Handler': '%s', 'Runtime': 'java17', 'MemorySize': 192, 'Timeout': 20,
                 'Role': 'arn:aws:iam::123456789012:role/role-of-%s', 'Code': {'S3Bucket': 'assets', 'S3Key': '%s'}}
                """.formatted(name, handler, name, CODE));
        ((ObjectNode) template.path("Resources").path(name).path("Properties")).setAll((ObjectNode) json(more));
        return this;
    }

    /** Adds another section of the template, such as {@code Outputs}. */
    public Templates section(String name, String content) {
        template.set(name, json(content));
        return this;
    }

    @Override
    public String toString() {
        return template.toString();
    }
}
