package dev.tracedshop.local;

import java.time.Duration;

/**
 * By how much waiting is shortened: visibility, retry delays, Wait states, batch windows and schedules, never a function's timeout. It can
 * be changed while a shop runs; whoever waits already waits for what was asked for.
 */
public final class Hurry {
    private volatile int factor;

    /** @param factor by how much; 1 is AWS's own pace */
    public Hurry(int factor) {
        set(factor);
    }

    /** Sets the factor from now on. */
    public void set(int newFactor) {
        if (newFactor < 1) {
            throw new IllegalArgumentException("The factor must be 1 or more, not " + newFactor + ".");
        }
        factor = newFactor;
    }

    /** Returns the factor. */
    public int factor() {
        return factor;
    }

    /** Returns how long to wait here for what takes that long on AWS. */
    public Duration shorten(Duration onAws) {
        return onAws.dividedBy(factor);
    }
}
