package dev.tracedshop.sampling;

import java.util.Arrays;

/** How some numbers are spread: the numbers below which half and 95 of 100 lie, counted by the nearest rank, and the largest. */
public record Spread(long median, long p95, long max) {
    /** Returns the spread of some numbers; of none, it is 0. */
    public static Spread of(long... numbers) {
        if (numbers.length == 0) {
            return new Spread(0, 0, 0);
        }
        long[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return new Spread(ranked(sorted, 50), ranked(sorted, 95), sorted[sorted.length - 1]);
    }

    private static long ranked(long[] sorted, int percent) {
        int rank = (sorted.length * percent + 99) / 100;
        return sorted[rank - 1];
    }
}
