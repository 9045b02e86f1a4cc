package dev.tracedshop.local.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills values of an event into a template.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html">Input transformation</a>
 */
final class InputTransformer {
    /*
     * A template is JSON: one string, several strings one per line, or an object. A placeholder <name> stands inside a string or outside of
     * one. Outside, the value's JSON takes its place, quotes included. Inside, a text takes its place without quotes, and of an object or
     * array all quotes are dropped, so that the string remains one. A path that finds nothing gives an empty text. What <name> names is a
     * key of the paths map or one of EventBridge's own variables.
     */

    private static final Pattern PLACEHOLDER = Pattern.compile("<([A-Za-z0-9_.\\-]+)>");

    private final Map<String, EventPath> paths = new LinkedHashMap<>();
    private final String template;

    /** @param properties what the template says: {@code InputPathsMap} and {@code InputTemplate} */
    InputTransformer(JsonNode properties) {
        properties
                .path("InputPathsMap")
                .properties()
                .forEach(path ->
                        paths.put(path.getKey(), new EventPath(path.getValue().asText())));
        template = properties.path("InputTemplate").asText();
    }

    String transform(ObjectNode event, Event accepted, Rule rule) {
        StringBuilder result = new StringBuilder();
        Matcher matcher = PLACEHOLDER.matcher(template);
        int from = 0;
        boolean inString = false;
        while (matcher.find()) {
            inString = inString(template, from, matcher.start(), inString);
            result.append(template, from, matcher.start());
            JsonNode value = value(matcher.group(1), event, accepted, rule);
            result.append(inString ? unquoted(value) : value.toString());
            from = matcher.end();
        }
        return result.append(template, from, template.length()).toString();
    }

    private static boolean inString(String text, int from, int to, boolean before) {
        boolean inString = before;
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\\') {
                i++; // Whatever it is, it is escaped.
            } else if (text.charAt(i) == '"') {
                inString = !inString;
            }
        }
        return inString;
    }

    private static String unquoted(JsonNode value) {
        String json = value.toString();
        return value.isTextual() ? json.substring(1, json.length() - 1) : json.replace("\"", "");
    }

    private JsonNode value(String name, ObjectNode event, Event accepted, Rule rule) {
        JsonNode value = switch (name) {
            case "aws.events.rule-arn" -> TextNode.valueOf(rule.arn());
            case "aws.events.rule-name" -> TextNode.valueOf(rule.name());
            case "aws.events.event.ingestion-time" ->
                TextNode.valueOf(accepted.accepted().toString());
            case "aws.events.event.json" -> event;
            case "aws.events.event" -> event.deepCopy().without("detail");
            default -> paths.containsKey(name) ? paths.get(name).in(event) : MissingNode.getInstance();
        };
        return value.isMissingNode() ? TextNode.valueOf("") : value;
    }
}
