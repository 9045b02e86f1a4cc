package dev.tracedshop.local.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An attribute of a message, as SNS and SQS have them.
 *
 * @param type {@code String}, {@code Number} or {@code Binary}, maybe with a label behind a dot; SNS also knows {@code String.Array}
 * @param value the text, or base64 of the bytes when the type starts with {@code Binary}
 */
public record MessageAttribute(String type, String value) {
    private static final Pattern RESERVED_NAME = Pattern.compile("(?i)(aws|amazon)\\..*");

    /** Returns whether a name is kept for AWS itself. */
    public static boolean isReserved(String name) {
        return RESERVED_NAME.matcher(name).matches();
    }

    /** Returns whether a text can be the value of an attribute of type {@code Number}. */
    public static boolean isNumber(String text) {
        try {
            BigDecimal unused = new BigDecimal(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** Reads the attributes of a message by name, as SQS writes them in JSON. */
    public static Map<String, MessageAttribute> read(JsonNode attributes) {
        Map<String, MessageAttribute> read = new LinkedHashMap<>();
        attributes.properties().forEach(attribute -> {
            String type = attribute.getValue().path("DataType").asText();
            String value = type.startsWith("Binary") ? "BinaryValue" : "StringValue";
            read.put(
                    attribute.getKey(),
                    new MessageAttribute(type, attribute.getValue().path(value).asText()));
        });
        return read;
    }

    /** Returns whether the value is base64 of bytes. */
    public boolean isBinary() {
        return type.equals("Binary") || type.startsWith("Binary.");
    }
}
