package dev.tracedshop.local.states;

import dev.tracedshop.local.Hurry;
import dev.tracedshop.local.asl.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** This computer's own clock; pauses are divided by the hurry, limits are not. */
public final class HurriedTimer implements Timer {
    private final ScheduledExecutorService scheduler;
    private final Hurry hurry;

    /** @param scheduler calls back */
    public HurriedTimer(ScheduledExecutorService scheduler, Hurry hurry) {
        this.scheduler = scheduler;
        this.hurry = hurry;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Pending pause(Duration onAws, Runnable then) {
        return limit(hurry.shorten(onAws), then);
    }

    @Override
    public Pending limit(Duration time, Runnable then) {
        var future = scheduler.schedule(then, time.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }
}
