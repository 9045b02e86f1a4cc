package dev.tracedshop.local.sns;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracedshop.local.aws.AwsError;
import dev.tracedshop.local.delivery.MessageAttribute;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of a call in the query protocol, and the messages in it, checked as SNS checks them. */
final class Form {
    /** <a href="https://docs.aws.amazon.com/general/latest/gr/sns.html">SNS quotas</a>: a message with its attributes, or a whole batch. */
    static final int MAX_MESSAGE = 256 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int MAX_NAME = 256;
    private static final int MAX_SUBJECT = 100;
    private static final Pattern ATTRIBUTE = Pattern.compile(
            "MessageAttributes\\.(?:entry|member)\\.(\\d+)\\.(Name|Value\\.(?:DataType|StringValue|BinaryValue))");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");
    private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]*");

    private final Map<String, String> fields = new LinkedHashMap<>();

    Form(byte[] body) {
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
    }

    boolean has(String field) {
        return fields.containsKey(field);
    }

    /** Returns a field's value, or an empty text. */
    String get(String field) {
        return fields.getOrDefault(field, "");
    }

    /** Reads the message whose fields have a prefix, and refuses one that SNS would refuse. */
    Message message(String prefix) {
        String body = get(prefix + "Message");
        if (body.isEmpty()) {
            throw invalid("Empty message");
        }
        if (has(prefix + "MessageStructure")) {
            throw AwsError.unsupported("Sns.Publish with MessageStructure");
        }
        String subject = get(prefix + "Subject");
        if (has(prefix + "Subject")
                && (subject.length() > MAX_SUBJECT || !SUBJECT.matcher(subject).matches())) {
            throw invalid("Subject");
        }
        Message message = Message.of(body, subject, attributes(prefix));
        if (message.size() > MAX_MESSAGE) {
            throw invalid("Message too long");
        }
        return message;
    }

    private Map<String, MessageAttribute> attributes(String prefix) {
        Map<Integer, Map<String, String>> parts = new TreeMap<>();
        fields.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                Matcher matcher = ATTRIBUTE.matcher(key.substring(prefix.length()));
                if (matcher.matches()) {
                    parts.computeIfAbsent(Integer.valueOf(matcher.group(1)), ignored -> new LinkedHashMap<>())
                            .put(matcher.group(2), value);
                }
            }
        });
        Map<String, MessageAttribute> attributes = new LinkedHashMap<>();
        parts.values().forEach(part -> {
            String name = part.getOrDefault("Name", "");
            attributes.put(name, attribute(name, part));
        });
        return attributes;
    }

    /** Reads an attribute by the rules of <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html">SNS</a>. */
    private static MessageAttribute attribute(String name, Map<String, String> part) {
        if (name.length() > MAX_NAME || !NAME.matcher(name).matches() || MessageAttribute.isReserved(name)) {
            throw invalidValue("The message attribute name '" + name
                    + "' can only include alphanumeric characters, hyphens, underscores, and single dots inside, at most "
                    + MAX_NAME + ", and cannot start with AWS. or Amazon.");
        }
        String type = part.getOrDefault("Value.DataType", "");
        if (!TYPE.matcher(type).matches()) {
            throw invalidValue(
                    "The message attribute '" + name
                            + "' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.");
        }
        String field = type.startsWith("Binary") ? "Binary" : "String";
        String value = part.getOrDefault("Value." + field + "Value", "");
        if (value.isEmpty()) {
            throw invalidValue(
                    part.containsKey("Value.StringValue") || part.containsKey("Value.BinaryValue")
                            ? "The message attribute '" + name + "' with type '" + type + "' must use field '" + field
                                    + "', and it must not be empty."
                            : "The message attribute '" + name
                                    + "' must contain non-empty message attribute value for message attribute type '"
                                    + type + "'.");
        }
        if (type.startsWith("Number")) {
            checkNumber(name, value);
        } else if (type.equals("String.Array")) {
            checkArray(name, value);
        }
        return new MessageAttribute(type, value);
    }

    private static void checkArray(String name, String value) {
        try {
            if (JSON.readTree(value).isArray()) {
                return;
            }
        } catch (JacksonException e) {
            // Told below, with everything else that is no array.
        }
        throw invalidValue(
                "The message attribute '" + name
                        + "' with type 'String.Array' must have a JSON array of strings, numbers, true, false or null for its value.");
    }

    private static void checkNumber(String name, String value) {
        if (!MessageAttribute.isNumber(value)) {
            throw invalidValue("Could not cast message attribute '" + name + "' value to number.");
        }
    }

    private static AwsError invalid(String what) {
        return new AwsError(400, "InvalidParameter", "Invalid parameter: " + what);
    }

    private static AwsError invalidValue(String what) {
        return new AwsError(400, "ParameterValueInvalid", what);
    }
}
