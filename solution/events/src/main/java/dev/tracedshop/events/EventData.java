package dev.tracedshop.events;

import java.util.Map;

/** Says what happened: the {@code data} of a {@link CloudEvent}. */
public interface EventData {

    /** Returns the event type that this data belongs to. */
    String type();

    /** Returns the data as {@link Json} writes it. */
    Map<String, Object> toJson();
}
