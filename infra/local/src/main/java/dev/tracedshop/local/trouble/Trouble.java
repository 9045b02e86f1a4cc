package dev.tracedshop.local.trouble;

import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What is to go wrong in a running assembly: messages that come twice, functions that are killed, calls that are throttled. */
public final class Trouble {
    /*
     * Each decision is a throw of dice that depends on nothing but the seed, on what is decided, and on how often that was decided
     * before: the hundredth DynamoDb.UpdateItem has the same fate in every run. Which product that call is about, and what a killed
     * function was doing, depends on the machine's timing, and no seed can repeat that.
     */

    private final long seed;
    private final boolean twice;
    private final int kills;
    private final Duration every;
    private final double throttled;
    private final Map<String, AtomicLong> throwsOf = new ConcurrentHashMap<>();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder killed = new LongAdder();
    private final LongAdder throttledCalls = new LongAdder();
    private volatile boolean over;

    /**
     * How much trouble there was.
     *
     * @param repeated messages and events that were delivered once more
     * @param killed functions that were killed
     * @param throttled calls that were refused
     */
    public record Counts(long repeated, long killed, long throttled) {}

    private Trouble(long seed, boolean twice, int kills, Duration every, double throttled) {
        this.seed = seed;
        this.twice = twice;
        this.kills = kills;
        this.every = every;
        this.throttled = throttled;
    }

    /** Returns no trouble at all. */
    public static Trouble none() {
        return new Trouble(0, false, 0, Duration.ZERO, 0);
    }

    /** Returns all of it: every message twice, two functions killed every five seconds, one call of twenty throttled. */
    public static Trouble of(long seed) {
        return new Trouble(seed, true, 2, Duration.ofSeconds(5), 0.05);
    }

    /** Returns trouble with messages alone: each comes twice. */
    public static Trouble everythingTwice() {
        return new Trouble(0, true, 0, Duration.ZERO, 0);
    }

    /**
     * Returns trouble with functions alone.
     *
     * @param functions how many are killed each time
     * @param every how long it is from one time to the next
     */
    public static Trouble killing(long seed, int functions, Duration every) {
        return new Trouble(seed, false, functions, every, 0);
    }

    /**
     * Returns trouble with calls alone.
     *
     * @param share how many of them are throttled, from 0 to 1
     */
    public static Trouble throttling(long seed, double share) {
        return new Trouble(seed, false, 0, Duration.ZERO, share);
    }

    /** Ends it: from now on everything goes its usual way. */
    public void end() {
        over = true;
    }

    /** Returns how much there was until now. */
    public Counts counts() {
        return new Counts(repeated.sum(), killed.sum(), throttledCalls.sum());
    }

    /** Decides whether a message, or an event that nobody waits for, is delivered once more. */
    public boolean repeats() {
        boolean repeats = twice && !over;
        if (repeats) {
            repeated.increment();
        }
        return repeats;
    }

    /** Returns how many functions are killed each time. */
    int kills() {
        return over ? 0 : kills;
    }

    /** Returns how long it is from one time that functions are killed to the next. */
    Duration every() {
        return every;
    }

    /** Notes that a function was killed. */
    void killed() {
        killed.increment();
    }

    /**
     * Decides whether the next call of an operation is throttled.
     *
     * @param operation for example {@code DynamoDb.UpdateItem}
     */
    public boolean throttles(String operation) {
        boolean throttles = throttled > 0 && !over && dice(operation).nextDouble() < throttled;
        if (throttles) {
            throttledCalls.increment();
        }
        return throttles;
    }

    /**
     * Picks one of several.
     *
     * @param among how many there are, at least one
     * @return from 0 to {@code among - 1}
     */
    int pick(String what, int among) {
        return dice(what).nextInt(among);
    }

    private SplittableRandom dice(String what) {
        long number =
                throwsOf.computeIfAbsent(what, ignored -> new AtomicLong()).getAndIncrement();
        // A seed of its own for each throw; the generator mixes the bits.
        return new SplittableRandom(seed * 31 + what.hashCode() + number * 0x9E3779B97F4A7C15L);
    }
}
