package dev.tracedshop.local.asl;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that stands still until a test moves it, or lets it tick. */
final class FakeTimer implements Timer {
    private final List<Call> calls = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final int hurry;
    private Duration tick = Duration.ZERO;

    private record Call(Instant at, Runnable then) {}

    /** @param hurry by how much pauses are shorter */
    FakeTimer(int hurry) {
        this.hurry = hurry;
    }

    /** Lets time pass whenever the clock is read. */
    void tick(Duration time) {
        tick = time;
    }

    @Override
    public Instant now() {
        now = now.plus(tick);
        return now;
    }

    @Override
    public Pending pause(Duration onAws, Runnable then) {
        pauses.add(onAws);
        return limit(onAws.dividedBy(hurry), then);
    }

    @Override
    public Pending limit(Duration time, Runnable then) {
        Call call = new Call(now.plus(time), then);
        calls.add(call);
        return () -> calls.remove(call);
    }

    /** Moves the clock from call to call until nobody waits or a time has passed. */
    void advance(Duration time) {
        Instant until = now.plus(time);
        while (true) {
            var next = calls.stream().filter(call -> !call.at().isAfter(until)).min(Comparator.comparing(Call::at));
            if (next.isEmpty()) {
                now = until;
                return;
            }
            calls.remove(next.get());
            now = next.get().at();
            next.get().then().run();
        }
    }

    /** Returns what was paused for, as on AWS. */
    List<Duration> pauses() {
        return pauses;
    }
}
