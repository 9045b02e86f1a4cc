package dev.tracedshop.telemetry;

import com.fasterxml.jackson.databind.JsonNode;

/** Recognises one type of event. */
interface TriggerType {

    /** Returns the name of the type for messages. */
    String name();

    /** Tells whether the event looks like this type; nothing else is tried then. */
    boolean matches(JsonNode event);

    /** Reads the event, strictly. */
    Trigger read(JsonNode event) throws EventMismatch;
}
