package dev.tracedshop.supplier;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
interface Pause {

    /** Returns after that time. */
    void take(Duration time);

    /** Sleeps; when interrupted, it returns early and leaves the thread marked as interrupted. */
    static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
