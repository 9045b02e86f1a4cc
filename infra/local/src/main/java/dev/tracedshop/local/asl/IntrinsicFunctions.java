package dev.tracedshop.local.asl;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The intrinsic functions of the JSONPath mode.
 *
 * @see <a href="https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html">Intrinsic functions</a>
 */
final class IntrinsicFunctions {
    /** Step Functions' limits: the length of a text to encode or hash, and of an array to make. */
    private static final int MAX_TEXT = 10_000;

    private static final int MAX_RANGE = 1_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ALGORITHMS = Set.of("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512");

    /** Of each function how many arguments it takes at least and at most. */
    private static final Map<String, int[]> ARGUMENTS = Map.ofEntries(
            Map.entry("Format", new int[] {1, Integer.MAX_VALUE}),
            Map.entry("StringToJson", new int[] {1, 1}),
            Map.entry("JsonToString", new int[] {1, 1}),
            Map.entry("Array", new int[] {0, Integer.MAX_VALUE}),
            Map.entry("ArrayPartition", new int[] {2, 2}),
            Map.entry("ArrayContains", new int[] {2, 2}),
            Map.entry("ArrayRange", new int[] {3, 3}),
            Map.entry("ArrayGetItem", new int[] {2, 2}),
            Map.entry("ArrayLength", new int[] {1, 1}),
            Map.entry("ArrayUnique", new int[] {1, 1}),
            Map.entry("Base64Encode", new int[] {1, 1}),
            Map.entry("Base64Decode", new int[] {1, 1}),
            Map.entry("Hash", new int[] {2, 2}),
            Map.entry("JsonMerge", new int[] {3, 3}),
            Map.entry("MathRandom", new int[] {2, 3}),
            Map.entry("MathAdd", new int[] {2, 2}),
            Map.entry("StringSplit", new int[] {2, 2}),
            Map.entry("UUID", new int[] {0, 0}));

    private IntrinsicFunctions() {}

    /**
     * An argument's value.
     *
     * @param node the value
     * @param raw of a text as it was written, so that an escaped brace is told from a place to fill in
     */
    record Value(JsonNode node, String raw) {
        static Value of(JsonNode node) {
            return new Value(node, node.asText());
        }

        static Value literal(String raw) {
            return new Value(NODES.textNode(raw.replaceAll("(?s)\\\\(.)", "$1")), raw);
        }
    }

    /** Says what is wrong with a call; empty when nothing is. */
    static Optional<String> problem(String function, int arguments) {
        int[] bounds = ARGUMENTS.get(function);
        if (bounds == null) {
            return Optional.of("there is no function States." + function + "; there are "
                    + String.join(", ", new TreeSet<>(ARGUMENTS.keySet())));
        }
        return arguments < bounds[0] || arguments > bounds[1]
                ? Optional.of("States." + function + " takes "
                        + (bounds[0] == bounds[1]
                                ? Integer.toString(bounds[0])
                                : bounds[1] == Integer.MAX_VALUE
                                        ? "at least " + bounds[0]
                                        : bounds[0] + " to " + bounds[1])
                        + " arguments, not " + arguments)
                : Optional.empty();
    }

    static JsonNode call(String function, List<Value> arguments) {
        return switch (function) {
            case "Format" -> NODES.textNode(format(arguments));
            case "StringToJson" -> parse(text(function, arguments, 0));
            case "JsonToString" -> NODES.textNode(arguments.get(0).node().toString());
            case "Array" -> {
                ArrayNode array = NODES.arrayNode();
                arguments.forEach(argument -> array.add(argument.node()));
                yield array;
            }
            case "ArrayPartition" -> partition(array(function, arguments), integer(function, arguments, 1));
            case "ArrayContains" -> {
                JsonNode wanted = arguments.get(1).node();
                boolean found = false;
                for (JsonNode element : array(function, arguments)) {
                    found |= same(element, wanted);
                }
                yield NODES.booleanNode(found);
            }
            case "ArrayRange" ->
                range(
                        integer(function, arguments, 0),
                        integer(function, arguments, 1),
                        integer(function, arguments, 2));
            case "ArrayGetItem" -> {
                JsonNode array = array(function, arguments);
                long index = integer(function, arguments, 1);
                if (index < 0 || index >= array.size()) {
                    throw failure(function, "the array has no element " + index + ", but " + array.size());
                }
                yield array.path((int) index);
            }
            case "ArrayLength" -> NODES.numberNode(array(function, arguments).size());
            case "ArrayUnique" -> {
                Set<JsonNode> distinct = new LinkedHashSet<>();
                array(function, arguments).forEach(distinct::add);
                yield NODES.arrayNode().addAll(distinct);
            }
            case "Base64Encode" ->
                NODES.textNode(Base64.getEncoder()
                        .encodeToString(
                                bounded(function, text(function, arguments, 0)).getBytes(StandardCharsets.UTF_8)));
            case "Base64Decode" -> NODES.textNode(decode(bounded(function, text(function, arguments, 0))));
            case "Hash" -> {
                JsonNode data = arguments.get(0).node();
                yield NODES.textNode(
                        hash(data.isTextual() ? data.asText() : data.toString(), text(function, arguments, 1)));
            }
            case "JsonMerge" -> merge(arguments);
            case "MathRandom" -> {
                long from = integer(function, arguments, 0);
                long to = integer(function, arguments, 1);
                if (from >= to) {
                    throw failure(function, "the first number must be less than the second");
                }
                Random random = arguments.size() == 3
                        ? new Random(integer(function, arguments, 2))
                        : ThreadLocalRandom.current();
                yield number(from + Math.floorMod(random.nextLong(), to - from));
            }
            case "MathAdd" -> number(integer(function, arguments, 0) + integer(function, arguments, 1));
            case "StringSplit" -> split(text(function, arguments, 0), text(function, arguments, 1));
            case "UUID" -> NODES.textNode(UUID.randomUUID().toString());
            default -> throw failure(function, "there is no such function");
        };
    }

