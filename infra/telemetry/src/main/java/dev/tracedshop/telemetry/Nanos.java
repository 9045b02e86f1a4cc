package dev.tracedshop.telemetry;

import java.time.Instant;

/** Times as spans have them. */
final class Nanos {

    private Nanos() {}

    /** Returns the nanoseconds since the epoch. */
    static long of(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
    }
}
