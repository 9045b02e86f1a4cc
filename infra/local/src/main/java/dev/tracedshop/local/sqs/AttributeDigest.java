package dev.tracedshop.local.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * The digest of a message's attributes, by which a client checks that they arrived: <a
 * href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html">names in order; of each the
 * name, the type, a byte that tells the kind of value, and the value, all but that byte with their length in front</a>.
 */
final class AttributeDigest {
    private AttributeDigest() {}

    /** Returns the digest of attributes in the form of SendMessage, in hexadecimal. */
    static String of(JsonNode attributes) {
        MessageDigest digest = md5();
        TreeMap<String, JsonNode> sorted = new TreeMap<>();
        attributes.properties().forEach(attribute -> sorted.put(attribute.getKey(), attribute.getValue()));
        sorted.forEach((name, attribute) -> {
            String type = attribute.path("DataType").asText();
            update(digest, name.getBytes(StandardCharsets.UTF_8));
            update(digest, type.getBytes(StandardCharsets.UTF_8));
            if (type.startsWith("Binary")) {
                digest.update((byte) 2);
                update(
                        digest,
                        Base64.getDecoder().decode(attribute.path("BinaryValue").asText()));
            } else {
                digest.update((byte) 1);
                update(digest, attribute.path("StringValue").asText().getBytes(StandardCharsets.UTF_8));
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
