package dev.tracedshop.local.delivery;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message on its way to a queue.
 *
 * @param body its text
 * @param attributes its attributes by name, in order
 * @param traceHeader the X-Ray header that becomes the system attribute {@code AWSTraceHeader}, or empty
 */
public record QueueMessage(String body, Map<String, MessageAttribute> attributes, String traceHeader) {
    public QueueMessage {
        attributes = new LinkedHashMap<>(attributes);
    }

    /** Makes a message that is a body alone. */
    public static QueueMessage of(String body) {
        return new QueueMessage(body, Map.of(), "");
    }
}
