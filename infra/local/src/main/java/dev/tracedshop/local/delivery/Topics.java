package dev.tracedshop.local.delivery;

import java.util.Map;

/** The topics of an assembly, for whoever publishes without calling SNS: rules, and what becomes of asynchronous invocations. */
public interface Topics {
    /** Returns whether the assembly has this topic. */
    boolean has(String topicArn);

    /**
     * Publishes a message.
     *
     * @param traceHeader the X-Ray header that goes with it, or empty
     * @return the id that the topic gave the message
     * @throws DeliveryException if the topic does not take it
     */
    String publish(String topicArn, String body, Map<String, MessageAttribute> attributes, String traceHeader);
}
