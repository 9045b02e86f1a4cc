package dev.tracedshop.tracing;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tracedshop.events.Json;
import dev.tracedshop.events.MalformedJsonException;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds the trace context that a message brought with it: what the tracer of its sender wrote under {@code _datadog}.
 *
 * <p>A carrier that cannot be read is as good as none: a message is never refused for its tracing.
 */
public record Carrier(Map<String, String> fields) {

    /** The name under which Datadog's tracers put the carrier. */
    public static final String NAME = "_datadog";

    /*
     * Where the carrier is depends on how the message came to the queue. The innermost hop counts that still tells of the
     * sender: a message attribute if something sent to the queue itself; otherwise the body is what a topic or a bus
     * delivered, with the carrier where the tracer put it when it published there. The system attribute AWSTraceHeader is
     * left alone: it has only half of the trace id, and a bus passes on the header of whoever called it.
     */

    public Carrier {
        fields = Map.copyOf(fields);
    }

    /** Returns the carrier of a message that brought none. */
    public static Carrier none() {
        return new Carrier(Map.of());
    }

    /** Returns the carrier with these fields; what is no text, as {@code null}, is left out. */
    public static Carrier of(Map<?, ?> fields) {
        Map<String, String> texts = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (name instanceof String key && value instanceof String text) {
                texts.put(key, text);
            }
        });
        return new Carrier(texts);
    }

    /** Finds the carrier of a message on a queue: in its attribute, or where a topic or a bus left it in the body. */
    public static Carrier ofMessage(SQSMessage message) {
        Map<String, MessageAttribute> attributes = message.getMessageAttributes();
        MessageAttribute own = attributes == null ? null : attributes.get(NAME);
        return own == null ? ofBody(message.getBody()) : ofAttribute(own);
    }

    /** Returns the sender's span, to link to; empty without one. It is found with the tracer's extraction off, too. */
    public Optional<SpanContext> producer() {
        return Optional.ofNullable(fields.get(TraceParent.NAME))
                .flatMap(TraceParent::read)
                .or(() -> TraceParent.ofDatadog(fields));
    }

    /** Tells whether there is nothing in it. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Returns the carrier as the tracer writes it: a JSON object of texts. */
    public String toJson() {
        return Json.write(fields);
    }

    private static Carrier ofAttribute(MessageAttribute attribute) {
        ByteBuffer binary = attribute.getBinaryValue();
        return binary == null
                ? ofJson(attribute.getStringValue())
                : ofJson(StandardCharsets.UTF_8.decode(binary.duplicate()).toString());
    }

    private static Carrier ofBody(@Nullable String body) {
        if (!(read(body) instanceof Map<?, ?> envelope)) {
            return none();
        }
        if (envelope.get("MessageAttributes") instanceof Map<?, ?> attributes
                && attributes.get(NAME) instanceof Map<?, ?> attribute
                && attribute.get("Value") instanceof String value) {
            return ofJson("Binary".equals(attribute.get("Type")) ? decoded(value) : value);
        }
        return envelope.get("detail") instanceof Map<?, ?> detail && detail.get(NAME) instanceof Map<?, ?> carrier
                ? of(carrier)
                : none();
    }

    private static Carrier ofJson(@Nullable String text) {
        return read(text) instanceof Map<?, ?> carrier ? of(carrier) : none();
    }

    private static @Nullable Object read(@Nullable String text) {
        // Most bodies that are no JSON need no parser to say so.
        if (text == null || !text.stripLeading().startsWith("{")) {
            return null;
        }
        try {
            return Json.read(text);
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    private static @Nullable String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
