package dev.tracedshop.operations;

import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.MalformedJsonException;
import dev.tracedshop.tracing.Carrier;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds what Lambda keeps of an asynchronous invocation that failed for good.
 *
 * @param functionArn the function, without the qualifier that stands for its newest version
 * @param requestId the id of the invocation, the same for all its attempts
 * @param condition why it was given up, such as {@code RetriesExhausted}
 * @param event the event as the function was given it
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html">Lambda's documentation</a>
 */
record StoredInvocation(
        String functionArn,
        String requestId,
        String condition,
        @Nullable Object event) {

    private static final String NEWEST = ":$LATEST";

    /**
     * Reads the record that an on-failure destination gets.
     *
     * @throws MalformedJsonException if it is none
     */
    static StoredInvocation read(String record) {
        JsonObject fields = Json.readObject(record);
        JsonObject context = fields.object("requestContext");
        String arn = context.string("functionArn");
        return new StoredInvocation(
                arn.endsWith(NEWEST) ? arn.substring(0, arn.length() - NEWEST.length()) : arn,
                context.string("requestId"),
                context.string("condition"),
                fields.value("requestPayload"));
    }

    /** Returns the name of the function. */
    String function() {
        return functionArn.substring(functionArn.lastIndexOf(':') + 1);
    }

    /** Returns the event as JSON. */
    String payload() {
        return Json.write(event);
    }

    /** Finds the carrier that the event brought with it: from a topic, from a bus, or in itself. */
    Carrier carrier() {
        if (!(event instanceof Map<?, ?> fields)) {
            return Carrier.none();
        }
        if (fields.get("Records") instanceof List<?> records
                && !records.isEmpty()
                && records.get(0) instanceof Map<?, ?> record
                && record.get("Sns") instanceof Map<?, ?> message) {
            return ofNotification(message);
        }
        Object holder = fields.get("detail") instanceof Map<?, ?> detail ? detail.get(Carrier.NAME) : null;
        Object own = holder == null ? fields.get(Carrier.NAME) : holder;
        return own instanceof Map<?, ?> carrier ? Carrier.of(carrier) : Carrier.none();
    }

    private static Carrier ofNotification(Map<?, ?> message) {
        return message.get("MessageAttributes") instanceof Map<?, ?> attributes
                        && attributes.get(Carrier.NAME) instanceof Map<?, ?> attribute
                        && attribute.get("Value") instanceof String value
                ? ofText("Binary".equals(attribute.get("Type")) ? decoded(value) : value)
                : Carrier.none();
    }

    /** A carrier that cannot be read is as good as none: nothing is kept from being replayed by its tracing. */
    private static Carrier ofText(String text) {
        try {
            return Json.read(text) instanceof Map<?, ?> carrier ? Carrier.of(carrier) : Carrier.none();
        } catch (MalformedJsonException e) {
            return Carrier.none();
        }
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