    private static String format(List<Value> arguments) {
        if (!arguments.get(0).node().isTextual()) {
            throw failure("Format", "the first argument must be a text");
        }
        String template = arguments.get(0).raw();
        StringBuilder text = new StringBuilder();
        int next = 1;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '\\' && i + 1 < template.length()) {
                i++;
                text.append(template.charAt(i));
            } else if (c == '{' && template.startsWith("{}", i)) {
                if (next == arguments.size()) {
                    throw failure("Format", "there are more {} than further arguments");
                }
                JsonNode value = arguments.get(next).node();
                text.append(value.isTextual() ? value.asText() : value.toString());
                next++;
                i++;
            } else {
                text.append(c);
            }
        }
        if (next < arguments.size()) {
            throw failure("Format", "there are more further arguments than {}");
        }
        return text.toString();
    }

    private static JsonNode parse(String text) {
        try {
            JsonNode parsed = JSON.readTree(text);
            return parsed.isMissingNode() ? NODES.nullNode() : parsed;
        } catch (JacksonException e) {
            throw failure("StringToJson", "the text is not JSON: " + e.getOriginalMessage());
        }
    }

    private static ArrayNode partition(JsonNode array, long size) {
        if (size < 1) {
            throw failure("ArrayPartition", "the size of a part must be positive");
        }
        ArrayNode parts = NODES.arrayNode();
        ArrayNode part = NODES.arrayNode();
        for (JsonNode element : array) {
            if (part.isEmpty()) {
                parts.add(part);
            }
            part.add(element);
            if (part.size() == size) {
                part = NODES.arrayNode();
            }
        }
        return parts;
    }

    private static ArrayNode range(long first, long last, long step) {
        if (step == 0) {
            throw failure("ArrayRange", "the step must not be 0");
        }
        ArrayNode range = NODES.arrayNode();
        for (long value = first; step > 0 ? value <= last : value >= last; value += step) {
            if (range.size() == MAX_RANGE) {
                throw failure("ArrayRange", "an array may have " + MAX_RANGE + " elements");
            }
            range.add(number(value));
        }
        return range;
    }

    private static String decode(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw failure("Base64Decode", "the text is not Base64: " + e.getMessage());
        }
    }

    private static String hash(String data, String algorithm) {
        if (!ALGORITHMS.contains(algorithm)) {
            throw failure("Hash", "the algorithm must be one of " + new TreeSet<>(ALGORITHMS));
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm)
                            .digest(bounded("Hash", data).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + algorithm, e);
        }
    }

    private static JsonNode merge(List<Value> arguments) {
        JsonNode one = arguments.get(0).node();
        JsonNode other = arguments.get(1).node();
        if (!one.isObject() || !other.isObject()) {
            throw failure("JsonMerge", "the first two arguments must be objects");
        }
        if (!arguments.get(2).node().equals(NODES.booleanNode(false))) {
            throw failure("JsonMerge", "Step Functions only merges shallowly: the third argument must be false");
        }
        ObjectNode merged = NODES.objectNode();
        merged.setAll((ObjectNode) one);
        merged.setAll((ObjectNode) other);
        return merged;
    }

    private static ArrayNode split(String text, String delimiters) {
        ArrayNode parts = NODES.arrayNode();
        StringBuilder part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (delimiters.indexOf(c) < 0) {
                part.append(c);
            } else {
                add(parts, part);
            }
        }
        add(parts, part);
        return parts;
    }

    private static void add(ArrayNode parts, StringBuilder part) {
        if (!part.isEmpty()) {
            parts.add(part.toString());
            part.setLength(0);
        }
    }

    /** Compares as JSON does, for which 1 and 1.0 are the same number. */
    static boolean same(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue()) == 0;
        }
        return one.equals(other);
    }

    private static JsonNode number(long value) {
        return ((int) value) == value ? NODES.numberNode((int) value) : NODES.numberNode(value);
    }

    private static String bounded(String function, String text) {
        if (text.length() > MAX_TEXT) {
            throw failure(function, "the text may have " + MAX_TEXT + " characters");
        }
        return text;
    }

    private static JsonNode array(String function, List<Value> arguments) {
        JsonNode array = arguments.get(0).node();
        if (!array.isArray()) {
            throw failure(function, "the first argument must be an array, not " + array);
        }
        return array;
    }

    private static String text(String function, List<Value> arguments, int index) {
        JsonNode text = arguments.get(index).node();
        if (!text.isTextual()) {
            throw failure(function, "argument " + (index + 1) + " must be a text, not " + text);
        }
        return text.asText();
    }

    private static long integer(String function, List<Value> arguments, int index) {
        JsonNode number = arguments.get(index).node();
        if (!number.isNumber()) {
            throw failure(function, "argument " + (index + 1) + " must be a number, not " + number);
        }
        return Math.round(number.doubleValue());
    }

    private static StateError failure(String function, String why) {
        return new StateError(StateError.INTRINSIC, "The function States." + function + " failed: " + why);
    }
}
