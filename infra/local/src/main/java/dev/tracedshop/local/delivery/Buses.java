package dev.tracedshop.local.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The event buses of an assembly, for whoever puts events without calling EventBridge. */
public interface Buses {
    /**
     * Puts an event on a bus.
     *
     * @param source the event's source
     * @param detailType its type
     * @param resources ARNs that it is about
     * @param detail what happened, a JSON object
     * @param traceHeader the X-Ray header that goes with it, or empty
     * @throws DeliveryException if the bus does not take it
     */
    void put(
            String busArn,
            String source,
            String detailType,
            List<String> resources,
            JsonNode detail,
            String traceHeader);
}
