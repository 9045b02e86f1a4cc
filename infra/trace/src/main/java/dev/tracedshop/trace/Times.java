package dev.tracedshop.trace;

import java.util.Locale;

/** Writes durations for people, in at most 7 columns. */
final class Times {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private Times() {}

    /** Returns a duration of so many nanoseconds with three digits, for example {@code 371 µs}, {@code 1.42 s} or {@code 2m 05s}. */
    static String text(long nanos) {
        if (nanos <= 0) {
            return "0 ms";
        }
        // The limits lie half a digit below the unit, so that 999.6 ms is 1.00 s and never 1000 ms.
        if (nanos < 999_500) {
            return nanos < MICRO ? "1 µs" : Math.round((double) nanos / MICRO) + " µs";
        }
        if (nanos < 999_500 * MICRO) {
            return threeDigits((double) nanos / MILLI) + " ms";
        }
        if (nanos < 59_950 * MILLI) {
            return threeDigits((double) nanos / SECOND) + " s";
        }
        long seconds = Math.round((double) nanos / SECOND);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh %02dm", seconds / 3600, seconds % 3600 / 60);
    }

    private static String threeDigits(double value) {
        String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
