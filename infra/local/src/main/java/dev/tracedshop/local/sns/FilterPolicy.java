package dev.tracedshop.local.sns;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.delivery.MessageAttribute;
import dev.tracedshop.local.pattern.EventPattern;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which of a topic's messages a subscription gets.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html">Filter policies</a>
 */
final class FilterPolicy {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final @Nullable EventPattern pattern;
    private final boolean onBody;
    private final String text;

    /**
     * @param policy the template's policy; missing or empty for one that accepts all messages
     * @param onBody whether it looks at the message's body and not at its attributes
     */
    FilterPolicy(JsonNode policy, boolean onBody) {
        this.pattern = policy.isEmpty() ? null : new EventPattern(policy);
        this.onBody = onBody;
        this.text = policy.toString();
    }

    boolean accepts(Message message) {
        // A body that is no JSON object matches no policy.
        return pattern == null
                || pattern.matches(
                        onBody
                                ? message.body()
                                : attributes(message.attributes()).toString());
    }

    /** Returns the policy as the template has it. */
    @Override
    public String toString() {
        return text + (onBody ? " on the message body" : " on the message attributes");
    }

    /** Writes attributes as the object that a policy is held against; binary ones are not compared. */
    private static ObjectNode attributes(Map<String, MessageAttribute> attributes) {
        ObjectNode event = JSON.createObjectNode();
        attributes.forEach((name, attribute) -> {
            String type = attribute.type();
            if (attribute.isBinary()) {
                return;
            }
            if (type.equals("Number") || type.startsWith("Number.")) {
                event.put(name, new BigDecimal(attribute.value()));
            } else if (type.equals("String.Array")) {
                event.set(name, array(attribute.value()));
            } else {
                event.put(name, attribute.value());
            }
        });
        return event;
    }

    private static JsonNode array(String value) {
        try {
            return JSON.readTree(value);
        } catch (JacksonException e) {
            throw new IllegalStateException("Publishing checks that it is an array: " + value, e);
        }
    }
}
