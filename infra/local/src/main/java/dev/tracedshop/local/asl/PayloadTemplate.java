package dev.tracedshop.local.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiConsumer;

/** JSON in which a field whose name ends in {@code .$} has a path or an intrinsic function for its value. */
final class PayloadTemplate {
    private static final String MARK = ".$";

    private PayloadTemplate() {}

    /** Fills in a template. */
    static JsonNode fill(JsonNode template, JsonNode input, JsonNode context) {
        if (template.isObject()) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            template.properties().forEach(entry -> {
                String name = entry.getKey();
                if (name.endsWith(MARK)) {
                    filled.set(
                            name.substring(0, name.length() - MARK.length()),
                            value(entry.getValue().asText(), name, input, context));
                } else {
                    filled.set(name, fill(entry.getValue(), input, context));
                }
            });
            return filled;
        }
        if (template.isArray()) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            template.forEach(element -> filled.add(fill(element, input, context)));
            return filled;
        }
        return template;
    }

    /** Evaluates a path or an intrinsic function. */
    static JsonNode value(String expression, String field, JsonNode input, JsonNode context) {
        return expression.startsWith("$")
                ? JsonPaths.read(expression, field, input, context)
                : Intrinsic.parse(expression).evaluate(field, input, context);
    }

    /**
     * Finds what is wrong in a template.
     *
     * @param found gets the place and what is the matter
     */
    static void check(String path, JsonNode template, BiConsumer<String, String> found) {
        if (template.isArray()) {
            for (int i = 0; i < template.size(); i++) {
                check(path + "[" + i + "]", template.path(i), found);
            }
        }
        template.properties().forEach(entry -> {
            String name = entry.getKey();
            String place = path + "." + name;
            if (!name.endsWith(MARK)) {
                check(place, entry.getValue(), found);
                return;
            }
            if (!entry.getValue().isTextual()) {
                found.accept(
                        place,
                        "The value of a field whose name ends in .$ is a path or an intrinsic function, not "
                                + entry.getValue() + ".");
            } else {
                checkExpression(place, entry.getValue().asText(), found);
            }
            if (template.has(name.substring(0, name.length() - MARK.length()))) {
                found.accept(place, "The same object has this field without .$ too.");
            }
        });
    }

    /** Finds what is wrong with a path or an intrinsic function. */
    static void checkExpression(String place, String expression, BiConsumer<String, String> found) {
        if (expression.startsWith("$")) {
            JsonPaths.problem(expression).ifPresent(detail -> found.accept(place, detail));
            return;
        }
        try {
            var unused = Intrinsic.parse(expression);
        } catch (StateError e) {
            found.accept(place, e.details());
        }
    }
}
