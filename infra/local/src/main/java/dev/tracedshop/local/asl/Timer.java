package dev.tracedshop.local.asl;

import java.time.Duration;
import java.time.Instant;

/** The clock of executions and schedules. */
public interface Timer {
    /** Returns the time. */
    Instant now();

    /**
     * Calls back after a while that may be shortened.
     *
     * @param onAws how long the definition wants to wait
     */
    Pending pause(Duration onAws, Runnable then);

    /** Calls back after a while that is never shortened: somebody's limit for doing something. */
    Pending limit(Duration time, Runnable then);

    /** A call to come. */
    @FunctionalInterface
    interface Pending {
        /** Makes that it does not come, if it has not come yet. */
        void cancel();
    }
}
