package dev.tracedshop.local.delivery;

/**
 * An attribute of a message, as SNS and SQS have them.
 *
 * @param type {@code String}, {@code Number} or {@code Binary}, maybe with a label behind a dot; SNS also knows {@code String.Array}
 * @param value the text, or base64 of the bytes when the type starts with {@code Binary}
 */
public record MessageAttribute(String type, String value) {
    /** Returns whether the value is base64 of bytes. */
    public boolean isBinary() {
        return type.equals("Binary") || type.startsWith("Binary.");
    }
}
