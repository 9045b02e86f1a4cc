package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.JsonPathException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and writes with the paths of the States Language. A path that begins with two dollar signs reads the context object. */
final class JsonPaths {
    private static final Configuration CONFIGURATION = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider())
            .mappingProvider(new JacksonMappingProvider())
            .build();
    /** A step of a reference path: a name after a dot, a quoted name, or an index. */
    private static final Pattern STEP =
            Pattern.compile("\\.([^.\\[\\]()*,:@?'\"\\s]+)|\\['((?:[^'\\\\]|\\\\.)*)']|\\[(\\d+)]");

    private static final Pattern FUNCTION = Pattern.compile("\\.\\w+\\(");

    private JsonPaths() {}

    /**
     * Reads a value.
     *
     * @return empty when a path that can only name one value names none
     */
    static Optional<JsonNode> find(String path, JsonNode input, JsonNode context) {
        boolean ofContext = path.startsWith("$$");
        String plain = ofContext ? path.substring(1) : path;
        JsonNode document = ofContext ? context : input;
        if (plain.equals("$")) {
            return Optional.of(document);
        }
        if (!document.isContainerNode()) {
            return Optional.empty();
        }
        try {
            JsonNode found = JsonPath.compile(plain).read(document, CONFIGURATION);
            return Optional.ofNullable(found);
        } catch (JsonPathException e) {
            // The path was compiled at load; what fails now is that it leads nowhere in this document.
            return Optional.empty();
        }
    }

    /** Reads what a field of a state refers to. */
    static JsonNode read(String path, String field, JsonNode input, JsonNode context) {
        return find(path, input, context)
                .orElseThrow(() -> StateError.runtime("The JSONPath '" + path + "' specified for the field '" + field
                        + "' could not be found in the input '" + (path.startsWith("$$") ? context : input) + "'"));
    }

    /** Says what is wrong with a path; empty when nothing is. */
    static Optional<String> problem(String path) {
        if (!path.startsWith("$")) {
            return Optional.of("A path begins with $, and '" + path + "' does not.");
        }
        if (FUNCTION.matcher(path).find()) {
            return Optional.of("Step Functions has no functions in paths, such as in '" + path + "'.");
        }
        try {
            var unused = JsonPath.compile(path.startsWith("$$") ? path.substring(1) : path);
            return Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.of("'" + path + "' is not a path: " + e.getMessage());
        }
    }

    /** Says what is wrong with a path that has to name exactly one value. */
    static Optional<String> referenceProblem(String path) {
        return problem(path)
                .or(() -> steps(path.startsWith("$$") ? path.substring(1) : path)
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("'" + path + "' may name several values; this field takes one place only."));
    }

    /** Returns names and indices of a reference path; empty when it is none. */
    private static Optional<List<Object>> steps(String path) {
        List<Object> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(path);
        int at = 1;
        while (at < path.length()) {
            if (!matcher.find(at) || matcher.start() != at) {
                return Optional.empty();
            }
            if (matcher.group(3) != null) {
                steps.add(Integer.valueOf(matcher.group(3)));
            } else {
                steps.add(
                        matcher.group(1) != null
                                ? matcher.group(1)
                                : matcher.group(2).replaceAll("\\\\(.)", "$1"));
            }
            at = matcher.end();
        }
        return Optional.of(steps);
    }

    /** Puts a result at a place in a copy of the input, making objects on the way where there is nothing. */
    static JsonNode write(String path, JsonNode input, JsonNode result) {
        List<Object> steps = steps(path).orElseThrow(() -> StateError.runtime("Invalid path '" + path + "'"));
        if (steps.isEmpty()) {
            return result;
        }
        JsonNode root = input.deepCopy();
        JsonNode at = root;
        for (int i = 0; i < steps.size(); i++) {
            boolean last = i == steps.size() - 1;
            Object step = steps.get(i);
            if (step instanceof String name && at instanceof ObjectNode object) {
                if (last) {
                    object.set(name, result);
                } else if (!object.has(name)) {
                    object.putObject(name);
                }
                at = object.path(name);
            } else if (step instanceof Integer index && at instanceof ArrayNode array && array.has(index)) {
                if (last) {
                    array.set(index, result);
                }
                at = array.path(index);
            } else {
                throw new StateError(
                        StateError.RESULT_PATH,
                        "Unable to apply step \"" + step + "\" of the ResultPath " + path + " to input " + input);
            }
        }
        return root;
    }
}
