package dev.tracedshop.delivery;

import dev.tracedshop.events.Json;
import dev.tracedshop.events.JsonObject;
import dev.tracedshop.events.MalformedJsonException;

/**
 * Holds an event as EventBridge hands it on.
 *
 * @param source who put it on the bus, such as {@code dev.products}
 * @param detailType the event's type
 * @param detail what was put on the bus, as JSON; the tracer's {@code _datadog} is in it
 */
public record BusEvent(String source, String detailType, String detail) {

    /**
     * Reads the body of a message that a rule of the bus sent to a queue.
     *
     * @throws MalformedJsonException if it is not EventBridge's envelope; the message names the field
     */
    public static BusEvent read(String body) {
        JsonObject envelope = Json.readObject(body);
        return new BusEvent(
                envelope.string("source"), envelope.string("detail-type"), Json.write(envelope.value("detail")));
    }
}
