package dev.tracedshop.local.sns;

import dev.tracedshop.local.delivery.MessageAttribute;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A message that a topic accepted.
 *
 * @param id given by SNS
 * @param body its text
 * @param subject its subject, or empty
 * @param attributes its attributes by name, in the publisher's order
 * @param accepted when
 */
record Message(String id, String body, String subject, Map<String, MessageAttribute> attributes, Instant accepted) {
    Message {
        attributes = new LinkedHashMap<>(attributes);
    }

    static Message of(String body, String subject, Map<String, MessageAttribute> attributes) {
        return new Message(UUID.randomUUID().toString(), body, subject, attributes, Instant.now());
    }

    /** Returns what counts against SNS's limit: the body, and of each attribute the name, type and value. */
    long size() {
        long size = bytes(body);
        for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
            MessageAttribute value = attribute.getValue();
            size += bytes(attribute.getKey()) + bytes(value.type()) + bytes(value.value());
        }
        return size;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
