package dev.tracedshop.workshop.transport;

import dev.tracedshop.trace.TraceId;
import java.util.List;

/** Knows which spans have arrived where spans are to arrive. */
interface Arrivals {

    /**
     * A span that has arrived.
     *
     * @param name OpenTelemetry's name of it
     * @param nanos how long it took
     */
    record Arrived(String name, long nanos) {}

    /** Returns the spans of a trace that have arrived so far. */
    List<Arrived> spans(TraceId trace);
}
