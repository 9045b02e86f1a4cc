package dev.tracedshop.local.eventbridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracedshop.local.assembly.Place;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * An event that a bus accepted.
 *
 * @param id given by EventBridge; it stays when another bus gets the event
 * @param source who put it
 * @param detailType what kind of event it is
 * @param time when it happened, by whoever put it
 * @param resources ARNs that it is about
 * @param detail what happened
 * @param accepted when the bus got it
 */
record Event(
        String id,
        String source,
        String detailType,
        Instant time,
        List<String> resources,
        JsonNode detail,
        Instant accepted) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Returns the <a href="https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html">event's JSON</a>, in EventBridge's order. */
    ObjectNode json(Place place) {
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "0");
        event.put("id", id);
        event.put("detail-type", detailType);
        event.put("source", source);
        event.put("account", place.account());
        event.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        event.put("region", place.region());
        resources.forEach(event.putArray("resources")::add);
        event.set("detail", detail);
        return event;
    }
}
